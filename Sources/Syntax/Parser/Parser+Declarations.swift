// SPDX-License-Identifier: Apache-2.0
//
// Files and declarations.
internal import Source

extension Parser {
  /// File = "package" name ";" { Import ";" } { Declaration ";" }
  mutating func file(onlyImports: Bool) {
    next()
    guard got(.package) else {
      syntaxError("package statement must be first")
      return
    }
    scanner.pragmas = []
    tree.packageName = name()
    want(.semicolon)
    if !scanner.errors.isEmpty { return }

    let mark = pending.count
    var previous = Token.import
    while token != .endOfFile {
      if token == .import && previous != .import { syntaxError("imports must appear before other declarations") }
      if onlyImports && token != .import { break }
      previous = token
      if !topLevelDeclaration() {
        if token == .leftBrace, let last = pending[mark...].last, tree.endsWithoutBody(NodeID(raw: last)) {
          syntaxError("unexpected semicolon or newline before {")
        } else {
          syntaxError("non-declaration statement outside function body")
        }
        advance(to: Parser.declarationKeywords)
        continue
      }
      // Directives in a declaration are not for the next one; those between the two come with the next token.
      scanner.pragmas = []
      if token != .endOfFile && !got(.semicolon) {
        syntaxError("after top level declaration")
        advance(to: Parser.declarationKeywords)
      }
    }
    let declarations = takeList(from: mark)
    tree.declarations = tree.list(at: declarations)
    attachLinkNames()
  }

  static let declarationKeywords: [Token] = [.import, .const, .type, .var, .func]

  /// Pushes the declarations that begin with the current keyword; false when it begins none.
  mutating func topLevelDeclaration() -> Bool {
    switch token {
    case .import, .const, .type, .var: group(token)
    case .func:
      next()
      pending.append(functionDecl().raw)
    default: return false
    }
    return true
  }

  /// Gives functions the names that `//go:linkname` lines of the file say.
  private mutating func attachLinkNames() {
    tree.linkNames = scanner.linkNames
    guard !scanner.linkNames.isEmpty else { return }
    let targets = Dictionary(scanner.linkNames.map { ($0.local, $0.target) }, uniquingKeysWith: { $1 })
    for id in tree.nodes(tree.declarations) {
      guard case .function(let function) = tree[id], function.receiver.isNone,
        let target = targets[tree.symbol(of: function.name)]
      else { continue }
      tree.setLinkName(of: id, to: target)
    }
  }

  /// One declaration after its keyword, or several in parentheses.
  mutating func group(_ keyword: Token) {
    next()
    guard token == .leftParen else {
      pending.append(spec(keyword, group: 0, iota: 0).raw)
      return
    }
    scanner.pragmas = []
    next()
    tree.groupCount += 1
    let group = tree.groupCount
    var iota: UInt32 = 0
    while token != .endOfFile && token != .rightParen {
      pending.append(spec(keyword, group: group, iota: iota).raw)
      iota += 1
      guard endElement(of: "grouped declaration", separator: .semicolon, close: .rightParen) else { return }
    }
    want(.rightParen)
  }

  private mutating func spec(_ keyword: Token, group: UInt32, iota: UInt32) -> NodeID<Decl> {
    switch keyword {
    case .import: importSpec()
    case .const: constantSpec(group: group, iota: iota)
    case .type: typeSpec()
    default: variableSpec()
    }
  }

  /// ImportSpec = [ "." | name ] string
  private mutating func importSpec() -> NodeID<Decl> {
    let at = offset
    var local = NodeID<Expr>.none
    if token == .name {
      local = name()
    } else if token == .dot {
      local = tree.name(.dot, at: offset)
      next()
    }
    let path = optionalLiteral()
    if path.isNone {
      syntaxError("missing import path")
      advance(to: [.semicolon, .rightParen])
    } else if case .literal(let literal) = tree[path], !literal.isBad, literal.kind != .string {
      syntaxError(at: tree.offset(of: path), "import path must be a string")
      tree.records[Int(path.raw)].flags |= 1
    }
    return tree.append(Record(kind: .importDecl, offset: at, a: local.raw, b: path.raw))
  }

