// SPDX-License-Identifier: Apache-2.0
//
// Checker+Declarations.swift — the types and values of package-level objects, found when they are first referred to.
//
// How.      An object that is being resolved stands on the path; meeting it again is a cycle. Cycles through a declared
//           type are legal (the type has a name already), and cycles of variables and functions are left to the order
//           of initialisation; all others are errors.

import Source
import Syntax

extension Checker {
  /// Finds out the type of an object, and the value of a constant.
  func resolve(_ id: ObjectID) {
    switch program[id].state {
    case .resolved: return
    case .resolving:
      let isValid = isValidCycle(id)
      switch program[id].kind {
      case .constant, .variable:
        if !isValid { program.objects[Int(id.raw)].type = .invalid }
      case .type:
        if !isValid {
          program.objects[Int(id.raw)].type = .invalid
        } else if program[id].flags.contains(.isAlias), !program[id].type.isValid {
          expandAlias(id)
        }
      default: break
      }
      return
    case .unresolved: break
    }
    let object = program[id]
    guard object.package.exists, !object.position.isNone else { return }
    program.objects[Int(id.raw)].state = .resolving
    path.append(id)
    let saved = context
    let environment = locals.enterEnvironment()
    context = Context(package: program[object.package], file: program[object.position.file])
    switch object.kind {
    case .constant: resolveConstant(id)
    case .variable: checkVariable(context.package, Int(object.detail))
    case .type: resolveType(id, NodeID<Decl>(raw: object.node))
    case .function: resolveFunction(id)
    default: break
    }
    locals.leaveEnvironment(to: environment)
    context = saved
    path.removeLast()
    program.objects[Int(id.raw)].state = .resolved
    runDelayed()
  }

  /// An alias is wanted in the definition of a type that it names: what it stands for is read at once.
  private func expandAlias(_ id: ObjectID) {
    let object = program[id]
    let file = program[object.position.file]
    guard object.flags.contains(.isPackageLevel), expandingAliases.insert(id).inserted,
      case .type(let declaration) = file.tree[NodeID<Decl>(raw: object.node)]
    else { return }
    let saved = context
    let environment = locals.enterEnvironment()
    context = Context(package: program[object.package], file: file)
    let type = typeExpression(declaration.type)
    locals.leaveEnvironment(to: environment)
    context = saved
    expandingAliases.remove(id)
    program.objects[Int(id.raw)].type = type
  }

  private func isValidCycle(_ id: ObjectID) -> Bool {
    guard let start = path.firstIndex(of: id) else { return true }
    let cycle = Array(path[start...])
    var values = 0
    var definitions = 0
    for object in cycle {
      switch program[object].kind {
      case .constant, .variable: values += 1
      case .type:
        if context.isInTypeParameters { return true }
        if !program[object].flags.contains(.isAlias) { definitions += 1 }
      default: break
      }
    }
    if values == cycle.count { return true }
    if values == 0, definitions > 0 { return true }
    reportCycle(cycle)
    return false
  }

  /// Reports a cycle of declarations, from the one that comes first in the source.
  func reportCycle(_ cycle: [ObjectID]) {
    let start = cycle.indices.min { program[cycle[$0]].position < program[cycle[$1]].position } ?? 0
    let first = cycle[start]
    let isType = program[first].kind == .type
    let name = text(program[first].name)
    if program[first].flags.contains(.isInvalidCycle) { return }
    for object in cycle { program.objects[Int(object.raw)].flags.insert(.isInvalidCycle) }
    if cycle.count == 1 {
      error(
        program[first].position,
        isType
          ? "invalid recursive type: \(name) refers to itself"
          : "invalid cycle in declaration: \(name) refers to itself")
      return
    }
    var notes: [Diagnostic.Note] = []
    for index in cycle.indices {
      let object = cycle[(start + index) % cycle.count]
      let next = cycle[(start + index + 1) % cycle.count]
      notes.append(
        Diagnostic.Note(
          program[object].position, "\(text(program[object].name)) refers to \(text(program[next].name))"))
    }
    error(
      program[first].position,
      isType ? "invalid recursive type \(name)" : "invalid cycle in declaration of \(name)", notes: notes)
  }

  // MARK: Constants

  private func resolveConstant(_ id: ObjectID) {
    let declaration = constantDeclarations[Int(program[id].detail)]
    program.objects[Int(id.raw)].detail = 0
    let references = References()
    context.references = references
    constantReferences[id] = references
    checkConstant(id, declaration)
  }

  /// Determines type and value of a constant, package-level or local.
  func checkConstant(_ id: ObjectID, _ declaration: ConstantDeclaration) {
    let saved = context
    defer { context = saved }
    context.iota = declaration.iota
    var operand = Operand()
    if declaration.type.exists {
      let type = typeExpression(declaration.type)
      if type.isValid, !types.isConstantType(type) {
        if types.underlying(type).isValid { error(declaration.type, "invalid constant type \(text(type))") }
        program.objects[Int(id.raw)].type = .invalid
        return
      }
      program.objects[Int(id.raw)].type = type
    }
    if declaration.value.exists {
      if declaration.isInherited { context.errorPosition = program[id].position }
      expression(&operand, declaration.value)
    }
    initializeConstant(id, &operand, hasType: declaration.type.exists)
  }

