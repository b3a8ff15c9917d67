// SPDX-License-Identifier: Apache-2.0
//
// Expressions.
//
// How.      `depth` counts the calls that are open, so that recursion ends; `height` follows the height of the tree that
//           is built by loops, so that later passes, which recurse over it, can rely on a limit.

extension Parser {
  mutating func expr() -> NodeID<Expr> {
    let x = binaryExpr(unaryExpr(), above: 0)
    if height > peakHeight { peakHeight = height }
    return x
  }

  /// Adds a level to the expression that was read last.
  private mutating func raise(over left: Int) {
    height = max(height, left) + 1
    if height > Parser.heightLimit { tooDeep() }
  }

  /// Goes on behind an operand with the operators that bind tighter than `precedence`.
  mutating func binaryExpr(_ left: NodeID<Expr>, above precedence: Int) -> NodeID<Expr> {
    var x = left
    while true {
      let operation = token
      let tightness = operation.precedence
      if tightness <= precedence { return x }
      let at = offset
      let leftHeight = height
      next()
      var y = unaryExpr()
      if token.precedence > tightness { y = binaryExpr(y, above: tightness) }
      x = tree.pair(.binary, operation, at: at, x, y)
      raise(over: leftHeight)
    }
  }

  /// UnaryExpr = PrimaryExpr | operator UnaryExpr
  mutating func unaryExpr() -> NodeID<Expr> {
    let operation = token
    switch operation {
    case .multiply, .add, .subtract, .not, .xor, .tilde, .and, .arrow: break
    default: return primaryExpr(.none, keepParens: true)
    }
    let at = offset
    depth += 1
    if depth > Parser.depthLimit { tooDeep() }
    next()
    var x = unaryExpr()
    depth -= 1
    raise(over: 0)
    switch operation {
    case .multiply: return tree.unary(.star, at: at, x)
    case .and: x = tree.unparenthesized(x)
    case .arrow: if tree.kind(of: x) == .channelType { return receiveFrom(channel: x) }
    default: break
    }
    return tree.unary(.unary, operation, at: at, x)
  }

  /// `<-chan T` was read as `<-` and `chan T`: moves the arrow into the type, and where that is a sending channel
  /// its own arrow into the element, and so on.
  private mutating func receiveFrom(channel: NodeID<Expr>) -> NodeID<Expr> {
    var at = channel
    var direction = ChannelDirection.send
    while direction == .send {
      guard case .channelType(let own, let element) = tree[at] else {
        syntaxError("unexpected \(text(of: at)), expected chan")
        break
      }
      direction = own
      if direction == .receive { syntaxError("unexpected <-, expected chan") }
      tree.records[Int(at.raw)].flags = UInt16(ChannelDirection.receive.rawValue)
      at = element
    }
    return channel
  }

  /// Operand = literal | name | "(" Expression ")" | function literal | type
  private mutating func operand(keepParens: Bool) -> NodeID<Expr> {
    height = 1
    switch token {
    case .name:
      let id = tree.name(scanner.symbol, at: offset)
      next()
      return id
    case .literal: return literal()
    case .leftParen: return parenthesized(keepParens: keepParens)
    case .func: return functionLiteralOrType()
    case .leftBracket, .chan, .map, .struct, .interface: return type()
    default:
      let bad = badExpr()
      syntaxError("expected expression")
      advance(to: [.rightParen, .rightBracket, .rightBrace])
      return bad
    }
  }

  private mutating func parenthesized(keepParens: Bool) -> NodeID<Expr> {
    let at = offset
    next()
    expressionLevel += 1
    depth += 1
    if depth > Parser.depthLimit { tooDeep() }
    let x = expr()
    depth -= 1
    expressionLevel -= 1
    want(.rightParen)
    // Kept only where somebody may have to complain about them.
    guard keepParens || token == .leftBrace else { return x }
    raise(over: 0)
    return tree.unary(.paren, at: at, x)
  }

