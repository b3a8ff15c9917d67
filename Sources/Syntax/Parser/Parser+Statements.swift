// SPDX-License-Identifier: Apache-2.0
//
// Statements.

extension Parser {
  /// "{" statements "}"
  ///
  /// - Parameter context: what the block belongs to, for the message when its brace is missing.
  mutating func block(context: StaticString) -> NodeID<Stmt> {
    let at = offset
    if !got(.leftBrace) {
      syntaxError("expected { after \(context)")
      advance(to: [.name, .rightBrace])
      let close = offset
      if got(.rightBrace) { return tree.append(Record(kind: .block, offset: at, b: close)) }
    }
    let list = statementList()
    let close = offset
    want(.rightBrace)
    return tree.append(Record(kind: .block, offset: at, a: list, b: close))
  }

  /// Statements up to a brace or the next clause; the index of their list.
  mutating func statementList() -> UInt32 {
    let mark = pending.count
    while token != .endOfFile && token != .rightBrace && token != .case && token != .default {
      let statement = statementOrNone()
      scanner.pragmas = []
      if statement.isNone { break }
      pending.append(statement.raw)
      if !got(.semicolon) && token != .rightBrace {
        syntaxError("at end of statement")
        advance(to: [.semicolon, .rightBrace, .case, .default])
        _ = got(.semicolon)
      }
    }
    return takeList(from: mark)
  }

  /// A statement, or none when the token begins none.
  mutating func statementOrNone() -> NodeID<Stmt> {
    if token == .name { return labeledOrSimple() }
    depth += 1
    if depth > Parser.depthLimit { tooDeep() }
    let statement = keywordStatement()
    depth -= 1
    return statement
  }

  private mutating func labeledOrSimple() -> NodeID<Stmt> {
    let left = expressions()
    if token == .colon && left.list == 0 && tree.kind(of: left.first) == .name { return labeled(left.first) }
    return simpleStatement(left, keyword: .endOfFile).statement
  }

  private mutating func keywordStatement() -> NodeID<Stmt> {
    let at = offset
    switch token {
    case .var, .const, .type:
      let mark = pending.count
      group(token)
      let list = takeList(from: mark)
      return tree.append(Record(kind: .declaration, offset: at, a: list))
    case .leftBrace: return block(context: "")
    case .add, .subtract, .multiply, .and, .xor, .not, .arrow,
      .literal, .func, .leftParen, .leftBracket, .struct, .map, .chan, .interface:
      return simpleStatement(nil, keyword: .endOfFile).statement
    case .for: return forStatement()
    case .switch: return switchStatement()
    case .select: return selectStatement()
    case .if: return ifStatement()
    case .fallthrough:
      branchCount += 1
      next()
      return tree.append(Record(kind: .branch, token: .fallthrough, offset: at))
    case .break, .continue:
      let keyword = token
      branchCount += 1
      next()
      let label = token == .name ? name() : .none
      return tree.append(Record(kind: .branch, token: keyword, offset: at, a: label.raw))
    case .goto:
      branchCount += 1
      next()
      let label = name()
      return tree.append(Record(kind: .branch, token: .goto, offset: at, a: label.raw))
    case .go, .defer: return callStatement()
    case .return:
      next()
      let results = token != .semicolon && token != .rightBrace ? expressionList() : 0
      return tree.append(Record(kind: .returned, offset: at, a: results))
    case .semicolon: return tree.append(Record(kind: .empty, offset: at))
    default: return .none
    }
  }

  /// "go" or "defer" and an expression, which should be a call.
  private mutating func callStatement() -> NodeID<Stmt> {
    let at = offset
    let keyword = token
    next()
    var x = primaryExpr(.none, keepParens: token == .leftParen)
    let inner = tree.unparenthesized(x)
    if inner != x {
      error(at: tree.offset(of: x), "expression in \(keyword.spelling) must not be parenthesized")
      x = inner
    }
    return tree.append(Record(kind: keyword == .go ? .go : .deferred, offset: at, a: x.raw))
  }

