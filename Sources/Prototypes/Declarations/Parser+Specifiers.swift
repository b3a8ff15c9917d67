// SPDX-License-Identifier: Apache-2.0
//
// What stands before declarators: storage, qualifiers, and the type in any order of its words.
internal import Source

struct Specifiers {
  enum Storage { case none, typedef, extern, `static`, auto, register }

  var storage: Storage = .none
  var isInline = false
  var isNoreturn = false
  var isThreadLocal = false
  var type = TypeTable.void
  var attributes = Attributes()
  /// Whether a struct, union or enum was named or defined.
  var declaresTag = false
  var position = Position.none
}

/// The words that together name an arithmetic type.
private struct TypeWords {
  var counts: [Keyword: Int] = [:]
  var order: [Keyword] = []

  mutating func add(_ word: Keyword) {
    counts[word, default: 0] += 1
    order.append(word)
  }

  func has(_ word: Keyword) -> Bool { counts[word] != nil }

  /// The type, or nil if the words do not go together.
  var type: CType? {
    let longs = counts[.long] ?? 0
    for (word, count) in counts where count > (word == .long ? 2 : 1) { return nil }
    if has(.signed) && has(.unsigned) { return nil }
    let isUnsigned = has(.unsigned)
    let hasSign = isUnsigned || has(.signed)
    /// The words left when these are taken away.
    func only(_ words: Keyword...) -> Bool { counts.keys.allSatisfy { words.contains($0) } }
    if has(.complex) {
      if has(.float) { return only(.complex, .float) ? .complex(.float) : nil }
      if longs > 0 { return longs == 1 && has(.double) && only(.complex, .double, .long) ? .complex(.longDouble) : nil }
      if has(.float128) { return only(.complex, .float128) ? .complex(.float128) : nil }
      if has(.float32) { return only(.complex, .float32) ? .complex(.float) : nil }
      if has(.float64x) { return only(.complex, .float64x) ? .complex(.longDouble) : nil }
      return only(.complex, .double, .float64, .float32x) ? .complex(.double) : nil
    }
    if has(.void) { return only(.void) ? .void : nil }
    if has(.bool) { return only(.bool) ? .scalar(.bool) : nil }
    if has(.char) {
      guard only(.char, .signed, .unsigned) else { return nil }
      return .scalar(isUnsigned ? .unsignedChar : hasSign ? .signedChar : .char)
    }
    if has(.float) { return only(.float) ? .scalar(.float) : nil }
    if has(.double) {
      guard only(.double, .long), longs < 2 else { return nil }
      return .scalar(longs == 1 ? .longDouble : .double)
    }
    if has(.int128) { return only(.int128, .signed, .unsigned) ? .scalar(isUnsigned ? .unsignedInt128 : .int128) : nil }
    let floats: [(Keyword, CScalar)] = [
      (.float16, .float16), (.bfloat16, .bfloat16), (.float32, .float), (.float64, .double), (.float32x, .double),
      (.float64x, .longDouble), (.float128, .float128),
    ]
    for (word, scalar) in floats where has(word) { return only(word) ? .scalar(scalar) : nil }
    guard only(.short, .int, .long, .signed, .unsigned), !(has(.short) && longs > 0) else { return nil }
    if has(.short) { return .scalar(isUnsigned ? .unsignedShort : .short) }
    switch longs {
    case 1: return .scalar(isUnsigned ? .unsignedLong : .long)
    case 2: return .scalar(isUnsigned ? .unsignedLongLong : .longLong)
    default: return .scalar(isUnsigned ? .unsignedInt : .int)
    }
  }
}

extension Parser {
  /// Reads specifiers.
  /// - Parameter allowsStorage: outside of members, parameters and names of types.
  mutating func specifiers(allowsStorage: Bool) throws(Stop) -> Specifiers {
    var result = Specifiers()
    result.position = token.position
    var words = TypeWords()
    var type: CTypeID?
    var qualifiers: CQualifiers = []
    loop: while true {
      if token.kind == .leftBracket && peek().kind == .leftBracket {
        try skipBrackets()
        continue
      }
      guard token.kind == .name else { break }
      guard let keyword else {
        // A name is the type only if nothing else is.
        guard type == nil, words.order.isEmpty, case .typedef(let name) = tables.symbols[token.spelling] else { break }
        type = tables.types.intern(name, of: tables.typedefs[name.index].type)
        advance()
        continue
      }
      switch keyword {
      case .typedef, .extern, .static, .auto, .register:
        try storage(keyword, &result, allowsStorage: allowsStorage)
      case .threadLocal: result.isThreadLocal = true
      case .inline: result.isInline = true
      case .noreturn: result.isNoreturn = true
      case .const: qualifiers.insert(.const)
      case .volatile: qualifiers.insert(.volatile)
      case .restrict: qualifiers.insert(.restrict)
      case .extension: break
      case .atomic:
        guard peek().kind == .leftParen else {
          qualifiers.insert(.atomic)
          break
        }
        advance()
        let open = token
        advance()
        try single(type, words)
        type = try typeName().adding(.atomic)
        try expect(.rightParen, "expected ')' after the type", matching: open)
        continue
      case .void, .char, .short, .int, .long, .float, .double, .signed, .unsigned, .bool, .complex, .int128, .float16,
        .float32, .float64, .float128, .float32x, .float64x, .bfloat16:
        try word(keyword, &words, type)
      case .imaginary: throw stop(at: token.position, "imaginary types are not supported")
      case .vaList:
        try single(type, words)
        type = tables.types.intern(.vaList)
      case .autoType: throw stop(at: token.position, "'__auto_type' is not allowed here")
      case .struct, .union:
        try single(type, words)
        type = try record()
        result.declaresTag = true
        continue
      case .enum:
        try single(type, words)
        type = try enumeration()
        result.declaresTag = true
        continue
      case .typeof:
        try single(type, words)
        type = try typeOf()
        continue
      case .alignas:
        try alignas(&result.attributes)
        continue
      case .attribute:
        try attributes(&result.attributes)
        continue
      case .pragmaOperator:
        try pragmaOperator()
        continue
      case .sizeof, .alignof, .staticAssert, .generic, .asm, .offsetof: break loop
      }
      advance()
    }
    if let type {
      result.type = type
    } else if !words.order.isEmpty {
      guard let named = words.type else {
        throw stop(at: result.position, "'\(wordsText(words))' is not a type")
      }
      result.type = tables.types.intern(named)
    } else {
      throw missingType(result)
    }
    result.type = tables.types.qualified(result.type, qualifiers)
    return result
  }