  private mutating func functionLiteralOrType() -> NodeID<Expr> {
    let at = offset
    next()
    let (_, type) = signature(context: "function type")
    guard token == .leftBrace else { return type }
    expressionLevel += 1
    depth += 1
    if depth > Parser.depthLimit { tooDeep() }
    let outerPeak = peakHeight
    peakHeight = 0
    let body = functionBody()
    height = peakHeight + 1
    peakHeight = outerPeak
    depth -= 1
    expressionLevel -= 1
    return tree.append(Record(kind: .function, offset: at, a: type.raw, b: body.raw))
  }

  /// PrimaryExpr = Operand { selector | index | slice | assertion | arguments | literal value }
  ///
  /// - Parameter x: the operand if it has been read.
  mutating func primaryExpr(_ x: NodeID<Expr>, keepParens: Bool) -> NodeID<Expr> {
    var x = x.exists ? x : operand(keepParens: keepParens)
    while true {
      switch token {
      case .dot: x = selectorOrAssertion(x)
      case .leftBracket: x = indexOrSlice(x)
      case .leftParen: x = call(x)
      case .leftBrace:
        guard tree.mayBeLiteralType(x, level: expressionLevel) else { return x }
        if tree.kind(of: x) == .paren { syntaxError("cannot parenthesize type in composite literal") }
        x = literalValue(type: x)
      default: return x
      }
    }
  }

  private mutating func selectorOrAssertion(_ x: NodeID<Expr>) -> NodeID<Expr> {
    let at = offset
    next()
    switch token {
    case .name:
      let selected = tree.name(scanner.symbol, at: offset)
      next()
      raise(over: 0)
      return tree.pair(.selector, at: at, x, selected)
    case .leftParen:
      let left = height
      next()
      let result: NodeID<Expr>
      if got(.type) {
        result = tree.unary(.typeSwitchGuard, at: at, x)
      } else {
        let asserted = type()
        result = tree.pair(.assertion, at: at, x, asserted)
      }
      raise(over: left)
      want(.rightParen)
      return result
    default:
      syntaxError("expected name or (")
      advance(to: [.semicolon, .rightParen])
      return x
    }
  }

  private mutating func indexOrSlice(_ x: NodeID<Expr>) -> NodeID<Expr> {
    let at = offset
    var left = height
    next()
    var low = NodeID<Expr>.none
    if token != .colon {
      let mark = pending.count
      var hasComma = false
      if token == .rightBracket {
        syntaxError("expected operand")
        pending.append(badExpr().raw)
      } else {
        hasComma = typeList(onlyTypes: false)
      }
      left = max(left, height)
      if hasComma || token == .rightBracket {
        let list = takeList(from: mark)
        want(.rightBracket)
        height = 0
        raise(over: left)
        return tree.append(Record(kind: .index, offset: at, a: x.raw, b: list))
      }
      low = NodeID(raw: pending[mark])
      pending.removeSubrange(mark...)
    }
    if !got(.colon) {
      syntaxError("expected comma, : or ]")
      advance(to: [.comma, .colon, .rightBracket])
    }
    return slice(x, low: low, at: at, left: left)
  }

  /// The rest of a slice expression, behind the first colon.
  private mutating func slice(_ x: NodeID<Expr>, low: NodeID<Expr>, at: UInt32, left: Int) -> NodeID<Expr> {
    var left = left
    expressionLevel += 1
    depth += 1
    if depth > Parser.depthLimit { tooDeep() }
    var high = NodeID<Expr>.none
    var limit = NodeID<Expr>.none
    var isFull = false
    if token != .colon && token != .rightBracket {
      high = expr()
      left = max(left, height)
    }
    if token == .colon {
      isFull = true
      if high.isNone {
        error("middle index required in 3-index slice")
        high = badExpr()
      }
      next()
      if token != .rightBracket {
        limit = expr()
        left = max(left, height)
      } else {
        error("final index required in 3-index slice")
        limit = badExpr()
      }
    }
    depth -= 1
    expressionLevel -= 1
    want(.rightBracket)
    height = 0
    raise(over: left)
    let words = tree.appendWords(low.raw, high.raw, limit.raw)
    return tree.append(Record(kind: .slice, flags: isFull ? 1 : 0, offset: at, a: x.raw, b: words))
  }

