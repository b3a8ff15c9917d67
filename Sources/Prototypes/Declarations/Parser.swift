// SPDX-License-Identifier: Apache-2.0
//
// Tokens to declarations.
//
// How.      A recursive descent over the tokens that the preprocessor left, with the types made as they are read: a name's
//           meaning decides how C is parsed. An error is noted and thrown to the next declaration or member, where reading
//           goes on.
// Upholds.  Every loop moves on or ends; nesting has a limit. Nothing is declared by a text that has an error, as the caller
//           then drops the tables.
internal import Source

struct Parser: ~Copyable {
  var tables: Tables
  var names: NameTable
  let options: CReadOptions
  var tokens: [Token]
  let pragmas: [Pragma]

  /// Index of the token that is looked at; it is no pragma.
  var at = 0
  var token: Token
  var reports = Reports()
  /// While a macro is tried: what is wrong with it as a constant. No error is reported.
  var isTrying = false
  var triedMessage: String?
  var depth = 0

  var pack = Pack()
  /// Parameters in whose list we are, for lengths of arrays that name one.
  var parameterScopes: [[(name: NameID, type: CTypeID)]] = []

  /// Records whose members are being read, and constants of enums that are.
  var openRecords: [CRecordID] = []
  var openEnumerators: [NameID: CConstant] = [:]
  /// How many pairs of types the declaration has compared.
  var comparisons = 0

  /// Tokens at which the preprocessor reported an error: one here says nothing more.
  let spoiled: Set<Int>
  /// Whether the first error is that the text ended.
  var endsTooEarly = false

  /// The text's own, which it may be a part of.
  var ownFile = FileID.none
  /// How many functions earlier texts declared.
  let functionsBefore: Int

  /// What the text declared, by index, in its order.
  var declared = Declared()

  struct Declared {
    var functions: [Int] = []
    var variables: [Int] = []
    var typedefs: [CTypedefID] = []
    var records: [CRecordID] = []
    var enumerations: [CEnumerationID] = []
    var contradictions: [CContradiction] = []
    var warnings: [Diagnostic] = []
  }

  /// `#pragma pack` as it is now.
  struct Pack: Sendable {
    /// In bytes.
    var limit: Int?
    var stack: [(label: NameID, limit: Int?)] = []
  }

  /// Thrown where reading cannot go on; the error has been reported.
  struct Stop: Error {}

  /// How deep declarators, expressions and records may nest, in the cost of each: 128 parentheses, 85 records. What this
  /// allows takes less than 512 KiB of stack when it is compiled with optimisation.
  static var nestingLimit: Int { 256 }

  init(
    tables: consuming Tables, names: consuming NameTable, tokens: [Token], pragmas: [Pragma], spoiled: Set<Int> = [],
    pack: Pack = Pack(), options: CReadOptions
  ) {
    self.pack = pack
    self.spoiled = spoiled
    functionsBefore = tables.functions.count
    self.tables = tables
    self.names = names
    self.tokens = tokens
    self.pragmas = pragmas
    self.options = options
    token = tokens.first ?? .end
    settle()
  }

  // MARK: Tokens

  var keyword: Keyword? { token.kind == .name ? Keyword.of(token.spelling) : nil }

  /// Whether it is a name that is no keyword.
  var isName: Bool { token.kind == .name && Keyword.of(token.spelling) == nil }

  func text(_ token: Token) -> String { names.text(of: token.spelling) }

  mutating func advance() {
    if at + 1 < tokens.count { at += 1 }
    settle()
  }

  /// Does the pragmas that stand here.
  private mutating func settle() {
    while at + 1 < tokens.count && tokens[at].kind == .pragma {
      apply(pragmas[Int(tokens[at].spelling.raw)], at: tokens[at].position)
      at += 1
    }
    token = at < tokens.count ? tokens[at] : .end
  }

  func peek(_ offset: Int = 1) -> Token {
    var index = at
    var left = offset
    while left > 0 && index + 1 < tokens.count {
      index += 1
      if tokens[index].kind != .pragma { left -= 1 }
    }
    return index < tokens.count ? tokens[index] : .end
  }