  private func wordsText(_ words: TypeWords) -> String { words.order.map { $0.spellings[0] }.joined(separator: " ") }

  /// Fails if there has been a type already.
  private mutating func single(_ type: CTypeID?, _ words: TypeWords) throws(Stop) {
    if let type {
      throw stop(at: token.position, "cannot combine '\(text(token))' with previous '\(describe(type))'")
    }
    if !words.order.isEmpty {
      throw stop(at: token.position, "cannot combine '\(text(token))' with previous '\(wordsText(words))'")
    }
  }

  private mutating func word(_ keyword: Keyword, _ words: inout TypeWords, _ type: CTypeID?) throws(Stop) {
    if let type {
      throw stop(at: token.position, "cannot combine '\(text(token))' with previous '\(describe(type))'")
    }
    var more = words
    more.add(keyword)
    // Two names of gcc say the sign as well.
    if keyword == .int128 && text(token) == "__uint128_t" { more.add(.unsigned) }
    // `_Complex` alone and what may still follow it is decided at the end.
    if more.type == nil && !more.has(.complex) {
      throw stop(at: token.position, "cannot combine '\(text(token))' with previous '\(wordsText(words))'")
    }
    words = more
  }

  private mutating func storage(
    _ keyword: Keyword, _ result: inout Specifiers, allowsStorage: Bool
  ) throws(Stop) {
    guard allowsStorage || keyword == .register else {
      throw stop(at: token.position, "'\(text(token))' is not allowed here")
    }
    let storage: Specifiers.Storage =
      switch keyword {
      case .typedef: .typedef
      case .extern: .extern
      case .static: .static
      case .auto: .auto
      default: .register
      }
    if result.storage != .none && result.storage != storage {
      throw stop(at: token.position, "cannot combine '\(text(token))' with a previous storage class")
    }
    result.storage = storage
  }

  /// Says which type is missing or unknown here.
  private mutating func missingType(_ specifiers: Specifiers) -> Stop {
    guard isName else {
      if let keyword, [.sizeof, .alignof, .generic, .offsetof].contains(keyword) {
        return stop(at: token.position, "expected a declaration, found '\(text(token))'")
      }
      if token.isEnd { return stop(at: token.position, "expected a type") }
      return stop(at: token.position, "expected a type, found '\(text(token))'")
    }
    let name = text(token)
    switch tables.tags[token.spelling] {
    case .record(let id):
      return stop(
        at: token.position, "must use '\(tables.records[id.index].keyword)' tag to refer to type '\(name)'")
    case .enumeration: return stop(at: token.position, "must use 'enum' tag to refer to type '\(name)'")
    case nil: break
    }
    // `f(int);` and `x;` lack a type; `foo x` and `foo *` have one that is unknown.
    let next = peek()
    let isType =
      next.kind == .name || next.kind == .star || specifiers.type != TypeTable.void || !parameterScopes.isEmpty
    guard isType || next.kind == .rightParen else {
      return stop(at: token.position, "type specifier missing before '\(name)'")
    }
    return unknownType(token)
  }

  mutating func unknownType(_ token: Token) -> Stop {
    let name = text(token)
    var notes: [Diagnostic.Note] = []
    if let header = BuiltinHeaders.declaring(type: name) {
      notes.append(
        Diagnostic.Note(token.position, "'\(name)' is declared in <\(header)>: write #include <\(header)> before"))
      return stop(at: token.position, "unknown type name '\(name)'", notes: notes)
    }
    let candidates = tables.typedefs.map(\.name) + Keyword.typeWords
    let near = NearName.best(name, among: candidates) ?? BuiltinHeaders.nearType(name)
    return stop(at: token.position, "unknown type name '\(name)'" + NearName.hint(near))
  }

  /// `typeof(type)` or `typeof(expression)`.
  private mutating func typeOf() throws(Stop) -> CTypeID {
    advance()
    let open = token
    try expect(.leftParen, "expected '(' after 'typeof'")
    let type: CTypeID
    if beginsType(token) { type = try typeName() } else { type = try expression().type }
    try expect(.rightParen, "expected ')' after 'typeof'", matching: open)
    return type
  }

  /// A type in parentheses or after `sizeof`: specifiers and a declarator without a name.
  mutating func typeName() throws(Stop) -> CTypeID {
    let specifiers = try specifiers(allowsStorage: false)
    let declarator = try declarator(specifiers.type, .abstract)
    return declarator.type
  }
}

extension Keyword {
  /// Words that begin a type.
  static let typeWords = [
    "void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "const", "struct", "union", "enum",
    "extern", "static", "typedef", "inline", "volatile", "_Bool",
  ]
}