  /// ConstSpec = names [ [ Type ] "=" expressions ]
  private mutating func constantSpec(group: UInt32, iota: UInt32) -> NodeID<Decl> {
    let at = offset
    let names = nameList()
    var type = NodeID<Expr>.none
    var values: UInt32 = 0
    if token != .endOfFile && token != .semicolon && token != .rightParen {
      type = typeOrNone()
      if gotAssign() { values = expressionList() }
    }
    let words = tree.appendWords(names, type.raw, values)
    tree.words.append(group)
    return tree.append(Record(kind: .constantDecl, offset: at, a: words, b: iota))
  }

  /// VarSpec = names ( Type [ "=" expressions ] | "=" expressions )
  private mutating func variableSpec() -> NodeID<Decl> {
    let at = offset
    let names = nameList()
    var type = NodeID<Expr>.none
    var values: UInt32 = 0
    if gotAssign() {
      values = expressionList()
    } else {
      type = self.type()
      if gotAssign() { values = expressionList() }
    }
    let words = UInt32(tree.words.count)
    tree.words.append(names)
    tree.words.append(type.raw)
    return tree.append(Record(kind: .variableDecl, offset: at, a: words, b: values))
  }

  /// names, as the index of their list.
  private mutating func nameList() -> UInt32 {
    let first = name()
    guard token == .comma else { return tree.appendList(one: first.raw) }
    let mark = pending.count
    pending.append(first.raw)
    while got(.comma) { pending.append(name().raw) }
    return takeList(from: mark)
  }

  /// TypeSpec = name [ TypeParameters ] [ "=" ] Type
  private mutating func typeSpec() -> NodeID<Decl> {
    let at = offset
    scanner.pragmas = []
    let declared = name()
    var parameters: UInt32 = 0
    var isAlias = false
    var type: NodeID<Expr>
    if token == .leftBracket {
      let bracket = offset
      next()
      switch token {
      case .name:
        // An array's length or a type parameter: only what follows tells.
        var x = name()
        height = 1
        if token != .leftBracket {
          expressionLevel += 1
          x = binaryExpr(primaryExpr(x, keepParens: false), above: 0)
          expressionLevel -= 1
        }
        let (parameter, constraint) = splitParameter(x, force: token == .comma)
        if parameter.exists && (constraint.exists || token != .rightBracket) {
          parameters = parameterList(
            name: parameter, type: constraint, close: .rightBracket, requireNames: true, variadicAllowed: false)
          isAlias = gotAssign()
          type = typeOrNone()
        } else {
          type = arrayType(at: bracket, length: x)
        }
      case .rightBracket:
        next()
        type = sliceType(at: bracket)
      default: type = arrayType(at: bracket, length: .none)
      }
    } else {
      isAlias = gotAssign()
      type = typeOrNone()
    }
    if type.isNone {
      type = badExpr()
      syntaxError("in type declaration")
      advance(to: [.semicolon, .rightParen])
    }
    let words = UInt32(tree.words.count)
    tree.words.append(declared.raw)
    tree.words.append(parameters)
    return tree.append(Record(kind: .typeDecl, flags: isAlias ? 1 : 0, offset: at, a: words, b: type.raw))
  }

  /// Takes an expression `P C` apart that was read as one, such as `P *C` or `P (C)`: into the name of a type parameter
  /// and its constraint, if `C` can only be a type or `force` says that it is one. A lone name gives only a name,
  /// anything else nothing. What was a binary expression is changed in place.
  private mutating func splitParameter(_ x: NodeID<Expr>, force: Bool) -> (name: NodeID<Expr>, type: NodeID<Expr>) {
    var force = force
    var first = x
    var union = NodeID<Expr>.none
    while case .binary(.or, let left, let right) = tree[first] {
      force = force || tree.isTypeElement(right)
      union = first
      first = left
    }
    let (name, type) = splitTerm(first, force: force)
    if union.isNone || name.isNone { return (name, type) }
    if type.isNone { return (.none, .none) }
    tree.records[Int(union.raw)].a = type.raw
    return (name, x)
  }

