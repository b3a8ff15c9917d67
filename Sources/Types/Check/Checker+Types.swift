// SPDX-License-Identifier: Apache-2.0
//
// Checker+Types.swift — type expressions.

import Source
import Syntax

extension Checker {
  /// The type that an expression stands for; invalid after an error. Generic types must be instantiated.
  func typeExpression(_ expr: NodeID<Expr>) -> TypeID {
    var type = typeName(expr, allowGeneric: true)
    if isGeneric(type) {
      error(expr, "cannot use generic type \(text(type)) without instantiation")
      type = .invalid
    }
    file.record(expr, .type, type)
    return type
  }

  /// As `typeExpression`, for the type of a variable: no constraint interface.
  func variableType(_ expr: NodeID<Expr>) -> TypeID {
    let type = typeExpression(expr)
    switch types.view(of: type) {
    case .named, .interface:
      if case .named(let id) = types.view(of: type), types[id].validity == .valid, !types.isInterface(type) { break }
      later { [self] in
        guard let interface = types.interface(of: type), interface.isConstraint else { return }
        error(
          expr,
          "cannot use type \(text(type)) outside a type constraint: "
            + (interface.isComparable && interface.terms == nil
              ? "interface is (or embeds) comparable" : "interface contains type constraints"))
      }
    default: break
    }
    return type
  }

  /// Whether a type is a generic declaration that was given no arguments.
  func isGeneric(_ type: TypeID) -> Bool {
    if case .named(let id) = types.view(of: type) { return !types[id].parameters.isEmpty }
    return false
  }

  /// As `typeExpression`, for what may still be generic.
  func typeName(_ expr: NodeID<Expr>, allowGeneric: Bool) -> TypeID {
    switch file.tree[expr] {
    case .none, .bad: return .invalid
    case .name(let name):
      var operand = Operand()
      identifier(&operand, expr, name, wantType: true)
      return operand.mode == .type ? operand.type : .invalid
    case .selector(let base, let name):
      var operand = Operand()
      selector(&operand, expr, base, name, wantType: true)
      operand.expr = expr
      if operand.mode == .type { return operand.type }
      if operand.isValid { error(operand, "\(describe(operand)) is not a type") }
      return .invalid
    case .index(let base, let arguments): return instantiatedType(expr, base, Array(file.tree.nodes(arguments)))
    case .paren(let inner): return typeExpression(inner)
    case .arrayType(let length, let element):
      guard length.exists else {
        error(expr, "invalid use of [...] array (outside a composite literal)")
        _ = variableType(element)
        return .invalid
      }
      let count = arrayLength(length)
      let type = variableType(element)
      guard let count, type.isValid else { return .invalid }
      return types.array(of: type, length: count)
    case .sliceType(let element):
      let type = variableType(element)
      return type.isValid ? types.slice(of: type) : .invalid
    case .variadicType(let element):
      error(expr, "invalid use of ...")
      _ = variableType(element)
      return .invalid
    case .structType(let fields, _): return structType(fields)
    case .star(let base):
      let type = variableType(base)
      return type.isValid ? types.pointer(to: type) : .invalid
    case .functionType: return signature(expr, of: nil)
    case .interfaceType(let elements, _): return interfaceType(expr, elements)
    case .mapType(let key, let value):
      let keyType = variableType(key)
      let valueType = variableType(value)
      guard keyType.isValid, valueType.isValid else { return .invalid }
      if !isPlainKey(keyType) {
        later { [self] in
          if !types.isComparable(keyType) {
            let why = types.isTypeParameter(keyType) ? " (missing comparable constraint)" : ""
            error(key, "invalid map key type \(text(keyType))\(why)")
          }
        }
      }
      return types.map(key: keyType, element: valueType)
    case .channelType(let direction, let element):
      let type = variableType(element)
      return type.isValid ? types.channel(direction, of: type) : .invalid
    case .unary(.tilde, _), .binary(.or, _, _):
      error(expr, "cannot use \(text(expr)) outside a type constraint: interface contains type constraints")
      return .invalid
    default:
      error(expr, "\(text(expr)) is not a type")
      use(expr)
      return .invalid
    }
  }

  private func isPlainKey(_ type: TypeID) -> Bool {
    if case .basic = types.view(of: type) { return true }
    return false
  }

