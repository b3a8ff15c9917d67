// SPDX-License-Identifier: Apache-2.0
//
// What stands between if, for or switch and its block.

extension Parser {
  struct Header {
    /// A statement, or the range clause of a for.
    var initial = Simple()
    /// Condition or tag.
    var condition = NodeID<Expr>.none
    var post = NodeID<Stmt>.none
  }

  /// keyword [ statement ";" ] [ condition ] [ ";" statement ]
  mutating func header(_ keyword: Token) -> Header {
    var header = Header()
    next()
    if token == .leftBrace {
      if keyword == .if {
        syntaxError("missing condition in if statement")
        header.condition = badExpr()
      }
      return header
    }
    let outerLevel = expressionLevel
    expressionLevel = -1
    parts(of: &header, keyword)
    expressionLevel = outerLevel
    return header
  }

  private mutating func parts(of header: inout Header, _ keyword: Token) {
    if token != .semicolon {
      if got(.var) { syntaxError("var declaration not allowed in \(keyword.spelling) initializer") }
      header.initial = simpleStatement(nil, keyword: keyword)
      if header.initial.isRange { return }
    }
    if token == .leftBrace {
      // What was read is the condition.
      let condition = header.initial.statement
      header.initial = Simple()
      setCondition(of: &header, condition)
      return
    }

    var semicolon: (offset: UInt32, kind: Scanner.Semicolon)?
    if token == .semicolon {
      semicolon = (offset, scanner.semicolon)
      next()
    } else {
      want(.leftBrace)
      if token != .leftBrace { advance(to: [.leftBrace, .rightBrace]) }
    }
    var condition = NodeID<Stmt>.none
    if keyword == .for {
      if token != .semicolon {
        if token == .leftBrace {
          syntaxError("expected for loop condition")
          return
        }
        condition = simpleStatement(nil, keyword: .endOfFile).statement
      }
      want(.semicolon)
      if token != .leftBrace {
        // A condition is taken out of its statement while that is the last node; a complaint comes after the rest.
        if case .expression = tree[condition] {
          setCondition(of: &header, condition)
          condition = .none
        }
        header.post = simpleStatement(nil, keyword: .endOfFile).statement
        if case .define = tree[header.post] {
          syntaxError(at: tree.offset(of: header.post), "cannot declare in post statement of for loop")
        }
      }
    } else if token != .leftBrace {
      condition = simpleStatement(nil, keyword: keyword).statement
    }
    if condition.isNone, keyword == .if, let semicolon {
      if semicolon.kind == .written {
        syntaxError(at: semicolon.offset, "missing condition in if statement")
      } else {
        syntaxError(
          at: semicolon.offset, "unexpected \(semicolon.kind.description), expected { after if clause")
      }
      header.condition = tree.append(Record(kind: .bad, offset: semicolon.offset))
      return
    }
    setCondition(of: &header, condition)
  }

  /// Makes the expression of an expression statement the condition, and complains about any other statement.
  private mutating func setCondition(of header: inout Header, _ statement: NodeID<Stmt>) {
    switch tree[statement] {
    case .none: break
    case .expression(let x):
      header.condition = x
      // The statement around it was only needed to find out.
      if Int(statement.raw) == tree.records.count - 1 { tree.records.removeLast() }
    case .assign(let left, let right):
      // Often `=` was written for `==`; parentheses make it stand out.
      let text = "assignment \(emphasized(left)) = \(emphasized(right))"
      syntaxError(at: tree.offset(of: statement), "cannot use \(text) as value")
    default: syntaxError(at: tree.offset(of: statement), "cannot use \(text(of: statement)) as value")
    }
  }

  private func emphasized(_ list: NodeList<Expr>) -> String {
    let printer = Printer(tree, scanner.symbols)
    if list.count == 1, case .binary = tree[tree[list, 0]] { return "(\(printer.text(of: tree[list, 0])))" }
    return printer.text(of: list)
  }

  func text(of x: NodeID<Expr>) -> String { Printer(tree, scanner.symbols).text(of: x) }
  func text(of statement: NodeID<Stmt>) -> String { Printer(tree, scanner.symbols).text(of: statement) }
}
