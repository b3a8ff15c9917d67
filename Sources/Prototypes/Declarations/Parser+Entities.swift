// SPDX-License-Identifier: Apache-2.0
//
// Names entered in the tables, and compared with what they meant before.
internal import Source

extension Parser {
  mutating func differentKind(_ name: String, _ place: Position, _ former: Tables.Entity) -> Stop {
    stop(
      at: place, "redefinition of '\(name)' as different kind of symbol",
      notes: [Diagnostic.Note(position(of: former), "previous declaration is here")])
  }

  func position(of entity: Tables.Entity) -> Position {
    switch entity {
    case .function(let index): tables.functions[index].position
    case .variable(let index): tables.variables[index].position
    case .typedef(let id): tables.typedefs[id.index].position
    case .enumerator(let index): tables.enumerators[index].position
    }
  }

  /// Whether a definition is forgotten that is declared without one now, as a person does when told that nobody compiles
  /// it.
  private func isTakenBack(_ definition: Position?) -> Bool {
    options.earlierStay && definition.map { $0.file != ownFile } ?? false
  }

  mutating func declareFunction(
    _ specifiers: Specifiers, _ declarator: Declarator, _ given: Attributes, hasBody: Bool
  ) throws(Stop) {
    guard let token = declarator.name, case .function(let type) = tables.types.resolved(declarator.type) else { return }
    let name = text(token)
    // A type that typedef gave has no names for its parameters.
    let parameters =
      declarator.parameters
      ?? type.parameters.map { CParameter(name: nil, type: $0, writtenType: $0, position: token.position) }
    if hasBody, let parameter = parameters.first(where: { size($0.type) == nil }) {
      throw stop(
        at: parameter.position, "parameter '\(parameter.name ?? "")' has incomplete type '\(describe(parameter.type))'")
    }
    var function = CFunction(
      name: name, symbol: given.symbol ?? name, type: declarator.type, parameters: parameters, position: token.position)
    if hasBody { function.body = token.position }
    function.isStatic = specifiers.storage == .static
    function.isInline = specifiers.isInline
    function.isNoreturn = specifiers.isNoreturn || given.isNoreturn
    function.returnsTwice = given.returnsTwice
    function.deprecation = given.deprecation
    if let numbers = given.nonnull {
      let pointers = parameters.indices.filter {
        if case .pointer = tables.types.resolved(parameters[$0].type) { true } else { false }
      }
      function.nonnullParameters = numbers.isEmpty ? pointers : pointers.filter { numbers.contains($0 + 1) }
    }
    switch tables.symbols[token.spelling] {
    case nil:
      tables.symbols[token.spelling] = .function(tables.functions.count)
      declared.functions.append(tables.functions.count)
      tables.functions.append(function)
    case .function(let index):
      var former = tables.functions[index]
      guard let merged = composite(former.type, function.type) else {
        if options.earlierStay, index < functionsBefore, token.position.file != ownFile {
          declared.contradictions.append(
            CContradiction(function: former, type: function.type, position: token.position))
          return
        }
        throw stop(
          at: token.position,
          "conflicting types for '\(name)': '\(describe(function.type))', was '\(describe(former.type))'",
          notes: [Diagnostic.Note(former.position, "previous declaration is here")])
      }
      if let symbol = given.symbol, former.symbol != former.name, symbol != former.symbol {
        throw stop(
          at: token.position, "conflicting asm label '\(symbol)' for '\(name)', was '\(former.symbol)'",
          notes: [Diagnostic.Note(former.position, "previous declaration is here")])
      }
      former.type = merged
      let namesBefore = former.parameters.count(where: { $0.name != nil })
      let namesNow = parameters.count(where: { $0.name != nil })
      if parameters.count > former.parameters.count || namesNow > namesBefore {
        former.parameters = parameters
        former.position = function.position
      }
      if given.symbol != nil { former.symbol = function.symbol }
      former.body = function.body ?? (isTakenBack(former.body) ? nil : former.body)
      former.isStatic = former.isStatic || function.isStatic
      former.isInline = former.isInline || function.isInline
      former.isNoreturn = former.isNoreturn || function.isNoreturn
      former.returnsTwice = former.returnsTwice || function.returnsTwice
      former.deprecation = function.deprecation ?? former.deprecation
      former.nonnullParameters = Array(Set(former.nonnullParameters).union(function.nonnullParameters)).sorted()
      tables.functions[index] = former
      declared.functions.append(index)
    case let entity?: throw differentKind(name, token.position, entity)
    }
  }