  private func arrayLength(_ expr: NodeID<Expr>) -> Int64? {
    if case .name(let name) = file.tree[expr] {
      let object = find(name)
      if !object.exists {
        error(expr, "undefined array length \(text(name)) or missing type constraint")
        return nil
      }
      if program[object].kind != .constant {
        error(expr, "invalid array length \(text(name))")
        return nil
      }
    }
    var operand = Operand()
    expression(&operand, expr)
    guard operand.isValid else { return nil }
    guard operand.mode == .constant else {
      error(operand, "array length \(describe(operand)) must be constant")
      return nil
    }
    if types.isUntyped(operand.type) || types.isInteger(operand.type) {
      if let value = operand.value.asInteger?.int64, value >= 0 {
        if types.isUntyped(operand.type) { convertUntyped(&operand, to: .int) }
        return value
      }
    }
    error(
      operand,
      types.isInteger(operand.type)
        ? "invalid array length \(describe(operand))" : "array length \(describe(operand)) must be integer")
    return nil
  }

  // MARK: Structs

  private func structType(_ list: NodeList<Field>) -> TypeID {
    var fields: [StructField] = []
    fields.reserveCapacity(list.count)
    var positions: [Position] = []
    var previous = NodeID<Expr>.none
    var type = TypeID.invalid
    var isValid = true
    for id in file.tree.nodes(list) {
      let field = file.tree[id]
      if field.type != previous {
        type = variableType(field.type)
        previous = field.type
      }
      if !type.isValid { isValid = false }
      let tag = tagText(field.tag)
      var name = Symbol.blank
      let position: Position
      if field.name.exists {
        name = symbol(field.name)
        position = file.tree.position(of: field.name)
      } else {
        position = file.tree.start(of: field.type)
        guard let embedded = embeddedName(field.type, in: file) else {
          error(field.type, "invalid embedded field type \(text(field.type))")
          continue
        }
        name = embedded
        checkEmbedded(type, at: position)
      }
      if name != .blank, let other = fields.firstIndex(where: { $0.name == name }) {
        error(
          field.name.exists ? position : embeddedPosition(field.type), "\(text(name)) redeclared",
          notes: [Diagnostic.Note(positions[other], "other declaration of \(text(name))")])
        continue
      }
      // A field with a tag in package C is an anonymous struct, embedded under the name that cgo gives it.
      fields.append(
        package.isForeign
          ? StructField(
            name: name, type: type, isEmbedded: tag != program.universe.empty, package: .none,
            tag: program.universe.empty)
          : StructField(
            name: name, type: type, isEmbedded: field.name.isNone, package: program.owner(of: name, in: package.id),
            tag: tag))
      positions.append(field.name.exists ? position : embeddedPosition(field.type))
    }
    _ = isValid
    return types.structure(fields)
  }

  private func tagText(_ node: NodeID<Expr>) -> Symbol {
    guard node.exists, case .literal(let literal) = file.tree[node], literal.kind == .string,
      let bytes = Constant(literal: .string, text: file.tree.text(of: literal)).bytes
    else { return program.universe.empty }
    return program.symbols.intern(String(decoding: bytes, as: UTF8.self))
  }

  /// The field name that an embedded type gives.
  func embeddedName(_ expr: NodeID<Expr>, in file: TypedFile) -> Symbol? {
    switch file.tree[expr] {
    case .name(let name): return name
    case .star(let base):
      if case .star = file.tree[base] { return nil }
      return embeddedName(base, in: file)
    case .selector(_, let name):
      if case .name(let symbol) = file.tree[name] { return symbol }
      return nil
    case .index(let base, _): return embeddedName(base, in: file)
    case .paren(let inner): return embeddedName(inner, in: file)
    default: return nil
    }
  }

  private func embeddedPosition(_ expr: NodeID<Expr>) -> Position {
    switch file.tree[expr] {
    case .star(let base), .paren(let base): return embeddedPosition(base)
    case .selector(_, let name): return file.tree.position(of: name)
    case .index(let base, _): return embeddedPosition(base)
    default: return file.tree.position(of: expr)
    }
  }

