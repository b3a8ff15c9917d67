// SPDX-License-Identifier: Apache-2.0
//
// Declarations of a text, one after another.
internal import Source

extension Parser {
  /// Reads all of the text.
  mutating func parseText() {
    while !token.isEnd && !reports.isFull {
      let start = at
      comparisons = 0
      do throws(Stop) {
        try externalDeclaration()
      } catch {
        recover(from: start)
      }
      if at == start { advance() }
    }
  }

  /// After an error: goes past the end of the declaration.
  private mutating func recover(from start: Int) {
    depth = 0
    parameterScopes.removeAll()
    openRecords.removeAll()
    openEnumerators.removeAll()
    var braces = 0
    while !token.isEnd {
      switch token.kind {
      case .semicolon where braces <= 0:
        advance()
        return
      case .leftBrace: braces += 1
      case .rightBrace:
        braces -= 1
        if braces <= 0 {
          advance()
          if token.kind == .semicolon || token.flags.contains(.startsLine) {
            _ = accept(.semicolon)
            return
          }
          continue
        }
      case .name where braces <= 0 && at > start && token.flags.contains(.startsLine):
        // A line that can only begin a declaration is not thrown away with the one before.
        if let keyword, [.typedef, .extern, .static, .staticAssert].contains(keyword) { return }
      default: break
      }
      advance()
    }
  }

  private mutating func externalDeclaration() throws(Stop) {
    switch token.kind {
    case .semicolon: return advance()
    case .rightBrace: throw stop(at: token.position, "extraneous closing brace ('}')")
    case .name: break
    case .leftBracket where peek().kind == .leftBracket: break
    case .hash: throw stop(at: token.position, "a directive must be the first on its line")
    default: throw stop(at: token.position, "expected a declaration, found '\(text(token))'")
    }
    switch keyword {
    case .staticAssert: return try staticAssert()
    case .pragmaOperator: return try pragmaOperator()
    case .extension: return advance()
    case .asm:
      advance()
      if token.kind == .leftParen { try skipBrackets() }
      return
    case .extern where peek().kind == .string:
      throw stop(
        at: token.position, "'extern \(text(peek()))' is C++",
        notes: [Diagnostic.Note(token.position, "put it between #ifdef __cplusplus and #endif")])
    default: break
    }
    let start = at
    let specifiers = try specifiers(allowsStorage: true)
    if token.kind == .semicolon || token.isEnd && options.semicolonMayLack {
      if !specifiers.declaresTag {
        declared.warnings.append(Diagnostic(tokens[start].position, "declaration does not declare anything"))
      }
      return advance()
    }
    try declarators(specifiers)
  }

  private mutating func declarators(_ specifiers: Specifiers) throws(Stop) {
    var isFirst = true
    repeat {
      var declarator = try declarator(specifiers.type, .named)
      var given = specifiers.attributes
      given.merge(declarator.attributes)
      try attributes(&given)
      declarator.type = try applied(given, to: declarator.type, declarator.position)
      if case .function = tables.types.resolved(declarator.type), specifiers.storage != .typedef {
        let hasBody =
          isFirst && declarator.parameters != nil && (token.kind == .leftBrace || !declarator.oldStyleNames.isEmpty)
        if hasBody && !declarator.oldStyleNames.isEmpty { try oldStyleDeclarations(&declarator) }
        if token.kind == .assign {
          throw stop(at: token.position, "illegal initializer (only variables can be initialized)")
        }
        try declareFunction(specifiers, declarator, given, hasBody: hasBody)
        if hasBody {
          guard token.kind == .leftBrace else { throw stop(at: token.position, "expected a function's body") }
          return try skipBrackets()
        }
      } else if specifiers.storage == .typedef {
        if token.kind == .assign {
          throw stop(at: token.position, "illegal initializer (only variables can be initialized)")
        }
        try declareTypedef(specifiers, declarator, given)
      } else {
        try variable(specifiers, &declarator, given)
      }
      isFirst = false
    } while accept(.comma)
    try endDeclaration()
  }

  private mutating func endDeclaration() throws(Stop) {
    if accept(.semicolon) || token.isEnd && options.semicolonMayLack { return }
    let message: String
    if token.kind == .leftBrace {
      throw stop(at: token.position, "unexpected '{': only a function has a body")
    } else if token.isEnd || token.flags.contains(.startsLine) {
      message = "expected ';' after declaration"
    } else {
      throw stop(at: endOfPrevious, "expected ';' after declaration, found '\(text(token))'")
    }
    // The next line is read as if it were there.
    error(at: endOfPrevious, message)
  }

  /// Types of the names of `f(a, b)`, up to the body.
  private mutating func oldStyleDeclarations(_ declarator: inout Declarator) throws(Stop) {
    while token.kind != .leftBrace && !token.isEnd {
      let specifiers = try specifiers(allowsStorage: false)
      repeat { _ = try self.declarator(specifiers.type, .named) } while accept(.comma)
      try expect(.semicolon, "expected ';' after declaration")
    }
    declarator.oldStyleNames = []
  }

