// SPDX-License-Identifier: Apache-2.0
//
// Declarators: pointers, arrays and functions around a name, or around none.
//
// How.      The parts are collected from the name outwards and then put around the type from the outside in.
internal import Source

struct Declarator {
  /// nil: it has none.
  var name: Token?
  var type: CTypeID
  /// Of the function that the name itself is; nil if it is none.
  var parameters: [CParameter]?
  var attributes = Attributes()
  /// Where it begins.
  var position: Position
  /// Names of `f(a, b)` in the old style.
  var oldStyleNames: [Token] = []
}

enum DeclaratorForm {
  case named, abstract
  /// A parameter may have a name or not.
  case either
}

extension Parser {
  fileprivate enum Part {
    case pointer(CQualifiers)
    case array(count: Int?, qualifiers: CQualifiers, position: Position)
    case function([CParameter], isVariadic: Bool, hasPrototype: Bool, names: [Token], position: Position)
  }

  mutating func declarator(_ base: CTypeID, _ form: DeclaratorForm) throws(Stop) -> Declarator {
    var result = Declarator(type: base, position: token.position)
    var parts: [Part] = []
    try parse(&parts, &result, form)
    var type = base
    for index in parts.indices.reversed() {
      switch parts[index] {
      case .pointer(let qualifiers): type = tables.types.pointer(to: type).adding(qualifiers)
      case .array(let count, _, let position):
        try checkElement(type, position, result.name)
        type = tables.types.intern(.array(type, count: count))
        if count != nil && size(type) == nil { throw stop(at: position, "array is too large") }
      case .function(let parameters, let isVariadic, let hasPrototype, let names, let position):
        try checkResult(type, position)
        type = tables.types.intern(
          .function(
            CFunctionType(
              result: type, parameters: hasPrototype ? parameters.map { $0.type.unqualified } : [],
              isVariadic: isVariadic, hasPrototype: hasPrototype)))
        if index == 0 {
          result.parameters = parameters
          result.oldStyleNames = names
        }
      }
      if tables.types.isTooDeep(type) {
        throw stop(at: result.position, "type nested more than \(TypeTable.depthLimit) deep")
      }
    }
    result.type = type
    return result
  }

  private mutating func parse(_ parts: inout [Part], _ result: inout Declarator, _ form: DeclaratorForm) throws(Stop) {
    try enter(2)
    defer { leave(2) }
    var pointers: [Part] = []
    try attributes(&result.attributes)
    while token.kind == .star || token.kind == .caret {
      if token.kind == .caret { throw stop(at: token.position, "blocks are not supported") }
      advance()
      pointers.append(.pointer(try pointerQualifiers(&result.attributes)))
      if pointers.count > TypeTable.depthLimit {
        throw stop(at: token.position, "type nested more than \(TypeTable.depthLimit) deep")
      }
    }
    if isName && form != .abstract {
      // In a parameter, the name of a type may be hidden by that of the parameter.
      result.name = token
      advance()
    } else if token.kind == .leftParen && isNested(form) {
      let open = token
      advance()
      try parse(&parts, &result, form)
      try expect(.rightParen, "expected ')'", matching: open)
    } else if form == .named {
      if let keyword { throw stop(at: token.position, "expected a name, found the keyword '\(keyword.spellings[0])'") }
      throw stop(at: token.position, token.isEnd ? "expected a name" : "expected a name, found '\(text(token))'")
    }
    while true {
      if token.kind == .leftBracket && peek().kind != .leftBracket {
        parts.append(try arrayPart())
      } else if token.kind == .leftParen {
        parts.append(try functionPart())
      } else {
        break
      }
      if parts.count > TypeTable.depthLimit {
        throw stop(at: token.position, "type nested more than \(TypeTable.depthLimit) deep")
      }
    }
    parts.append(contentsOf: pointers.reversed())
  }

  private mutating func pointerQualifiers(_ found: inout Attributes) throws(Stop) -> CQualifiers {
    var qualifiers: CQualifiers = []
    while let keyword {
      switch keyword {
      case .const: qualifiers.insert(.const)
      case .volatile: qualifiers.insert(.volatile)
      case .restrict: qualifiers.insert(.restrict)
      case .atomic: qualifiers.insert(.atomic)
      case .extension: break
      case .attribute:
        try attributes(&found)
        continue
      default: return qualifiers
      }
      advance()
    }
    return qualifiers
  }

  /// Whether a parenthesis groups, and does not hold parameters.
  private func isNested(_ form: DeclaratorForm) -> Bool {
    if form == .named { return true }
    let next = peek()
    switch next.kind {
    case .star, .leftParen, .leftBracket, .caret: return true
    case .name:
      if let keyword = Keyword.of(next.spelling) { return keyword == .attribute }
      return !beginsType(next) && form == .either
    default: return false
    }
  }

  private mutating func arrayPart() throws(Stop) -> Part {
    let open = token
    advance()
    var qualifiers: CQualifiers = []
    while let keyword, keyword == .static || [.const, .volatile, .restrict].contains(keyword) {
      switch keyword {
      case .const: qualifiers.insert(.const)
      case .volatile: qualifiers.insert(.volatile)
      case .restrict: qualifiers.insert(.restrict)
      default: break
      }
      advance()
    }
    if accept(.rightBracket) { return .array(count: nil, qualifiers: qualifiers, position: open.position) }
    if token.kind == .star && peek().kind == .rightBracket && !parameterScopes.isEmpty {
      advance()
      advance()
      return .array(count: nil, qualifiers: qualifiers, position: open.position)
    }
    let place = token.position
    let operand = try expression()
    let count = try length(operand, place)
    try expect(.rightBracket, "expected ']'", matching: open)
    return .array(count: count, qualifiers: qualifiers, position: open.position)
  }