  private func checkEmbedded(_ type: TypeID, at position: Position) {
    later { [self] in
      var base = type
      var isPointer = false
      if case .pointer(let element) = types.view(of: type) {
        base = element
        isPointer = true
      }
      switch types.underlyingView(of: base) {
      case .basic(.unsafePointer): error(position, "embedded field type cannot be unsafe.Pointer")
      case .pointer: error(position, "embedded field type cannot be a pointer")
      case .interface: if isPointer { error(position, "embedded field type cannot be a pointer to an interface") }
      case .typeParameter: error(position, "embedded field type cannot be a (pointer to a) type parameter")
      default: break
      }
    }
  }

  // MARK: Functions

  /// The type of a function; with a function given, its parameters and results become its objects, declared in the
  /// innermost scope.
  func signature(_ expr: NodeID<Expr>, of function: FunctionID?) -> TypeID {
    guard case .functionType(let parameters, let results) = file.tree[expr] else { return .invalid }
    var isVariadic = false
    var names: [(Symbol, Position)] = []
    let parameterTypes = collect(parameters, .isParameter, function, &isVariadic, &names)
    var dummy = false
    let resultTypes = collect(results, .isResult, function, &dummy, &names)
    // Only now: a parameter's name must not hide the package or type that another parameter's type names.
    if let function {
      let info = program[function]
      for variable in [info.receiver] + info.parameters + info.results where variable.exists {
        declareLocal(program[variable].name, variable)
      }
    }
    let type = types.function(Signature(parameters: parameterTypes, results: resultTypes, isVariadic: isVariadic))
    file.record(expr, .type, type)
    return type
  }

  private func collect(
    _ list: NodeList<Field>, _ flag: ObjectFlags, _ function: FunctionID?, _ isVariadic: inout Bool,
    _ names: inout [(Symbol, Position)]
  ) -> [TypeID] {
    var result: [TypeID] = []
    result.reserveCapacity(list.count)
    var previous = NodeID<Expr>.none
    var type = TypeID.invalid
    for (index, id) in file.tree.nodes(list).enumerated() {
      let field = file.tree[id]
      if field.type != previous {
        previous = field.type
        if case .variadicType(let element) = file.tree[field.type] {
          if flag == .isParameter, index == list.count - 1 {
            isVariadic = true
          } else {
            error(field.type, "invalid use of ...")
          }
          let elementType = variableType(element)
          type = elementType.isValid ? types.slice(of: elementType) : .invalid
          file.record(field.type, .type, type)
        } else {
          type = variableType(field.type)
        }
      }
      result.append(type)
      if let function {
        var object = Object(
          .variable, name: symbol(field.name), package: package.id,
          position: field.name.exists ? file.tree.position(of: field.name) : file.tree.start(of: field.type))
        object.type = type
        object.state = .resolved
        object.flags = [flag, .isUsed]
        object.owner = function
        object.node = field.name.raw
        let variable = program.add(object)
        if field.name.exists { file.record(field.name, object: variable) }
        if flag == .isParameter {
          program.functions[Int(function.raw)].parameters.append(variable)
        } else {
          program.functions[Int(function.raw)].results.append(variable)
        }
      } else if field.name.exists {
        let name = symbol(field.name)
        let position = file.tree.position(of: field.name)
        if name != .blank {
          if let other = names.first(where: { $0.0 == name }) {
            error(
              position, "\(text(name)) redeclared in this block",
              notes: [Diagnostic.Note(other.1, "other declaration of \(text(name))")])
          }
          names.append((name, position))
        }
      }
    }
    return result
  }

  // MARK: Interfaces

