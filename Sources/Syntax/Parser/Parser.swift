// SPDX-License-Identifier: Apache-2.0
//
// Tokens to a tree.
//
// How.      Recursive descent with one token of lookahead over a scanner that it owns, into a tree that it owns; both
//           are given back at the end, so that no array is ever copied. Children of a node under construction wait on
//           one stack of words. The parser cannot be copied, which also keeps its frames small in debug builds. What is said about an error, and where the parser takes up again after one, follows
//           Go's compiler.
// Upholds.  Any bytes give a tree or an error, never a crash: nesting is limited to `depthLimit`, the height of a chain
//           such as `a + a + …` or `f()()…` to `heightLimit`, errors to `errorLimit`; past these nothing more is read.
// Fails.    Errors are added to a `DiagnosticSet`; the tree then holds what could be understood.
public import Source

/// Makes trees from texts.
public struct Parser: ~Copyable {
  var scanner: Scanner
  var tree: Tree
  /// Ids of nodes whose parent is not made yet.
  var pending: [UInt32] = []
  let bodies: Bodies

  /// How many functions are open; inside one, statement keywords stop the search for a place to go on.
  var functionDepth = 0
  /// Below 0 in the header of if, for and switch, where `{` begins the block and no literal.
  var expressionLevel = 0
  /// Nesting of expressions, types and statements around the current token.
  var depth = 0
  /// Height of the expression that was read last, and the largest of those read since the current body began.
  var height = 0
  var peakHeight = 0
  /// Labels and branches read so far; a function without any need not be checked for them.
  var branchCount = 0
  /// How many of the errors are about labels and branches; the parser goes on as if it had not seen them.
  var branchErrorCount = 0
  /// Whether the first error is that the text ended.
  var firstErrorIsAtEnd = false

  static let depthLimit = 1_000
  static let heightLimit = 10_000
  static let errorLimit = 10_000

  /// What to do with the bodies of function declarations.
  public enum Bodies: Sendable {
    case parse
    /// Step over them at the speed of looking for braces; see ``Parser/parseBody(of:in:symbols:diagnostics:)``.
    case skip
  }

  init(_ tree: consuming Tree, symbols: consuming SymbolTable, bodies: Bodies, from offset: Int = 0) {
    scanner = Scanner(source: tree.source, symbols: symbols, from: offset)
    self.tree = tree
    self.bodies = bodies
  }

  /// Parses a file.
  public static func parseFile(
    _ source: SourceFile, bodies: Bodies = .parse, symbols: inout SymbolTable, diagnostics: inout DiagnosticSet
  ) -> Tree {
    run(Tree(source: source), bodies: bodies, symbols: &symbols, diagnostics: &diagnostics) {
      $0.file(onlyImports: false)
    }
  }

  /// Parses the package clause and the imports of a file, and reads no further.
  public static func parseImports(
    _ source: SourceFile, symbols: inout SymbolTable, diagnostics: inout DiagnosticSet
  ) -> Tree {
    run(Tree(source: source), bodies: .skip, symbols: &symbols, diagnostics: &diagnostics) {
      $0.file(onlyImports: true)
    }
  }

  /// Parses the body of a function that was skipped; the tree grows, and its declaration then has the body. False when
  /// the body has errors; it is in the tree all the same.
  @discardableResult
  public static func parseBody(
    of function: NodeID<Decl>, in tree: inout Tree, symbols: inout SymbolTable, diagnostics: inout DiagnosticSet
  ) -> Bool {
    guard case .function(let declaration) = tree[function], case .skipped = declaration.body else { return true }
    let open = Int(tree.bodyOpen(of: function))
    let before = diagnostics.count
    let empty = Tree(lent: tree.source)
    let lent = exchange(&tree, empty)
    tree = run(lent, bodies: .skip, from: open, symbols: &symbols, diagnostics: &diagnostics) { parser in
      parser.scanner.next()
      let body = parser.functionBody()
      parser.tree.setBody(of: function, to: body)
    }
    return diagnostics.count == before
  }

  static func run(
    _ tree: consuming Tree, bodies: Bodies, from offset: Int = 0, symbols: inout SymbolTable,
    diagnostics: inout DiagnosticSet, _ work: (inout Parser) -> Void
  ) -> Tree {
    let lent = exchange(&symbols, SymbolTable(lent: ()))
    var parser = Parser(tree, symbols: lent, bodies: bodies, from: offset)
    work(&parser)
    let (tree, table, errors) = parser.takeApart()
    symbols = table
    for error in errors { diagnostics.add(error) }
    return tree
  }

  private consuming func takeApart() -> (Tree, SymbolTable, [Diagnostic]) { (tree, scanner.symbols, scanner.errors) }

  private static func exchange<Value>(_ place: inout Value, _ value: consuming Value) -> Value {
    let old = place
    place = value
    return old
  }
}

// MARK: Tokens