  private mutating func length(_ operand: Operand, _ place: Position) throws(Stop) -> Int? {
    guard let type = integerType(operand.type) else {
      throw stop(at: place, "size of array has non-integer type '\(describe(operand.type))'")
    }
    guard case .integer(let bits) = operand.value else {
      // The length of a parameter may be another one: what is passed is a pointer.
      if !parameterScopes.isEmpty { return nil }
      throw stop(at: place, "size of array is not a constant" + because(operand))
    }
    if !type.isUnsigned && Int64(bitPattern: bits) < 0 { throw stop(at: place, "array size is negative") }
    guard bits <= UInt64(Layout.limit) else { throw stop(at: place, "array is too large") }
    return Int(bits)
  }

  private mutating func checkElement(_ type: CTypeID, _ position: Position, _ name: Token?) throws(Stop) {
    let what = name.map { "'\(text($0))' declared as " } ?? ""
    switch tables.types.resolved(type) {
    case .function: throw stop(at: position, "\(what)array of functions of type '\(describe(type))'")
    case .array(_, nil), .void: throw stop(at: position, "array has incomplete element type '\(describe(type))'")
    case .record, .enumeration:
      if size(type) == nil { throw stop(at: position, "array has incomplete element type '\(describe(type))'") }
    default: break
    }
    let layout = tables.layout(options.target)
    if let size = layout.size(type), let alignment = layout.alignment(type), size % alignment != 0 {
      throw stop(
        at: position,
        "size of array element of type '\(describe(type))' (\(size) bytes) isn't a multiple of its alignment (\(alignment) bytes)"
      )
    }
  }

  private mutating func checkResult(_ type: CTypeID, _ position: Position) throws(Stop) {
    switch tables.types.resolved(type) {
    case .function: throw stop(at: position, "function cannot return function type '\(describe(type))'")
    case .array: throw stop(at: position, "function cannot return array type '\(describe(type))'")
    default: break
    }
  }

  // MARK: Parameters

  private mutating func functionPart() throws(Stop) -> Part {
    let open = token
    advance()
    if accept(.rightParen) {
      return .function([], isVariadic: false, hasPrototype: false, names: [], position: open.position)
    }
    // The old style: names whose types follow.
    if isName && !beginsType(token), [.comma, .rightParen].contains(peek().kind), parameterScopes.isEmpty, isOldStyle()
    {
      return try oldStylePart(open)
    }
    if parameterScopes.count >= 30 { throw stop(at: open.position, "parameters nested more than 30 deep") }
    parameterScopes.append([])
    defer { parameterScopes.removeLast() }
    var parameters: [CParameter] = []
    var isVariadic = false
    repeat {
      if accept(.ellipsis) {
        isVariadic = true
        break
      }
      let parameter = try parameter()
      if case .void = tables.types.resolved(parameter.writtenType) {
        if !parameters.isEmpty || token.kind == .comma || parameter.name != nil
          || !parameter.writtenType.qualifiers.isEmpty
        {
          throw stop(
            at: parameter.position,
            parameter.name == nil
              ? "'void' must be the first and only parameter" : "parameter has incomplete type 'void'")
        }
        break
      }
      parameters.append(parameter)
      if let name = parameter.name, let id = names.find(name) {
        if parameterScopes[parameterScopes.count - 1].contains(where: { $0.name == id }) {
          throw stop(at: parameter.position, "redefinition of parameter '\(name)'")
        }
        parameterScopes[parameterScopes.count - 1].append((id, parameter.type))
      }
      if parameters.count > 10_000 { throw stop(at: token.position, "too many parameters") }
    } while accept(.comma)
    if isVariadic && token.kind == .comma { throw stop(at: token.position, "'...' must be the last parameter") }
    try expect(
      .rightParen, token.kind == .name ? "expected ',' or ')' before '\(text(token))'" : "expected ')'", matching: open)
    return .function(parameters, isVariadic: isVariadic, hasPrototype: true, names: [], position: open.position)
  }

  private mutating func parameter() throws(Stop) -> CParameter {
    let specifiers = try specifiers(allowsStorage: false)
    let declarator = try declarator(specifiers.type, .either)
    var ignored = Attributes()
    try attributes(&ignored)
    var passed = tables.types.decayed(declarator.type)
    if passed == declarator.type, specifiers.attributes.mode != nil || declarator.attributes.mode != nil {
      var all = specifiers.attributes
      all.merge(declarator.attributes)
      passed = try applied(all, to: passed, declarator.position)
    }
    return CParameter(
      name: declarator.name.map { text($0) }, type: passed, writtenType: declarator.type,
      position: declarator.name?.position ?? specifiers.position)
  }

  /// Whether names and commas up to `)` are followed by declarations and a body.
  private func isOldStyle() -> Bool {
    var offset = 0
    var expectsName = true
    while true {
      let token = offset == 0 ? self.token : peek(offset)
      offset += 1
      if expectsName {
        guard token.kind == .name, Keyword.of(token.spelling) == nil, !beginsType(token) else { return false }
      } else if token.kind == .rightParen {
        break
      } else if token.kind != .comma {
        return false
      }
      expectsName.toggle()
      if offset > 200 { return false }
    }
    let next = peek(offset)
    return next.kind == .leftBrace || beginsType(next) && next.kind == .name && Keyword.of(next.spelling) != .attribute
  }

  private mutating func oldStylePart(_ open: Token) throws(Stop) -> Part {
    var names: [Token] = []
    repeat {
      names.append(token)
      advance()
    } while accept(.comma)
    try expect(.rightParen, "expected ')'", matching: open)
    return .function([], isVariadic: false, hasPrototype: false, names: names, position: open.position)
  }
}