  private func interfaceType(_ expr: NodeID<Expr>, _ list: NodeList<Field>) -> TypeID {
    if list.isEmpty {
      if !package.isLibrary { program.spellings.emptyInterface = true }
      return .emptyInterface
    }
    var methods: [(method: InterfaceMethod, position: Position)] = []
    var isComparable = false
    var terms: [TypeTerm]?
    func add(_ method: InterfaceMethod, _ position: Position, isExplicit: Bool) {
      if let other = methods.first(where: { $0.method.name == method.name && $0.method.package == method.package }) {
        if !isExplicit, other.method.signature == method.signature { return }
        error(
          position, "duplicate method \(text(method.name))",
          notes: [Diagnostic.Note(other.position, "other declaration of method \(text(method.name))")])
        return
      }
      methods.append((method, position))
    }
    for id in file.tree.nodes(list) {
      let field = file.tree[id]
      guard field.name.exists else { continue }
      let name = symbol(field.name)
      let type = signature(field.type, of: nil)
      if name == .blank {
        error(field.name, "methods must have a unique non-blank name")
        continue
      }
      let method = InterfaceMethod(name: name, package: program.owner(of: name, in: package.id), signature: type)
      add(method, file.tree.position(of: field.name), isExplicit: true)
    }
    for id in file.tree.nodes(list) {
      let field = file.tree[id]
      if field.name.exists { continue }
      let position = file.tree.start(of: field.type)
      switch file.tree[field.type] {
      case .unary(.tilde, _), .binary(.or, _, _):
        intersect(&terms, with: union(field.type))
        continue
      default: break
      }
      let type = typeExpression(field.type)
      guard type.isValid else { continue }
      if types.isTypeParameter(type) {
        error(field.type, "term cannot represent type parameter \(text(type))")
        continue
      }
      guard types.underlying(type).isValid else {
        if case .named(let id) = types.view(of: type) { waitFor(id, expr) }
        continue
      }
      guard let embedded = types.interface(of: type) else {
        intersect(&terms, with: [TypeTerm(isTilde: false, type: type)])
        continue
      }
      for method in embedded.methods { add(method, position, isExplicit: false) }
      if embedded.isComparable { isComparable = true }
      if let others = embedded.terms { intersect(&terms, with: others) }
    }
    let sorted = methods.map(\.method).sorted { program.precedes(($0.name, $0.package), ($1.name, $1.package)) }
    return types.interface(Interface(methods: sorted, terms: terms, isComparable: isComparable))
  }

  /// An embedded type is still being resolved. The definition of a declared type can wait for it.
  private func waitFor(_ named: NamedID, _ interface: NodeID<Expr>) {
    if interface == context.definition {
      embeddingWait = named
    } else {
      reportEmbeddingCycle(named)
    }
  }

  private func reportEmbeddingCycle(_ named: NamedID) {
    let object = types[named].object
    if program[object].flags.contains(.isInvalidCycle) { return }
    if let start = path.firstIndex(of: object) {
      reportCycle(Array(path[start...]))
    } else {
      error(program[object].position, "invalid recursive type \(text(program[object].name))")
    }
  }

  /// The terms of `~T`, `A | B` or a plain type.
  func union(_ expr: NodeID<Expr>) -> [TypeTerm]? {
    var terms: [TypeTerm] = []
    var isAll = false
    func visit(_ expr: NodeID<Expr>) {
      switch file.tree[expr] {
      case .binary(.or, let left, let right):
        visit(left)
        visit(right)
      case .unary(.tilde, let inner):
        let type = typeExpression(inner)
        guard type.isValid else { return }
        if types.isInterface(type) {
          error(expr, "invalid use of ~ (\(text(type)) is an interface)")
        } else if types.underlying(type) != type {
          error(expr, "invalid use of ~ (underlying type of \(text(type)) is \(text(types.underlying(type))))")
        } else {
          terms.append(TypeTerm(isTilde: true, type: type))
        }
      default:
        let type = typeExpression(expr)
        guard type.isValid else { return }
        if let interface = types.interface(of: type) {
          if !interface.methods.isEmpty {
            error(expr, "cannot use \(text(type)) in union (\(text(type)) contains methods)")
          } else if interface.isComparable {
            error(expr, "cannot use comparable in union")
          } else if let inner = interface.terms {
            terms += inner
          } else {
            isAll = true
          }
        } else {
          if let other = terms.first(where: {
            $0.type == type || ($0.isTilde && types.underlying(type) == $0.type)
          }) {
            error(expr, "overlapping terms \(text(type)) and \(other.isTilde ? "~" : "")\(text(other.type))")
          }
          terms.append(TypeTerm(isTilde: false, type: type))
        }
      }
      file.record(expr, .type, .invalid)
    }
    visit(expr)
    return isAll ? nil : terms
  }

  private func intersect(_ terms: inout [TypeTerm]?, with others: [TypeTerm]?) {
    guard let others else { return }
    guard let own = terms else {
      terms = others
      return
    }
    var result: [TypeTerm] = []
    for a in own {
      for b in others {
        if a.type == b.type {
          result.append(TypeTerm(isTilde: a.isTilde && b.isTilde, type: a.type))
        } else if a.isTilde, types.underlying(b.type) == a.type {
          result.append(b)
        } else if b.isTilde, types.underlying(a.type) == b.type {
          result.append(a)
        }
      }
    }
    terms = result
  }
}