  /// Arguments = "(" [ expression { "," expression } [ "..." ] [ "," ] ] ")"
  private mutating func call(_ callee: NodeID<Expr>) -> NodeID<Expr> {
    let at = offset
    var left = height
    next()
    expressionLevel += 1
    depth += 1
    if depth > Parser.depthLimit { tooDeep() }
    let mark = pending.count
    var spread = false
    var isClosed = true
    while token != .endOfFile && token != .rightParen && !spread {
      pending.append(expr().raw)
      left = max(left, height)
      spread = got(.ellipsis)
      if !endElement(of: "argument list", separator: .comma, close: .rightParen) {
        isClosed = false
        break
      }
    }
    if isClosed { want(.rightParen) }
    depth -= 1
    expressionLevel -= 1
    let list = takeList(from: mark)
    height = 0
    raise(over: left)
    return tree.append(Record(kind: .call, flags: spread ? 1 : 0, offset: at, a: callee.raw, b: list))
  }

  /// LiteralValue = "{" [ element { "," element } [ "," ] ] "}"
  private mutating func literalValue(type: NodeID<Expr>) -> NodeID<Expr> {
    let at = offset
    var left = type.exists ? height : 0
    expressionLevel += 1
    depth += 1
    if depth > Parser.depthLimit { tooDeep() }
    let mark = pending.count
    want(.leftBrace)
    var isClosed = true
    while token != .endOfFile && token != .rightBrace {
      var element = literalElement()
      left = max(left, height)
      if token == .colon {
        let colon = offset
        next()
        let value = literalElement()
        left = max(left, height + 1)
        element = tree.pair(.keyValue, at: colon, element, value)
      }
      pending.append(element.raw)
      if !endElement(of: "composite literal", separator: .comma, close: .rightBrace) {
        isClosed = false
        break
      }
    }
    let close = offset
    if isClosed { want(.rightBrace) }
    depth -= 1
    expressionLevel -= 1
    height = 0
    raise(over: left)
    let id = tree.composite(type: type, elements: pending[mark...], at: at, close: close)
    pending.removeSubrange(mark...)
    return id
  }

  private mutating func literalElement() -> NodeID<Expr> {
    token == .leftBrace ? literalValue(type: .none) : expr()
  }

  /// Expressions with commas between them, as the index of their list.
  mutating func expressionList() -> UInt32 { listIndex(of: expressions()) }

  /// Expressions with commas between them; a lone one needs no list yet.
  mutating func expressions() -> Expressions {
    let first = expr()
    guard token == .comma else { return Expressions(first: first, list: 0) }
    let mark = pending.count
    pending.append(first.raw)
    while got(.comma) { pending.append(expr().raw) }
    return Expressions(first: first, list: takeList(from: mark))
  }

  struct Expressions {
    var first: NodeID<Expr>
    /// Index of the list; 0 when there is only one.
    var list: UInt32
  }

  mutating func listIndex(of expressions: Expressions) -> UInt32 {
    expressions.list != 0 ? expressions.list : tree.appendList(one: expressions.first.raw)
  }

  /// Pushes a list of types, of which the first may be any expression unless `onlyTypes`. True when there was a comma.
  mutating func typeList(onlyTypes: Bool) -> Bool {
    expressionLevel += 1
    depth += 1
    if depth > Parser.depthLimit { tooDeep() }
    let first = onlyTypes ? type() : expr()
    pending.append(first.raw)
    var hasComma = false
    while got(.comma) {
      hasComma = true
      let next = typeOrNone()
      if next.isNone { break }
      pending.append(next.raw)
    }
    depth -= 1
    expressionLevel -= 1
    return hasComma
  }
}