  private mutating func variable(
    _ specifiers: Specifiers, _ declarator: inout Declarator, _ given: Attributes
  ) throws(Stop) {
    var value: CValue?
    let hasInitializer = accept(.assign)
    if hasInitializer { value = try initializer(&declarator.type) }
    guard let name = declarator.name else { return }
    switch tables.types.resolved(declarator.type) {
    case .void where specifiers.storage != .extern:
      throw stop(at: name.position, "variable '\(text(name))' has incomplete type 'void'")
    case .record where hasInitializer && size(declarator.type) == nil:
      throw stop(at: name.position, "variable '\(text(name))' has incomplete type '\(describe(declarator.type))'")
    default: break
    }
    try declareVariable(specifiers, declarator, given, value, hasInitializer: hasInitializer)
  }

  /// Reads what follows `=`: a constant has a value, and a list or a string gives an array its length.
  private mutating func initializer(_ type: inout CTypeID) throws(Stop) -> CValue? {
    if token.kind == .leftBrace {
      let count = elementCount()
      try skipBrackets()
      if case .array(let element, nil) = tables.types.resolved(type), let count {
        type = tables.types.intern(.array(element, count: count))
      }
      return nil
    }
    let operand = try expression()
    switch tables.types.resolved(type) {
    case .scalar, .pointer, .enumeration:
      if case .string = operand.value { return operand.value }
      return try converted(operand, to: type).value
    case .array(let element, let count):
      guard case .string(let bytes) = operand.value else { return nil }
      if count == nil { type = tables.types.intern(.array(element, count: bytes.count + 1)) }
      return operand.value
    default: return nil
    }
  }

  /// How many elements `{…}` has; nil if one is put at a place of its own.
  private func elementCount() -> Int? {
    var depth = 0
    var count = 0
    var isEmpty = true
    var index = at
    while index < tokens.count {
      switch tokens[index].kind {
      case .leftBrace, .leftParen:
        if depth > 0 { isEmpty = false }
        depth += 1
      case .leftBracket:
        if depth == 1 && isEmpty { return nil }
        isEmpty = false
        depth += 1
      case .rightBrace, .rightParen, .rightBracket:
        depth -= 1
        if depth == 0 { return isEmpty ? count : count + 1 }
      case .comma where depth == 1:
        count += 1
        isEmpty = true
      case .end: return nil
      case .pragma: break
      default: isEmpty = false
      }
      index += 1
    }
    return nil
  }

  /// `_Static_assert(condition, "why");`
  mutating func staticAssert() throws(Stop) {
    let place = token.position
    advance()
    let open = token
    try expect(.leftParen, "expected '(' after '_Static_assert'")
    let conditionPlace = token.position
    let operand = try expression()
    var message = ""
    if accept(.comma) {
      guard token.kind == .string else { throw stop(at: token.position, "expected a string that says why") }
      message = ": " + String(decoding: try strings().bytes, as: UTF8.self)
    }
    try expect(.rightParen, "expected ')'", matching: open)
    switch operand.value {
    case .integer(0): throw stop(at: place, "static assertion failed" + message)
    case .integer: break
    default: throw stop(at: conditionPlace, "static assertion is not an integer constant" + because(operand))
    }
    if !(token.isEnd && options.semicolonMayLack) { try expect(.semicolon, "expected ';' after '_Static_assert'") }
  }

  // MARK: Attributes that change a type

  /// A type with gcc's machine mode or vector size.
  func modeScalar(_ mode: String, _ scalar: CScalar) -> CType? {
    let isUnsigned = scalar.isUnsigned(on: options.target)
    func integer(_ signed: CScalar, _ unsigned: CScalar) -> CType? {
      scalar.isInteger ? .scalar(isUnsigned ? unsigned : signed) : nil
    }
    switch mode {
    case "QI", "byte": return integer(.signedChar, .unsignedChar)
    case "HI": return integer(.short, .unsignedShort)
    case "SI": return integer(.int, .unsignedInt)
    case "DI", "word", "pointer", "unwind_word": return integer(.long, .unsignedLong)
    case "TI": return integer(.int128, .unsignedInt128)
    case "HF": return .scalar(.float16)
    case "SF": return .scalar(.float)
    case "DF": return .scalar(.double)
    case "XF": return .scalar(.longDouble)
    case "TF": return .scalar(.float128)
    case "SC": return .complex(.float)
    case "DC": return .complex(.double)
    case "XC": return .complex(.longDouble)
    case "TC": return .complex(.float128)
    default: return nil
    }
  }

  /// A type as attributes change it.
  mutating func applied(_ given: Attributes, to type: CTypeID, _ place: Position) throws(Stop) -> CTypeID {
    var type = type
    if let mode = given.mode {
      let scalar: CScalar
      switch tables.types.resolved(type) {
      case .scalar(let found), .complex(let found): scalar = found
      default: throw stop(at: place, "mode attribute on '\(describe(type))', which is no arithmetic type")
      }
      guard let changed = modeScalar(mode, scalar) else { throw stop(at: place, "unknown machine mode '\(mode)'") }
      type = tables.types.intern(changed).adding(type.qualifiers)
    }
    if let bytes = given.vectorBytes {
      guard case .scalar(let scalar) = tables.types.resolved(type), bytes % scalar.size == 0 else {
        throw stop(at: place, "invalid vector element type '\(describe(type))'")
      }
      type = tables.types.intern(.vector(type.unqualified, count: bytes / scalar.size)).adding(type.qualifiers)
    }
    return type
  }
}