  mutating func declareVariable(
    _ specifiers: Specifiers, _ declarator: Declarator, _ given: Attributes, _ value: CValue?, hasInitializer: Bool
  ) throws(Stop) {
    guard let token = declarator.name else { return }
    let name = text(token)
    var variable = CVariable(
      name: name, symbol: given.symbol ?? name, type: declarator.type, position: token.position)
    variable.isExtern = specifiers.storage == .extern
    variable.isStatic = specifiers.storage == .static
    variable.isThreadLocal = specifiers.isThreadLocal
    if hasInitializer { variable.initializer = token.position }
    variable.value = value
    switch tables.symbols[token.spelling] {
    case nil:
      tables.symbols[token.spelling] = .variable(tables.variables.count)
      declared.variables.append(tables.variables.count)
      tables.variables.append(variable)
    case .variable(let index):
      var former = tables.variables[index]
      guard let merged = composite(former.type, variable.type) else {
        throw stop(
          at: token.position,
          "redeclaration of '\(name)' with a different type: '\(describe(variable.type))', was '\(describe(former.type))'",
          notes: [Diagnostic.Note(former.position, "previous declaration is here")])
      }
      if former.hasInitializer && hasInitializer && former.value != value {
        throw stop(
          at: token.position, "redefinition of '\(name)' with another value",
          notes: [Diagnostic.Note(former.position, "previous definition is here")])
      }
      former.type = merged
      former.isExtern = former.isExtern && variable.isExtern
      former.isStatic = former.isStatic || variable.isStatic
      former.isThreadLocal = former.isThreadLocal || variable.isThreadLocal
      if !hasInitializer, isTakenBack(former.initializer) {
        former.initializer = nil
        former.value = nil
      }
      former.initializer = former.initializer ?? variable.initializer
      former.value = former.value ?? value
      if given.symbol != nil { former.symbol = variable.symbol }
      tables.variables[index] = former
      declared.variables.append(index)
    case let entity?: throw differentKind(name, token.position, entity)
    }
  }

  mutating func declareTypedef(
    _ specifiers: Specifiers, _ declarator: Declarator, _ given: Attributes
  ) throws(Stop) {
    guard let token = declarator.name else { return }
    let name = text(token)
    let alignment = given.alignment.flatMap { $0 > 0 ? $0 : nil }
    switch tables.symbols[token.spelling] {
    case nil:
      let id = CTypedefID(index: tables.typedefs.count)
      tables.typedefs.append(
        CTypedef(name: name, type: declarator.type, alignment: alignment, position: token.position))
      tables.symbols[token.spelling] = .typedef(id)
      declared.typedefs.append(id)
      switch tables.types[declarator.type] {
      case .record(let record) where tables.records[record.index].tag == nil:
        if tables.records[record.index].typedefName == nil { tables.records[record.index].typedefName = name }
      case .enumeration(let type) where tables.enumerations[type.index].tag == nil:
        if tables.enumerations[type.index].typedefName == nil { tables.enumerations[type.index].typedefName = name }
      default: break
      }
    case .typedef(let id):
      let former = tables.typedefs[id.index]
      guard compatible(former.type, declarator.type), former.alignment == alignment else {
        throw stop(
          at: token.position,
          "typedef redefinition with different types ('\(describe(declarator.type))' vs '\(describe(former.type))')",
          notes: [Diagnostic.Note(former.position, "previous definition is here")])
      }
      declared.typedefs.append(id)
    case let entity?: throw differentKind(name, token.position, entity)
    }
  }
}