  private mutating func splitTerm(_ x: NodeID<Expr>, force: Bool) -> (name: NodeID<Expr>, type: NodeID<Expr>) {
    switch tree[x] {
    case .name: return (x, .none)
    case .binary(.multiply, let left, let right):
      if case .name = tree[left], force || tree.isTypeElement(right) {
        tree.records[Int(x.raw)] = Record(kind: .star, offset: tree.offset(of: x), a: right.raw)
        return (left, x)
      }
    case .call(let callee, let arguments, spread: false):
      if case .name = tree[callee], arguments.count == 1, force || tree.isTypeElement(tree[arguments, 0]) {
        return (callee, tree.unparenthesized(tree[arguments, 0]))
      }
    default: break
    }
    return (.none, .none)
  }

  /// FunctionDecl = "func" [ Receiver ] name [ TypeParameters ] Signature [ Block ], after "func".
  mutating func functionDecl() -> NodeID<Decl> {
    let at = offset
    let pragmas = scanner.pragmas
    scanner.pragmas = []
    var receiver = NodeID<Field>.none
    var hasReceiver = false
    if got(.leftParen) {
      hasReceiver = true
      let fields = parameterList(
        name: .none, type: .none, close: .rightParen, requireNames: false, variadicAllowed: false)
      let list: NodeList<Field> = tree.list(at: fields)
      if list.isEmpty {
        error("method has no receiver")
      } else {
        if list.count > 1 { error("method has multiple receivers") }
        receiver = tree[list, 0]
      }
    }
    let declared: NodeID<Expr>
    let type: NodeID<Expr>
    var parameters: UInt32 = 0
    if token == .name {
      declared = name()
      (parameters, type) = signature(context: nil)
    } else {
      declared = tree.name(.blank, at: offset)
      type = tree.append(Record(kind: .functionType, offset: offset))
      syntaxError(hasReceiver ? "expected name" : "expected name or (")
      advance(to: [.leftBrace, .semicolon])
    }
    var body = NodeID<Stmt>.none
    var braces: (UInt32, UInt32)?
    if token == .leftBrace {
      let open = offset
      if bodies == .skip, let close = scanner.closingBrace(from: Int(open)) {
        scanner.jump(toBrace: close)
        next()
        braces = (open, UInt32(close))
      } else {
        body = functionBody()
        braces = (open, tree.records[Int(body.raw)].b)
      }
    }
    return tree.functionDecl(
      receiver: receiver, name: declared, typeParameters: parameters, type: type, body: body, braces: braces,
      pragmas: pragmas, linkName: .none, at: at)
  }

  /// The block of a function, with its labels and branches checked.
  mutating func functionBody() -> NodeID<Stmt> {
    functionDepth += 1
    let errors = syntaxErrorCount
    let branches = branchCount
    let body = block(context: "")
    functionDepth -= 1
    // After a syntax error the labels may be the wrong ones.
    if branchCount != branches && syntaxErrorCount == errors { checkBranches(of: body) }
    return body
  }

  /// name, as a node; `_` after an error.
  mutating func name() -> NodeID<Expr> {
    if token == .name {
      let id = tree.name(scanner.symbol, at: offset)
      next()
      return id
    }
    let id = tree.name(.blank, at: offset)
    syntaxError("expected name")
    advance()
    return id
  }

  /// A literal, or none when the token is none.
  mutating func optionalLiteral() -> NodeID<Expr> { token == .literal ? literal() : .none }

  /// - Precondition: the token is a literal.
  mutating func literal() -> NodeID<Expr> {
    let flags = UInt16(scanner.literalKind.rawValue) << 1 | (scanner.literalIsBad ? 1 : 0)
    let length = UInt32(truncatingIfNeeded: scanner.at - scanner.start)
    let id: NodeID<Expr> = tree.append(Record(kind: .literal, flags: flags, offset: offset, b: length))
    next()
    return id
  }
}
