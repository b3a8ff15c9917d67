// SPDX-License-Identifier: Apache-2.0
//
// A text and all that it includes, to the tokens that are left when the preprocessor has done its work.
//
// How.      All tokens are made before the parser begins: it can look ahead as it likes, and errors of both come into one
//           order by the token at which they were found. Files come from a closure; where it knows none, from our own
//           headers.
// Upholds.  Every loop reads a token or is at the end. What macros and included files can grow to has limits.
internal import Source

struct Preprocessor: ~Copyable {
  var names: NameTable
  var macros: MacroTable
  var sources: SourceSet
  var files: FileTable
  let options: CReadOptions
  let find: CIncludeResolver

  /// What the parser reads.
  var output: [Token] = []
  var pragmas: [Pragma] = []
  var cgoLines: [CDirectiveLine] = []
  var reports = Reports()
  /// Names whose definition this text made, changed or took away.
  var touchedMacros: [NameID] = []
  /// Whether one of them was defined before.
  var changesMacros = false

  /// The file that is read, and those that include it.
  var lexer: Lexer
  var path: String
  var outer: [OuterFile] = []
  /// `#if`s that are open, of all files.
  var conditions: [Condition] = []
  /// How many of them are not this file's.
  var conditionBase = 0
  /// Where each file was included, for notes.
  var includedAt: [FileID: Position] = [:]

  /// Texts of macros that are being read, the innermost last.
  var contexts: [Context] = []
  /// Macros in whose expansion we are, by index; grows with the table.
  var isExpanding: [Bool] = []
  /// Whether the file may be asked for more when the contexts are empty.
  var readsFile = true
  var expansionDepth = 0
  /// Within `#if`, where `defined` and its like are answered.
  var isInCondition = false
  let definedName: NameID
  var expandedTokens = 0
  var peeked: Token?
  var counter = 0
  /// Whether the first error is that the text ended inside something.
  var endsTooEarly = false
  /// A limit was passed: nothing more is read.
  var isGivenUp = false

  struct OuterFile {
    var lexer: Lexer
    var path: String
    var conditionBase: Int
  }

  struct Condition {
    /// `#if`, `#ifdef`, `#ifndef`.
    var directive: String
    var position: Position
    /// Whether one of its groups has been read.
    var isTaken: Bool
    var hasElse = false
  }

  struct Context {
    var tokens: [Token]
    var at = 0
    /// The macro whose text it is, by index, or nil for an argument.
    var macro: Int?
  }

  init(
    text: [UInt8], file: FileID, base: Int, path: String, names: consuming NameTable, macros: consuming MacroTable,
    sources: consuming SourceSet, files: consuming FileTable, options: CReadOptions, find: @escaping CIncludeResolver
  ) {
    var names = names
    definedName = names.intern("defined")
    self.names = names
    self.macros = macros
    self.sources = sources
    self.files = files
    self.options = options
    self.find = find
    self.path = path
    lexer = Lexer(text, file: file, base: base)
  }

  /// Reads everything into `output`, which ends with an `.end`.
  mutating func run() {
    output.reserveCapacity(lexer.count / 8)
    while !isGivenUp {
      let token = nextOfFile()
      if token.isEnd { break }
      emit(token)
    }
    let last = lexer.position
    output.append(Token(kind: .end, flags: [.startsLine], spelling: .none, macro: .none, position: last))
  }

  mutating func error(_ position: Position, _ message: String, notes: [Diagnostic.Note] = []) {
    reports.error(at: output.count, Diagnostic(position, message, notes: notes))
    if reports.isFull { isGivenUp = true }
  }

  /// The next token of the files; directives are done on the way.
  mutating func nextOfFile() -> Token {
    while !isGivenUp {
      if let token = peeked {
        peeked = nil
        return token
      }
      var token = lexer.next(&names)
      if lexer.problem != nil { report(&token) }
      if token.isEnd {
        guard closeFile() else { return token }
      } else if token.kind == .hash && token.flags.contains(.startsLine) {
        directive(token.position)
      } else {
        return token
      }
    }
    return .end
  }

  /// Says what is wrong with a token, and makes it one that gives no second error.
  mutating func report(_ token: inout Token) {
    switch lexer.problem {
    case .unterminatedComment:
      noteEnd()
      error(token.position, "unterminated /* comment")
    case .unterminatedString:
      error(token.position, "missing terminating '\"' character")
      token.kind = .string
      token.spelling = names.intern("\"\"")
    case .unterminatedCharacter:
      error(token.position, "missing terminating ' character")
      token.kind = .character
      token.spelling = names.intern("'0'")
    case .emptyCharacter:
      error(token.position, "empty character constant")
      token.spelling = names.intern("'0'")
    case nil: break
    }
  }

  /// Leaves a file at its end. Returns false for the outermost.
  private mutating func closeFile() -> Bool {
    while conditions.count > conditionBase {
      let condition = conditions.removeLast()
      noteEnd()
      error(condition.position, "unterminated \(condition.directive)")
    }
    guard let file = outer.popLast() else { return false }
    lexer = file.lexer
    path = file.path
    conditionBase = file.conditionBase
    return true
  }

  /// Remembers that the text ended too early, if that is its first error.
  mutating func noteEnd() {
    if reports.errors.isEmpty && outer.isEmpty { endsTooEarly = true }
  }

  func text(_ token: Token) -> String { names.text(of: token.spelling) }
}

/// Errors of a text, by the token at which they were found.
struct Reports: Sendable {
  private(set) var errors: [(order: Int, diagnostic: Diagnostic)] = []
  var warnings: [Diagnostic] = []

  static let limit = 10

  var isFull: Bool { errors.count >= Reports.limit }

  mutating func error(at order: Int, _ diagnostic: Diagnostic) {
    if isFull { return }
    // The same error at the same place says nothing new.
    if let last = errors.last, last.diagnostic.position == diagnostic.position,
      last.diagnostic.message == diagnostic.message
    {
      return
    }
    errors.append((order, diagnostic))
  }

  /// All of both, in the order of the tokens; of one token, these first.
  func merged(with other: Reports) -> [Diagnostic] {
    var all: [Diagnostic] = []
    var mine = errors[...]
    var others = other.errors[...]
    while let first = mine.first {
      if let second = others.first, second.order < first.order {
        all.append(second.diagnostic)
        others.removeFirst()
      } else {
        all.append(first.diagnostic)
        mine.removeFirst()
      }
    }
    all.append(contentsOf: others.map(\.diagnostic))
    return Array(all.prefix(Reports.limit))
  }
}

/// What is remembered of files that texts included.
struct FileTable: Sendable {
  /// Where a path's text stands in the set of sources.
  var ids: [String: FileID] = [:]
  /// Paths of files with `#pragma once`.
  var once: Set<String> = []
}