extension Parser {
  // These two are mutating because a debug build copies the whole parser to the stack for a getter that is not, and the
  // frames of the recursion must stay small.

  @inline(__always) var token: Token {
    mutating get { scanner.token }
  }

  /// Offset of the current token.
  @inline(__always) var offset: UInt32 {
    mutating get { UInt32(truncatingIfNeeded: scanner.start) }
  }

  mutating func next() { scanner.next() }

  /// Steps over the token if it is `wanted`.
  mutating func got(_ wanted: Token) -> Bool {
    if scanner.token == wanted {
      scanner.next()
      return true
    }
    return false
  }

  mutating func want(_ wanted: Token) {
    if !got(wanted) { missing(wanted) }
  }

  private mutating func missing(_ wanted: Token) {
    syntaxError("expected \(wanted.described)")
    advance()
  }

  /// Steps over `=`; `:=` in its place is an error that is got over.
  mutating func gotAssign() -> Bool {
    if token == .define { syntaxError("expected =") } else if token != .assign { return false }
    next()
    return true
  }

  /// Writes the ids that were pushed since `mark` as a list and gives its index.
  mutating func takeList(from mark: Int) -> UInt32 {
    let list = tree.appendList(pending[mark...])
    pending.removeSubrange(mark...)
    return list
  }

  /// After an element of a list: steps over the separator, which may be missing before `close`. False when neither
  /// is there; then the error has been reported, and the list ends here unless `close` was found by searching.
  mutating func endElement(of context: StaticString, separator: Token, close: Token) -> Bool {
    if got(separator) || token == close { return true }
    return recoverList(context, separator, close)
  }

  private mutating func recoverList(_ context: StaticString, _ separator: Token, _ close: Token) -> Bool {
    syntaxError("in \(context); possibly missing \(separator.described) or \(close.described)")
    advance(to: [.rightParen, .rightBracket, .rightBrace])
    return token == close
  }
}

// MARK: Errors

extension Parser {
  var syntaxErrorCount: Int { scanner.errors.count - branchErrorCount }

  mutating func error(at offset: UInt32, _ message: String) {
    scanner.error(at: Int(offset), message)
    if scanner.errors.count >= Parser.errorLimit { scanner.abandon() }
  }

  mutating func error(_ message: String) { error(at: offset, message) }

  mutating func syntaxError(_ message: String) { syntaxError(at: offset, message) }

  /// Reports a syntax error. A message that begins with "in", "at", "after" or "expected" goes behind the name of the
  /// token that was found; any other stands for itself.
  mutating func syntaxError(at offset: UInt32, _ message: String) {
    // At the end of the text, errors after the first are its echo.
    if token == .endOfFile {
      if syntaxErrorCount > 0 { return }
      firstErrorIsAtEnd = true
    }
    if message.hasPrefix("expected ") {
      error(at: offset, "syntax error: unexpected \(describeToken()), \(message)")
    } else if message.hasPrefix("in ") || message.hasPrefix("at ") || message.hasPrefix("after ") {
      error(at: offset, "syntax error: unexpected \(describeToken()) \(message)")
    } else {
      error(at: offset, "syntax error: \(message)")
    }
  }

  private mutating func describeToken() -> String {
    switch token {
    case .name: return "name \(scanner.symbols[scanner.symbol])"
    case .semicolon: return scanner.semicolon.description
    case .literal:
      return "literal " + String(decoding: scanner.bytes[scanner.start..<scanner.at], as: UTF8.self)
    case .assignOperator: return scanner.assignedOperator.spelling + "="
    default: return token.described
    }
  }

  /// Skips to a token from which parsing can go on: one of `follow`, or inside a function one that begins a statement.
  /// With nothing to look for it steps over one token, so that there is progress.
  mutating func advance(to follow: [Token] = []) {
    if follow.isEmpty {
      if token != .endOfFile { next() }
      return
    }
    while token != .endOfFile && !follow.contains(token) {
      if functionDepth > 0 && token.beginsStatement { return }
      next()
    }
  }

  /// Reports that a limit is passed and gives up on the rest of the text.
  mutating func tooDeep() {
    if token != .endOfFile || syntaxErrorCount == 0 { syntaxError("nesting too deep") }
    scanner.abandon()
  }

  mutating func badExpr() -> NodeID<Expr> { tree.append(Record(kind: .bad, offset: offset)) }
}

extension Token {
  /// The token as error messages name it.
  var described: String {
    switch self {
    case .comma: "comma"
    case .semicolon: "semicolon or newline"
    default: isKeyword ? "keyword \(spelling)" : spelling
    }
  }

  /// Keywords at which a search inside a function stops.
  fileprivate var beginsStatement: Bool {
    switch self {
    case .break, .const, .continue, .defer, .fallthrough, .for, .go, .goto, .if, .return, .select, .switch, .type, .var:
      true
    default: false
    }
  }
}