  /// A label that has been read, ":" and the statement behind it.
  private mutating func labeled(_ label: NodeID<Expr>) -> NodeID<Stmt> {
    let colon = offset
    branchCount += 1
    next()
    var statement: NodeID<Stmt>
    if token == .rightBrace {
      statement = tree.append(Record(kind: .empty, offset: offset))
    } else {
      depth += 1
      if depth > Parser.depthLimit { tooDeep() }
      statement = statementOrNone()
      depth -= 1
      if statement.isNone {
        syntaxError(at: colon, "missing statement after label")
        return .none
      }
    }
    return tree.append(Record(kind: .labeled, offset: colon, a: label.raw, b: statement.raw))
  }

  /// A simple statement, or behind "for" a range clause.
  struct Simple {
    var statement: NodeID<Stmt> = .none
    var isRange = false
    var rangeLeft: UInt32 = 0
    var rangeDefines = false
    var rangeOver: NodeID<Expr> = .none
    var rangeAt: UInt32 = 0
  }

  /// - Parameters:
  ///   - left: the expressions it begins with, if they have been read.
  ///   - keyword: `.for` where a range clause may stand, `.switch` where a type switch guard may.
  mutating func simpleStatement(_ left: Expressions?, keyword: Token) -> Simple {
    if keyword == .for && token == .range { return rangeClause(left: 0, defines: false) }
    let left = left ?? expressions()
    let at = offset
    switch token {
    case .assign, .define:
      let defines = token == .define
      next()
      if keyword == .for && token == .range {
        return rangeClause(left: listIndex(of: left), defines: defines)
      }
      let right = expressions()
      if keyword == .switch && defines && left.list == 0 && right.list == 0
        && tree.kind(of: right.first) == .typeSwitchGuard && tree.kind(of: left.first) == .name
      {
        tree.records[Int(right.first.raw)].b = left.first.raw
        return expressionStatement(right.first)
      }
      let names = listIndex(of: left)
      let values = listIndex(of: right)
      return Simple(
        statement: tree.append(Record(kind: defines ? .define : .assign, offset: at, a: names, b: values)))
    case _ where left.list != 0: break
    case .assignOperator:
      let operation = scanner.assignedOperator
      next()
      let value = expr()
      return Simple(
        statement: tree.append(
          Record(kind: .operate, token: operation, offset: at, a: left.first.raw, b: value.raw)))
    case .increment, .decrement:
      let operation: Token = token == .increment ? .add : .subtract
      next()
      return Simple(statement: tree.append(Record(kind: .increment, token: operation, offset: at, a: left.first.raw)))
    case .arrow:
      next()
      let value = expr()
      return Simple(statement: tree.append(Record(kind: .send, offset: at, a: left.first.raw, b: value.raw)))
    default: return expressionStatement(left.first)
    }
    syntaxError("expected := or = or comma")
    advance(to: [.semicolon, .rightBrace])
    return expressionStatement(left.first)
  }

  private mutating func expressionStatement(_ x: NodeID<Expr>) -> Simple {
    Simple(statement: tree.append(Record(kind: .expression, offset: tree.offset(of: x), a: x.raw)))
  }

  private mutating func rangeClause(left: UInt32, defines: Bool) -> Simple {
    let at = offset
    next()
    let over = expr()
    return Simple(isRange: true, rangeLeft: left, rangeDefines: defines, rangeOver: over, rangeAt: at)
  }

  private mutating func forStatement() -> NodeID<Stmt> {
    let at = offset
    let header = header(.for)
    let body = block(context: "for clause")
    if header.initial.isRange {
      let clause = header.initial
      let words = tree.appendWords(clause.rangeLeft, clause.rangeOver.raw, clause.rangeAt)
      return tree.append(
        Record(kind: .range, flags: clause.rangeDefines ? 1 : 0, offset: at, a: words, b: body.raw))
    }
    let words = tree.appendWords(header.initial.statement.raw, header.condition.raw, header.post.raw)
    return tree.append(Record(kind: .forLoop, offset: at, a: words, b: body.raw))
  }

