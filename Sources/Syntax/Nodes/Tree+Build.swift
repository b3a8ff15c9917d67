// SPDX-License-Identifier: Apache-2.0
//
// How the parser makes nodes: the other half of the layouts that `Tree+Views.swift` reads.

extension Tree {
  mutating func append<View>(_ record: Record) -> NodeID<View> {
    records.append(record)
    return NodeID(raw: UInt32(truncatingIfNeeded: records.count - 1))
  }

  /// Writes words in a row; gives the index of the first.
  mutating func appendWords(_ first: UInt32, _ second: UInt32, _ third: UInt32) -> UInt32 {
    let at = UInt32(truncatingIfNeeded: words.count)
    words.append(first)
    words.append(second)
    words.append(third)
    return at
  }

  /// Writes a list; gives its index.
  mutating func appendList(_ ids: ArraySlice<UInt32>) -> UInt32 {
    if ids.isEmpty { return 0 }
    let at = UInt32(truncatingIfNeeded: words.count)
    words.append(UInt32(truncatingIfNeeded: ids.count))
    words.append(contentsOf: ids)
    return at
  }

  /// Writes a list of one; gives its index.
  mutating func appendList(one id: UInt32) -> UInt32 {
    let at = UInt32(truncatingIfNeeded: words.count)
    words.append(1)
    words.append(id)
    return at
  }

  mutating func name(_ symbol: Symbol, at offset: UInt32) -> NodeID<Expr> {
    append(Record(kind: .name, offset: offset, a: symbol.raw))
  }

  mutating func unary(
    _ kind: Kind, _ token: Token = .endOfFile, flags: UInt16 = 0, at offset: UInt32, _ x: NodeID<Expr>
  )
    -> NodeID<Expr>
  {
    append(Record(kind: kind, token: token, flags: flags, offset: offset, a: x.raw))
  }

  mutating func pair(
    _ kind: Kind, _ token: Token = .endOfFile, flags: UInt16 = 0, at offset: UInt32, _ x: NodeID<Expr>,
    _ y: NodeID<Expr>
  ) -> NodeID<Expr> {
    append(Record(kind: kind, token: token, flags: flags, offset: offset, a: x.raw, b: y.raw))
  }

  /// The elements' list is written directly after the word that holds the brace.
  mutating func composite(type: NodeID<Expr>, elements: ArraySlice<UInt32>, at offset: UInt32, close: UInt32)
    -> NodeID<Expr>
  {
    words.append(close)
    let list = UInt32(words.count)
    words.append(UInt32(elements.count))
    words.append(contentsOf: elements)
    return append(Record(kind: .composite, offset: offset, a: type.raw, b: list))
  }

  mutating func field(name: NodeID<Expr>, type: NodeID<Expr>, tag: NodeID<Expr> = .none, at offset: UInt32)
    -> NodeID<Field>
  {
    if tag.isNone { return append(Record(kind: .field, offset: offset, a: name.raw, b: type.raw)) }
    let at = UInt32(words.count)
    words.append(type.raw)
    words.append(tag.raw)
    return append(Record(kind: .field, flags: 1, offset: offset, a: name.raw, b: at))
  }

  /// - Parameter braces: offsets of the body's braces, nil for a function without a body.
  mutating func functionDecl(
    receiver: NodeID<Field>, name: NodeID<Expr>, typeParameters: UInt32, type: NodeID<Expr>, body: NodeID<Stmt>,
    braces: (open: UInt32, close: UInt32)?, pragmas: Pragmas, linkName: Symbol, at offset: UInt32
  ) -> NodeID<Decl> {
    let at = appendWords(receiver.raw, name.raw, typeParameters)
    _ = appendWords(type.raw, braces?.open ?? 0, braces?.close ?? 0)
    words.append(linkName.raw)
    return append(Record(kind: .functionDecl, flags: pragmas.rawValue, offset: offset, a: at, b: body.raw))
  }

  /// Where the body of a function declaration opens; 0 when it has none.
  func bodyOpen(of id: NodeID<Decl>) -> UInt32 { words[Int(records[Int(id.raw)].a) + 4] }

  mutating func setLinkName(of id: NodeID<Decl>, to name: Symbol) {
    words[Int(records[Int(id.raw)].a) + 6] = name.raw
  }

  func kind<View>(of id: NodeID<View>) -> Kind { records[Int(id.raw)].kind }

  mutating func setBody(of id: NodeID<Decl>, to body: NodeID<Stmt>) { records[Int(id.raw)].b = body.raw }
}
