// SPDX-License-Identifier: Apache-2.0
//
// Types, signatures and fields.

extension Parser {
  mutating func type() -> NodeID<Expr> {
    let type = typeOrNone()
    if type.exists { return type }
    let bad = badExpr()
    syntaxError("expected type")
    advance(to: [.comma, .colon, .semicolon, .rightParen, .rightBracket, .rightBrace])
    return bad
  }

  /// A type, or none when the token begins none.
  mutating func typeOrNone() -> NodeID<Expr> {
    if token == .name { return qualifiedName(.none) }
    depth += 1
    if depth > Parser.depthLimit { tooDeep() }
    let outerPeak = peakHeight
    peakHeight = 0
    let type = typeLiteral()
    height = peakHeight + 1
    peakHeight = max(outerPeak, height)
    depth -= 1
    return type
  }

  private mutating func typeLiteral() -> NodeID<Expr> {
    let at = offset
    switch token {
    case .multiply:
      next()
      let target = type()
      return tree.unary(.star, at: at, target)
    case .arrow:
      next()
      want(.chan)
      let element = channelElement()
      return tree.unary(.channelType, flags: UInt16(ChannelDirection.receive.rawValue), at: at, element)
    case .func:
      next()
      return signature(context: "function type").type
    case .leftBracket:
      next()
      return got(.rightBracket) ? sliceType(at: at) : arrayType(at: at, length: .none)
    case .chan:
      next()
      let direction: ChannelDirection = got(.arrow) ? .send : .both
      let element = channelElement()
      return tree.unary(.channelType, flags: UInt16(direction.rawValue), at: at, element)
    case .map:
      next()
      want(.leftBracket)
      let key = type()
      want(.rightBracket)
      let value = type()
      return tree.pair(.mapType, at: at, key, value)
    case .struct: return structType()
    case .interface: return interfaceType()
    case .leftParen:
      next()
      let inner = type()
      want(.rightParen)
      return inner
    default: return .none
    }
  }

  /// `[length]T` behind its bracket, or behind a length that has been read. A length of none is `[...]`.
  mutating func arrayType(at: UInt32, length: NodeID<Expr>) -> NodeID<Expr> {
    var length = length
    if length.isNone && !got(.ellipsis) {
      expressionLevel += 1
      length = expr()
      expressionLevel -= 1
    }
    if token == .comma {
      syntaxError("unexpected comma; expected ]")
      next()
    }
    want(.rightBracket)
    let element = type()
    return tree.pair(.arrayType, at: at, length, element)
  }

  /// `[]T` behind its brackets.
  mutating func sliceType(at: UInt32) -> NodeID<Expr> {
    let element = type()
    return tree.unary(.sliceType, at: at, element)
  }

  private mutating func channelElement() -> NodeID<Expr> {
    let element = typeOrNone()
    if element.exists { return element }
    let bad = badExpr()
    syntaxError("missing channel element type")
    return bad
  }

  /// name [ "." name ] [ type arguments ]; the first name may have been read.
  mutating func qualifiedName(_ first: NodeID<Expr>) -> NodeID<Expr> {
    var x = first
    if x.isNone {
      if token == .name {
        x = name()
      } else {
        x = tree.name(.blank, at: offset)
        syntaxError("expected name")
        advance(to: [.dot, .semicolon, .rightBrace])
      }
    }
    if token == .dot {
      let at = offset
      next()
      let selected = name()
      x = tree.pair(.selector, at: at, x, selected)
    }
    guard token == .leftBracket else { return x }
    let at = offset
    next()
    let mark = pending.count
    if token == .rightBracket {
      syntaxError("expected type argument list")
      pending.append(badExpr().raw)
    } else {
      _ = typeList(onlyTypes: true)
    }
    let list = takeList(from: mark)
    want(.rightBracket)
    return tree.append(Record(kind: .index, offset: at, a: x.raw, b: list))
  }