  private func initializeConstant(_ id: ObjectID, _ operand: inout Operand, hasType: Bool) {
    let type = program[id].type
    guard operand.isValid, operand.type.isValid, !hasType || type.isValid else {
      if !hasType { program.objects[Int(id.raw)].type = .invalid }
      return
    }
    guard operand.mode == .constant else {
      error(operand, "\(describe(operand)) is not constant")
      if !hasType { program.objects[Int(id.raw)].type = .invalid }
      return
    }
    if !hasType { program.objects[Int(id.raw)].type = operand.type }
    assign(&operand, to: hasType ? type : operand.type, "constant declaration")
    if operand.isValid { program.objects[Int(id.raw)].detail = program.add(operand.value).raw }
  }

  // MARK: Variables

  /// Checks one package-level variable declaration, unless that was done before.
  func checkVariable(_ package: Package, _ index: Int) {
    if package.variableDeclarations[index].isChecked { return }
    package.variableDeclarations[index].isChecked = true
    let declaration = package.variableDeclarations[index]
    let saved = context
    let environment = locals.enterEnvironment()
    let references = References()
    context = Context(package: package, file: declaration.file, references: references)
    // The other names of the same declaration wait for the same value.
    let others = declaration.variables.filter { program[$0].state == .unresolved }
    for other in others {
      program.objects[Int(other.raw)].state = .resolving
      path.append(other)
    }
    var type: TypeID?
    if declaration.type.exists {
      type = variableType(declaration.type)
      for variable in declaration.variables { program.objects[Int(variable.raw)].type = type! }
    }
    if declaration.value.exists {
      initialize(declaration.variables, [declaration.value], hasType: declaration.type.exists)
    } else if type == nil {
      for variable in declaration.variables { program.objects[Int(variable.raw)].type = .invalid }
    }
    for other in others {
      program.objects[Int(other.raw)].state = .resolved
      path.removeLast()
    }
    locals.leaveEnvironment(to: environment)
    context = saved
    package.variableReferences[index] = references
    runDelayed()
  }

  // MARK: Types

  /// Resolves a type declaration, package-level or local.
  func resolveType(_ id: ObjectID, _ decl: NodeID<Decl>) {
    guard case .type(let declaration) = file.tree[decl] else { return }
    if declaration.isAlias {
      if !declaration.typeParameters.isEmpty {
        error(declaration.type, "generic type alias is not supported")
      }
      program.objects[Int(id.raw)].type = .invalid
      let type = typeExpression(declaration.type)
      if !program[id].flags.contains(.isInvalidCycle) { program.objects[Int(id.raw)].type = type }
      return
    }
    let named = types.makeNamed(id)
    let type = types[named].type
    program.objects[Int(id.raw)].type = type
    if program[id].flags.contains(.isPackageLevel) { attachMethods(named, id) }
    let file = self.file
    later { [self] in
      checkValidity(of: named)
      checkFieldNames(of: named, in: file)
    }
    var hasScope = false
    if !declaration.typeParameters.isEmpty {
      locals.open()
      hasScope = true
      _ = declareTypeParameters(declaration.typeParameters) { parameters in
        types.modify(named) { $0.parameters = parameters }
      }
    }
    let outer = context.definition
    context.definition = declaration.type
    embeddingWait = nil
    let definition = typeExpression(declaration.type)
    context.definition = outer
    if hasScope { locals.close() }
    if let wanted = embeddingWait {
      embeddingWait = nil
      wait(named, for: wanted, declaration.type)
      return
    }
    types.modify(named) { $0.definition = definition }
    if types.isTypeParameter(definition) {
      error(declaration.type, "cannot use a type parameter as RHS in type declaration")
      types.setUnderlying(.invalid, of: named)
      return
    }
    setDefinition(definition, of: named)
  }

  /// Gives a declared type the underlying type of its definition, which may still wait for its own.
  private func setDefinition(_ definition: TypeID, of named: NamedID) {
    let underlying = types.underlying(definition)
    if underlying.isValid {
      types.setUnderlying(underlying, of: named)
      let waiting = types[named].dependents
      types.modify(named) { $0.dependents = [] }
      for other in waiting { setDefinition(types[named].type, of: other) }
      for (other, resume) in waitingInterfaces.removeValue(forKey: named) ?? [] {
        waitsFor[other] = nil
        resume()
      }
      completeInstances(of: named)
    } else if case .named(let other) = types.view(of: definition), definition != types[named].type {
      types.modify(other) { $0.dependents.append(named) }
    }
  }

  /// Reads an interface again when a type that it embeds is known.
  private func wait(_ named: NamedID, for wanted: NamedID, _ expr: NodeID<Expr>) {
    waitsFor[named] = wanted
    let saved = context
    waitingInterfaces[wanted, default: []].append(
      (
        named,
        { [self] in
          let current = context
          context = saved
          context.definition = expr
          embeddingWait = nil
          let definition = typeExpression(expr)
          let next = embeddingWait
          embeddingWait = nil
          context = current
          if let next { wait(named, for: next, expr) } else { setDefinition(definition, of: named) }
        }
      ))
  }