  mutating func accept(_ kind: TokenKind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  mutating func accept(_ word: Keyword) -> Bool {
    guard keyword == word else { return false }
    advance()
    return true
  }

  /// Where the token before this one ends, or this one if it came from a macro.
  var endOfPrevious: Position {
    var index = at - 1
    while index > 0 && tokens[index].kind == .pragma { index -= 1 }
    guard index >= 0, tokens[index].macro == .none, tokens[index].kind != .pragma,
      token.isEnd || tokens[index].position.file == token.position.file
    else { return token.position }
    let last = tokens[index]
    return Position(file: last.position.file, offset: last.position.offset + UInt32(names.length(of: last.spelling)))
  }

  mutating func expect(_ kind: TokenKind, _ message: String, matching open: Token? = nil) throws(Stop) {
    if accept(kind) { return }
    var notes: [Diagnostic.Note] = []
    if let open { notes.append(Diagnostic.Note(open.position, "to match this '\(text(open))'")) }
    throw stop(at: kind == .semicolon ? endOfPrevious : token.position, message, notes: notes)
  }

  // MARK: Errors

  mutating func error(at position: Position, _ message: String, notes: [Diagnostic.Note] = []) {
    if isTrying {
      if triedMessage == nil { triedMessage = message }
      return
    }
    if spoiled.contains(at) || spoiled.contains(at - 1) { return }
    if token.isEnd && reports.errors.isEmpty { endsTooEarly = true }
    var notes = notes
    if token.macro != .none, token.position == position {
      notes.append(Diagnostic.Note(position, "in the expansion of macro '\(names.text(of: token.macro))'"))
    }
    reports.error(at: at, Diagnostic(position, message, notes: notes))
  }

  mutating func stop(at position: Position, _ message: String, notes: [Diagnostic.Note] = []) -> Stop {
    error(at: position, message, notes: notes)
    return Stop()
  }

  mutating func enter(_ cost: Int = 1) throws(Stop) {
    depth += cost
    if depth > Parser.nestingLimit {
      depth -= cost
      throw stop(at: token.position, "nested too deeply")
    }
  }

  mutating func leave(_ cost: Int = 1) { depth -= cost }

  /// Passes over a text in brackets, from the opening one on.
  mutating func skipBrackets() throws(Stop) {
    let open = token
    var depth = 0
    repeat {
      switch token.kind {
      case .leftParen, .leftBrace, .leftBracket: depth += 1
      case .rightParen, .rightBrace, .rightBracket: depth -= 1
      case .end:
        let close = open.kind == .leftBrace ? "}" : open.kind == .leftParen ? ")" : "]"
        throw stop(
          at: token.position, "expected '\(close)'",
          notes: [Diagnostic.Note(open.position, "to match this '\(text(open))'")])
      default: break
      }
      advance()
    } while depth > 0
  }

  // MARK: Types

  func size(_ type: CTypeID) -> Int? { tables.layout(options.target).size(type) }

  func describe(_ type: CTypeID) -> String {
    var text = TypeText(tables: tables)
    return text.text(type, name: "")
  }

  /// Whether a declaration or the name of a type begins with a token.
  func beginsType(_ token: Token) -> Bool {
    guard token.kind == .name else { return false }
    guard let keyword = Keyword.of(token.spelling) else {
      if case .typedef = tables.symbols[token.spelling] { return true }
      return false
    }
    switch keyword {
    case .sizeof, .alignof, .generic, .asm, .offsetof, .staticAssert, .pragmaOperator: return false
    default: return true
    }
  }

  /// Qualifiers and attributes, which say nothing here, between other things.
  mutating func qualifiers() throws(Stop) -> CQualifiers {
    var found: CQualifiers = []
    while let keyword {
      switch keyword {
      case .const: found.insert(.const)
      case .volatile: found.insert(.volatile)
      case .restrict: found.insert(.restrict)
      case .atomic:
        if peek().kind == .leftParen { return found }
        found.insert(.atomic)
      case .extension: break
      case .attribute:
        var ignored = Attributes()
        try attributes(&ignored)
        continue
      default: return found
      }
      advance()
    }
    return found
  }
}