  /// [ type parameters ] parameters [ results ]
  ///
  /// - Parameter context: what must have no type parameters; nil where they are allowed.
  mutating func signature(context: StaticString?) -> (typeParameters: UInt32, type: NodeID<Expr>) {
    let at = offset
    var typeParameters: UInt32 = 0
    if got(.leftBracket) {
      if let context { syntaxError(at: at, "\(context) must have no type parameters") }
      if token == .rightBracket {
        syntaxError("empty type parameter list")
        next()
      } else {
        typeParameters = parameterList(
          name: .none, type: .none, close: .rightBracket, requireNames: true, variadicAllowed: false)
      }
    }
    want(.leftParen)
    let parameters = parameterList(
      name: .none, type: .none, close: .rightParen, requireNames: false, variadicAllowed: true)
    var results: UInt32 = 0
    if got(.leftParen) {
      results = parameterList(name: .none, type: .none, close: .rightParen, requireNames: false, variadicAllowed: false)
    } else {
      let from = offset
      let type = typeOrNone()
      if type.exists {
        let field = tree.field(name: .none, type: type, at: from)
        results = tree.appendList(one: field.raw)
      }
    }
    return (typeParameters, tree.append(Record(kind: .functionType, offset: at, a: parameters, b: results)))
  }

  /// "struct" "{" { field ";" } "}"
  private mutating func structType() -> NodeID<Expr> {
    let at = offset
    next()
    want(.leftBrace)
    let mark = pending.count
    var isClosed = true
    while token != .endOfFile && token != .rightBrace {
      structField()
      if !endElement(of: "struct type", separator: .semicolon, close: .rightBrace) {
        isClosed = false
        break
      }
    }
    let close = offset
    if isClosed { want(.rightBrace) }
    let list = takeList(from: mark)
    return tree.append(Record(kind: .structType, offset: at, a: list, b: close))
  }

  /// Pushes the fields of one line: names with their type, or an embedded type; either with a tag.
  private mutating func structField() {
    let at = offset
    switch token {
    case .name:
      let first = name()
      if token == .dot || token == .literal || token == .semicolon || token == .rightBrace {
        let type = qualifiedName(first)
        pushEmbedded(type, at: at)
        return
      }
      let mark = pending.count
      pending.append(first.raw)
      while got(.comma) { pending.append(name().raw) }
      let type: NodeID<Expr>
      if pending.count == mark + 1 && token == .leftBracket {
        // T[P] may be an embedded instance, or a field T of type [P]E.
        type = arrayOrInstance(of: first)
        if tree.kind(of: type) == .index {
          pending.removeSubrange(mark...)
          pushEmbedded(type, at: at)
          return
        }
      } else {
        type = self.type()
      }
      let tag = optionalLiteral()
      for index in mark..<pending.count {
        let name = NodeID<Expr>(raw: pending[index])
        pending[index] = tree.field(name: name, type: type, tag: tag, at: tree.offset(of: name)).raw
      }
    case .multiply:
      next()
      let type: NodeID<Expr>
      if token == .leftParen {
        syntaxError("cannot parenthesize embedded type")
        next()
        type = qualifiedName(.none)
        _ = got(.rightParen)
      } else {
        type = qualifiedName(.none)
      }
      pushEmbedded(tree.unary(.star, at: at, type), at: at)
    case .leftParen:
      syntaxError("cannot parenthesize embedded type")
      next()
      let inner = offset
      let isPointer = got(.multiply)
      var type = qualifiedName(.none)
      if isPointer { type = tree.unary(.star, at: inner, type) }
      _ = got(.rightParen)
      pushEmbedded(type, at: at)
    default:
      syntaxError("expected field name or embedded type")
      advance(to: [.semicolon, .rightBrace])
    }
  }

  private mutating func pushEmbedded(_ type: NodeID<Expr>, at: UInt32) {
    let tag = optionalLiteral()
    pending.append(tree.field(name: .none, type: type, tag: tag, at: at).raw)
  }

