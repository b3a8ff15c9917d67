// SPDX-License-Identifier: Apache-2.0
//
// Checker+Selectors.swift — `x.f`: qualified identifiers, fields, methods and method expressions.

import Syntax

extension Checker {
  func selector(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ base: NodeID<Expr>, _ nameNode: NodeID<Expr>, wantType: Bool
  ) {
    let name = symbol(nameNode)
    if case .name(let first) = file.tree[base] {
      let object = find(first)
      if object.exists, program[object].kind == .package {
        file.record(base, object: object)
        program.objects[Int(object.raw)].flags.insert(.isUsed)
        let imported = program[program[object].imported]
        read(imported)
        qualified(&operand, expr, imported, nameNode, name)
        return
      }
    }
    expressionOrType(&operand, base)
    operand.expr = base
    switch operand.mode {
    case .invalid: return
    case .builtin:
      error(file.tree.position(of: expr), "invalid use of \(describe(operand)) in selector expression")
      operand.invalidate()
      return
    default: break
    }
    if wantType {
      error(nameNode, "\(text(expr)) is not a type")
      operand.invalidate()
      return
    }
    let type = operand.type
    let lookup = program.lookup(type, name, from: package.id, addressable: operand.mode == .variable)
    switch lookup {
    case .field(let path, let fieldType, let isIndirect):
      if operand.mode == .type {
        error(base, "operand for field selector \(text(name)) must be value of type \(text(type))")
        operand.invalidate()
        return
      }
      file.record(expr, selection: Selection(kind: .field, receiver: type, path: path, type: fieldType))
      operand.mode = operand.mode == .variable || isIndirect ? .variable : .value
      operand.type = fieldType
      if !fieldType.isValid { operand.invalidate() }
    case .method(let path, let method, let receiver, let isIndirect):
      selectMethod(&operand, expr, nameNode, path, method, receiver, isIndirect: isIndirect)
    case .interfaceMethod(let path, let interface, let index, _):
      let member = program.interfaceMember(interface, index)
      var selection = Selection(kind: .interfaceMethod, receiver: type, path: path, type: member)
      selection.interface = interface
      selection.methodIndex = index
      if operand.mode == .type {
        selection.kind = .interfaceMethodExpression
        selection.type = methodExpressionType(member, type)
      }
      file.record(expr, selection: selection)
      operand.mode = .value
      operand.type = selection.type
    case .ambiguous:
      error(nameNode, "ambiguous selector \(text(base)).\(text(name))")
      operand.invalidate()
    case .pointerReceiver:
      let typeName = text(type)
      error(
        nameNode,
        operand.mode == .type
          ? "invalid method expression \(typeName).\(text(name)) (needs pointer receiver (*\(typeName)).\(text(name)))"
          : "cannot call pointer method \(text(name)) on \(typeName)")
      operand.invalidate()
    case .notFound:
      if types.underlying(type).isValid {
        error(nameNode, "\(text(base)).\(text(name)) undefined (\(whyMissing(type, name)))")
      }
      operand.invalidate()
    }
  }

  private func selectMethod(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ nameNode: NodeID<Expr>, _ path: [Int], _ method: ObjectID,
    _ receiver: TypeID, isIndirect: Bool
  ) {
    let type = operand.type
    let signature = program.methodSignature(method, receiver: receiver)
    noteUse(method)
    file.record(nameNode, object: method)
    // As a name would, so that the type arguments of a generic method can be inferred.
    if program[method].flags.contains(.isGeneric) { file.record(expr, object: method) }
    guard signature.isValid else {
      operand.invalidate()
      return
    }
    var selection = Selection(kind: .method, receiver: type, path: path, type: signature)
    selection.function = method
    let wantsPointer = program[method].flags.contains(.hasPointerReceiver)
    let endsInPointer = endIsPointer(type, path)
    if operand.mode == .type {
      selection.kind = .methodExpression
      selection.type = methodExpressionType(signature, type)
    } else {
      selection.takesAddress = wantsPointer && !endsInPointer
      if selection.takesAddress { markSelected(operand.expr, type, path) }
    }
    selection.dereferences = !wantsPointer && endsInPointer
    file.record(expr, selection: selection)
    operand.mode = .value
    operand.type = selection.type
  }

  private func endIsPointer(_ type: TypeID, _ path: [Int]) -> Bool {
    var type = type
    for index in path {
      guard let fields = types.fields(types.pointerElement(type) ?? type), index < fields.count else { return false }
      type = fields[index].type
    }
    if case .pointer = types.view(of: type) { return true }
    return false
  }

  /// A pointer method takes the address of a field of a variable, unless a pointer lies between.
  private func markSelected(_ expr: NodeID<Expr>, _ type: TypeID, _ path: [Int]) {
    if types.pointerElement(type) != nil, !path.isEmpty { return }
    if pathHasPointer(type, path.dropLast()) { return }
    mark(expr, .isAddressTaken)
  }