  private func attachMethods(_ named: NamedID, _ id: ObjectID) {
    let package = program[program[id].package]
    let all = package.methodsOfType[program[id].name] ?? []
    var methods: [ObjectID] = []
    for method in all {
      let name = program[method].name
      if let other = methods.first(where: { program[$0].name == name }) {
        let place = program.sources.location(of: program[other].position).map { " at \($0)" } ?? ""
        error(
          program[method].position,
          "method \(text(program[id].name)).\(text(name)) already declared\(place)")
        continue
      }
      methods.append(method)
    }
    types.modify(named) { $0.methods = methods }
  }

  private func checkFieldNames(of named: NamedID, in file: TypedFile) {
    guard !types[named].methods.isEmpty, let fields = types.fields(types[named].type) else { return }
    for field in fields where field.name != .blank {
      guard let method = types[named].methods.first(where: { program[$0].name == field.name }) else { continue }
      var notes: [Diagnostic.Note] = []
      if let position = fieldPosition(field.name, of: named) {
        notes.append(Diagnostic.Note(position, "other declaration of \(text(field.name))"))
      }
      error(program[method].position, "field and method with the same name \(text(field.name))", notes: notes)
    }
  }

  private func fieldPosition(_ name: Symbol, of named: NamedID) -> Position? {
    let object = program[types[named].object]
    let file = program[object.position.file]
    guard case .type(let declaration) = file.tree[NodeID<Decl>(raw: object.node)],
      case .structType(let fields, _) = file.tree[declaration.type]
    else { return nil }
    for id in file.tree.nodes(fields) {
      let field = file.tree[id]
      if field.name.exists, case .name(name) = file.tree[field.name] { return file.tree.position(of: field.name) }
      if field.name.isNone, embeddedName(field.type, in: file) == name { return file.tree.position(of: field.type) }
    }
    return nil
  }

  // MARK: Functions

  private func resolveFunction(_ id: ObjectID) {
    let functionID = program[id].function
    let function = program[functionID]
    guard case .function(let declaration) = file.tree[function.declaration] else { return }
    locals.open()
    if declaration.receiver.exists { receiver(functionID, declaration) }
    if !declaration.typeParameters.isEmpty {
      let parameters = declareTypeParameters(declaration.typeParameters)
      program.functions[Int(functionID.raw)].typeParameters += parameters
      if function.isNative { error(function.declaration, "generic function is missing function body") }
    }
    let type = signature(declaration.type, of: functionID)
    program.functions[Int(functionID.raw)].signature = type
    program.objects[Int(id.raw)].type = type
    locals.close()
  }

  /// Checks a method's receiver and makes its object.
  private func receiver(_ function: FunctionID, _ declaration: FunctionDecl) {
    let field = file.tree[declaration.receiver]
    var base = field.type
    var isPointer = false
    while true {
      if case .paren(let inner) = file.tree[base] {
        base = inner
      } else if !isPointer, case .star(let inner) = file.tree[base] {
        isPointer = true
        base = inner
      } else {
        break
      }
    }
    var type = TypeID.invalid
    if case .index(let generic, let names) = file.tree[base] {
      type = genericReceiver(function, generic, Array(file.tree.nodes(names)), base)
    } else {
      type = typeName(base, allowGeneric: true)
      file.record(base, .type, type)
      if case .named(let id) = types.view(of: type), !types[id].parameters.isEmpty {
        error(base, "cannot use generic type \(text(type)) without instantiation")
        type = .invalid
      }
    }
    var baseType = type
    if !isPointer, case .pointer(let element) = types.view(of: type) { baseType = element }
    if isPointer, type.isValid { type = types.pointer(to: type) }
    file.record(field.type, .type, type)
    var object = Object(
      .variable, name: symbol(field.name), package: package.id,
      position: field.name.exists ? file.tree.position(of: field.name) : file.tree.position(of: field.type))
    object.type = type
    object.state = .resolved
    object.flags = [.isParameter, .isReceiver, .isUsed]
    object.owner = function
    object.node = field.name.raw
    let id = program.add(object)
    if field.name.exists { file.record(field.name, object: id) }
    program.functions[Int(function.raw)].receiver = id
    if baseType.isValid { checkReceiver(baseType, type, at: base) }
  }

  private func checkReceiver(_ base: TypeID, _ type: TypeID, at node: NodeID<Expr>) {
    let package = self.package.id
    later { [self] in
      let text = self.text(base)
      switch types.view(of: base) {
      case .named(let id):
        if program[types[id].object].package != package {
          error(node, "cannot define new methods on non-local type \(text)")
          return
        }
        switch types.underlyingView(of: base) {
        case .basic(.unsafePointer): error(node, "invalid receiver type \(text) (unsafe.Pointer)")
        case .pointer, .interface: error(node, "invalid receiver type \(text) (pointer or interface type)")
        default: break
        }
      case .basic: error(node, "cannot define new methods on non-local type \(text)")
      default: error(node, "invalid receiver type \(self.text(type))")
      }
    }
  }
}