  /// Behind a name, at "[": the array or slice type that follows it, or the instance `name[…]`.
  mutating func arrayOrInstance(of name: NodeID<Expr>) -> NodeID<Expr> {
    let at = offset
    next()
    if got(.rightBracket) { return sliceType(at: at) }
    let mark = pending.count
    let hasComma = typeList(onlyTypes: false)
    want(.rightBracket)
    if !hasComma {
      let element = typeOrNone()
      if element.exists {
        let length = NodeID<Expr>(raw: pending[mark])
        pending.removeSubrange(mark...)
        return tree.pair(.arrayType, at: at, length, element)
      }
    }
    let list = takeList(from: mark)
    return tree.append(Record(kind: .index, offset: at, a: name.raw, b: list))
  }

  /// "interface" "{" { ( method | element ) ";" } "}"
  private mutating func interfaceType() -> NodeID<Expr> {
    let at = offset
    next()
    want(.leftBrace)
    let mark = pending.count
    var isClosed = true
    while token != .endOfFile && token != .rightBrace {
      let from = offset
      var name = NodeID<Expr>.none
      var type = NodeID<Expr>.none
      if token == .name { (name, type) = methodOrName() }
      if name.isNone { type = unionElement(type) }
      pending.append(tree.field(name: name, type: type, at: from).raw)
      if !endElement(of: "interface type", separator: .semicolon, close: .rightBrace) {
        isClosed = false
        break
      }
    }
    let close = offset
    if isClosed { want(.rightBrace) }
    let list = takeList(from: mark)
    return tree.append(Record(kind: .interfaceType, offset: at, a: list, b: close))
  }

  /// A method of an interface, or without a name the type that begins an embedded element.
  private mutating func methodOrName() -> (name: NodeID<Expr>, type: NodeID<Expr>) {
    let first = name()
    switch token {
    case .leftParen: return (first, signature(context: "interface method").type)
    case .leftBracket: break
    default: return (.none, qualifiedName(first))
    }
    // Type arguments of an embedded type, or type parameters, which a method must not have.
    let at = offset
    next()
    if token == .rightBracket {
      let close = offset
      next()
      if token == .leftParen {
        error(at: close, "empty type parameter list")
        return (first, signature(context: "interface method").type)
      }
      error(at: close, "empty type argument list")
      return (.none, first)
    }
    let fields = parameterList(
      name: .none, type: .none, close: .rightBracket, requireNames: false, variadicAllowed: false)
    let list: NodeList<Field> = tree.list(at: fields)
    if list.isEmpty {
      return token == .leftParen ? (first, signature(context: "interface method").type) : (.none, first)
    }
    if tree[tree[list, 0]].name.exists {
      let type = signature(context: "interface method").type
      error(at: at, "interface method must have no type parameters")
      return (first, type)
    }
    let mark = pending.count
    for field in tree.nodes(list) { pending.append(tree[field].type.raw) }
    let arguments = takeList(from: mark)
    return (.none, tree.append(Record(kind: .index, offset: at, a: first.raw, b: arguments)))
  }

  /// term { "|" term }; the first term may have been read.
  mutating func unionElement(_ first: NodeID<Expr>) -> NodeID<Expr> {
    var x = first.exists ? first : term()
    height = 1
    while token == .or {
      let at = offset
      next()
      let y = term()
      x = tree.pair(.binary, .or, at: at, x, y)
      height += 1
      if height > Parser.heightLimit { tooDeep() }
    }
    peakHeight = max(peakHeight, height)
    return x
  }

  /// [ "~" ] Type
  private mutating func term() -> NodeID<Expr> {
    if token == .tilde {
      let at = offset
      next()
      let under = type()
      return tree.unary(.unary, .tilde, at: at, under)
    }
    let type = typeOrNone()
    if type.exists { return type }
    let bad = badExpr()
    syntaxError("expected ~ term or type")
    // Operators that are written with one or two signs end the search, as they would begin another term.
    advance(to: Parser.afterTerm)
    return bad
  }

  private static let afterTerm: [Token] =
    (Token.orOr.rawValue...Token.tilde.rawValue).map { Token(rawValue: $0)! }.filter { $0 != .multiply }
    + [.semicolon, .rightParen, .rightBracket, .rightBrace]
}