  private func methodExpressionType(_ method: TypeID, _ receiver: TypeID) -> TypeID {
    guard var signature = types.signature(method) else { return .invalid }
    signature.parameters.insert(receiver, at: 0)
    return types.function(signature)
  }

  private func qualified(
    _ operand: inout Operand, _ expr: NodeID<Expr>, _ imported: Package, _ nameNode: NodeID<Expr>, _ name: Symbol
  ) {
    let id = imported.isForeign ? declareForeign(text(name), in: imported) : imported.scope[name]
    guard id.exists else {
      if imported.isForeign {
        let objection = whyForeignMissing(name, expr, in: imported)
        error(nameNode, objection.reason, notes: objection.notes)
      } else if !imported.isFake {
        var hint = ""
        let wanted = text(name).lowercased()
        let others = imported.scope.objects.filter {
          isExported(program[$0].name) && text(program[$0].name).lowercased() == wanted
        }
        if let other = others.map({ text(program[$0].name) }).min() { hint = " (but have \(other))" }
        error(nameNode, "undefined: \(text(expr))\(hint)")
      }
      operand.invalidate()
      return
    }
    if !isExported(name), imported.isLibrary, !imported.isForeign {
      // Of a compiled package little more than the exported names is known, and what those use.
      let title = text(name).prefix(1).uppercased() + text(name).dropFirst()
      if !imported.scope[program.symbols.lookup(title)].exists {
        error(nameNode, "undefined: \(text(expr))")
        operand.invalidate()
        return
      }
    }
    if !isExported(name), !imported.isForeign {
      error(nameNode, "name \(text(name)) not exported by package \(text(imported.name))")
      operand.invalidate()
      return
    }
    resolve(id)
    noteUse(id)
    if imported.isForeign, useForeignAddress(&operand, expr, name, in: imported) { return }
    file.record(nameNode, object: id)
    file.record(expr, object: id)
    let object = program[id]
    if imported.isForeign, object.kind == .function || object.kind == .variable,
      let objection = imported.foreign?.objection(to: text(name))
    {
      error(nameNode, objection.reason, notes: objection.notes)
      operand.invalidate()
      return
    }
    operand.type = object.type
    switch object.kind {
    case .constant:
      operand.mode = .constant
      operand.value = program[object.constant]
    case .type: operand.mode = .type
    case .variable: operand.mode = imported.foreign?.isValue(text(name)) == true ? .value : .variable
    case .function: operand.mode = .value
    case .builtin:
      operand.mode = .builtin
      operand.builtin = object.builtin!
      return
    default: break
    }
    if !operand.type.isValid { operand.invalidate() }
  }

  /// Why a type has no member of a name.
  private func whyMissing(_ type: TypeID, _ name: Symbol) -> String {
    if let base = types.pointerElement(type), types.isInterface(base) || types.isTypeParameter(base) {
      return
        "type \(text(type)) is pointer to \(types.isTypeParameter(base) ? "type parameter" : "interface"), not \(types.isTypeParameter(base) ? "type parameter" : "interface")"
    }
    let missing = "type \(text(type)) has no field or method \(text(name))"
    guard let (other, isMethod) = similarMember(type, name) else { return missing }
    if other.name == name, other.package == package.id { return missing }
    let what = isMethod ? "method" : "field"
    let alternative = text(other.name)
    if other.package == package.id || isExported(other.name) && isExported(name) {
      return "\(missing), but does have \(what) \(alternative)"
    }
    let sameTail = text(name).dropFirst() == alternative.dropFirst()
    if isExported(name) {
      return sameTail ? "\(missing), but does have unexported \(what) \(alternative)" : missing
    }
    if isExported(other.name) { return sameTail ? "\(missing), but does have \(what) \(alternative)" : missing }
    return other.name == name ? "cannot refer to unexported \(what) \(alternative)" : missing
  }

  /// A member whose name differs in case or that belongs to another package.
  func similarMember(_ type: TypeID, _ name: Symbol) -> (other: (name: Symbol, package: PackageID), isMethod: Bool)? {
    let wanted = text(name).lowercased()
    var current = [types.pointerElement(type) ?? type]
    var seen: [TypeID] = []
    while !current.isEmpty {
      var next: [TypeID] = []
      for candidate in current where !seen.contains(candidate) {
        seen.append(candidate)
        if case .named(let id) = types.view(of: candidate) {
          for method in types[types[id].origin ?? id].methods
          where text(program[method].name).lowercased() == wanted {
            return ((program[method].name, program[method].package), true)
          }
        }
        if let interface = types.interface(of: candidate) {
          for method in interface.methods where text(method.name).lowercased() == wanted {
            return ((method.name, method.package), true)
          }
        }
        for field in types.fields(candidate) ?? [] {
          if text(field.name).lowercased() == wanted {
            let owner = isExported(field.name) ? package.id : field.package
            return ((field.name, owner), false)
          }
          if field.isEmbedded { next.append(types.pointerElement(field.type) ?? field.type) }
        }
      }
      current = next
    }
    return nil
  }
}