  /// A chain of "else if" is no recursion here: the statements are made from the last to the first.
  private mutating func ifStatement() -> NodeID<Stmt> {
    let mark = pending.count
    var last = NodeID<Stmt>.none
    while true {
      pending.append(offset)
      let header = header(.if)
      pending.append(header.initial.statement.raw)
      pending.append(header.condition.raw)
      pending.append(block(context: "if clause").raw)
      guard got(.else) else { break }
      if token == .if {
        if (pending.count - mark) / 4 >= Parser.heightLimit { tooDeep() }
        continue
      }
      if token == .leftBrace {
        last = block(context: "")
      } else {
        syntaxError("else must be followed by if or statement block")
        advance(to: [.name, .rightBrace])
      }
      break
    }
    while pending.count > mark {
      let from = pending.count - 4
      let words = tree.appendWords(pending[from + 1], pending[from + 2], pending[from + 3])
      last = tree.append(Record(kind: .ifThen, offset: pending[from], a: words, b: last.raw))
      pending.removeSubrange(from...)
    }
    return last
  }

  private mutating func switchStatement() -> NodeID<Stmt> {
    let at = offset
    let header = header(.switch)
    if !got(.leftBrace) {
      syntaxError("missing { after switch clause")
      advance(to: [.case, .default, .rightBrace])
    }
    let mark = pending.count
    while token != .endOfFile && token != .rightBrace {
      let from = offset
      var cases: UInt32 = 0
      let isDefault = token == .default
      if token == .case {
        next()
        cases = expressionList()
      } else {
        defaultOrError()
      }
      let rest = clauseRest()
      let clause: NodeID<CaseClause> = tree.append(
        Record(kind: .caseClause, flags: isDefault ? 1 : 0, offset: from, a: cases, b: rest))
      pending.append(clause.raw)
    }
    let close = offset
    want(.rightBrace)
    let clauses = takeList(from: mark)
    let words = tree.appendWords(header.initial.statement.raw, header.condition.raw, clauses)
    let kind: Kind = tree.kind(of: header.condition) == .typeSwitchGuard ? .typeSwitch : .switched
    return tree.append(Record(kind: kind, offset: at, a: words, b: close))
  }

  private mutating func selectStatement() -> NodeID<Stmt> {
    let at = offset
    next()
    if !got(.leftBrace) {
      syntaxError("missing { after select clause")
      advance(to: [.case, .default, .rightBrace])
    }
    let mark = pending.count
    while token != .endOfFile && token != .rightBrace {
      let from = offset
      var communication = NodeID<Stmt>.none
      if token == .case {
        next()
        communication = simpleStatement(nil, keyword: .endOfFile).statement
      } else {
        defaultOrError()
      }
      let rest = clauseRest()
      let clause: NodeID<CommClause> = tree.append(
        Record(kind: .commClause, offset: from, a: communication.raw, b: rest))
      pending.append(clause.raw)
    }
    let close = offset
    want(.rightBrace)
    let clauses = takeList(from: mark)
    return tree.append(Record(kind: .select, offset: at, a: clauses, b: close))
  }

  private mutating func defaultOrError() {
    if got(.default) { return }
    syntaxError("expected case or default or }")
    advance(to: [.colon, .case, .default, .rightBrace])
  }

  /// ":" and the statements of a clause, as two words: their list and the colon.
  private mutating func clauseRest() -> UInt32 {
    let colon = offset
    want(.colon)
    let body = statementList()
    let words = UInt32(tree.words.count)
    tree.words.append(body)
    tree.words.append(colon)
    return words
  }
}
