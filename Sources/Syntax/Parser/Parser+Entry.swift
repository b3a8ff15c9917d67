// SPDX-License-Identifier: Apache-2.0
//
// What is typed at the prompt: declarations, imports, statements and expressions in any order.
//
// How.      An entry is a list of statements in which imports and functions stand as declarations. An entry that ends
//           where Go would read on (an open bracket, a raw string, a comment, an operator) is no error but incomplete.
public import Source

/// What a text at the prompt turned out to be.
public enum Entry: Sendable {
  /// `tree.entry` holds the statements.
  case complete(Tree)
  /// The text ends too early; more lines may complete it.
  case incomplete
  case errors(DiagnosticSet)
}

extension Parser {
  /// Parses what a person typed.
  public static func parseEntry(_ source: SourceFile, symbols: inout SymbolTable) -> Entry {
    var diagnostics = DiagnosticSet()
    var isIncomplete = false
    let tree = run(Tree(source: source), bodies: .parse, symbols: &symbols, diagnostics: &diagnostics) { parser in
      parser.entry()
      isIncomplete = parser.firstErrorIsAtEnd || parser.scanner.endedInside
    }
    if diagnostics.isEmpty { return .complete(tree) }
    return isIncomplete ? .incomplete : .errors(diagnostics)
  }

  /// Parses an entry for what can be understood of it, whatever else is wrong with it.
  public static func parseEntryLeniently(_ source: SourceFile, symbols: inout SymbolTable) -> Tree {
    var diagnostics = DiagnosticSet()
    return run(Tree(source: source), bodies: .parse, symbols: &symbols, diagnostics: &diagnostics) { $0.entry() }
  }

  private mutating func entry() {
    next()
    // A whole file may be pasted; its package does not matter here.
    if token == .package {
      next()
      _ = name()
      if token != .endOfFile { want(.semicolon) }
    }
    functionDepth += 1
    let mark = pending.count
    while token != .endOfFile {
      if got(.semicolon) { continue }
      let statement = entryStatement()
      scanner.pragmas = []
      if statement.isNone {
        if scanner.errors.isEmpty { syntaxError("expected statement") }
        break
      }
      pending.append(statement.raw)
      if token != .endOfFile && !got(.semicolon) {
        syntaxError("at end of statement")
        advance(to: [.semicolon, .rightBrace])
        if token == .rightBrace { next() }
      }
    }
    let statements = takeList(from: mark)
    tree.entry = tree.list(at: statements)
    functionDepth -= 1
    if scanner.errors.isEmpty { checkEntryBranches() }
  }

  private mutating func entryStatement() -> NodeID<Stmt> {
    let at = offset
    let isDeclaration = token == .import || (token == .func && beginsFunctionDecl())
    guard isDeclaration else { return statementOrNone() }
    let mark = pending.count
    functionDepth -= 1
    _ = topLevelDeclaration()
    functionDepth += 1
    let list = takeList(from: mark)
    return tree.append(Record(kind: .declaration, offset: at, a: list))
  }

  /// Whether "func" begins a declaration and no function literal: a name follows, or a receiver, a name and parameters.
  private func beginsFunctionDecl() -> Bool {
    var ahead = Scanner(source: tree.source, symbols: scanner.symbols, from: scanner.at)
    ahead.next()
    if ahead.token == .name { return true }
    guard ahead.token == .leftParen, ahead.skipBrackets(), ahead.token == .name else { return false }
    ahead.next()
    if ahead.token == .leftBracket && !ahead.skipBrackets() { return false }
    return ahead.token == .leftParen
  }

  /// Labels and branches of the entry's own statements, as if they were a function's.
  private mutating func checkEntryBranches() {
    guard branchCount > 0 else { return }
    let statements = tree.entry
    let list = takeWords(of: statements)
    checkBranches(of: tree.append(Record(kind: .block, offset: 0, a: list)))
  }

  /// The index of a list that exists already.
  private func takeWords(of list: NodeList<Stmt>) -> UInt32 { list.isEmpty ? 0 : list.start - 1 }
}

extension Scanner {
  /// Steps from an opening bracket to the token behind the one that closes it; false at the end of the text.
  fileprivate mutating func skipBrackets() -> Bool {
    var open = 0
    while token != .endOfFile {
      switch token {
      case .leftParen, .leftBracket, .leftBrace: open += 1
      case .rightParen, .rightBracket, .rightBrace: open -= 1
      default: break
      }
      next()
      if open == 0 { return true }
    }
    return false
  }
}
