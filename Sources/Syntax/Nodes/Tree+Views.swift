// SPDX-License-Identifier: Apache-2.0
//
// Records decoded to views. The layout of every kind of node is written here and in `Tree+Build.swift`, nowhere else.

extension Tree {
  @inlinable public subscript(id: NodeID<Expr>) -> Expr {
    let record = records[Int(id.raw)]
    let a = record.a
    let b = record.b
    switch record.kind {
    case .bad: return .bad
    case .name: return .name(Symbol(raw: a))
    case .literal:
      return .literal(
        Literal(
          kind: Literal.Kind(rawValue: UInt8(truncatingIfNeeded: record.flags >> 1)) ?? .integer,
          isBad: record.flags & 1 != 0, offset: record.offset, length: b))
    case .composite:
      return .composite(type: NodeID(raw: a), elements: list(at: b), close: words[Int(b) - 1])
    case .keyValue: return .keyValue(key: NodeID(raw: a), value: NodeID(raw: b))
    case .function: return .function(type: NodeID(raw: a), body: NodeID(raw: b))
    case .paren: return .paren(NodeID(raw: a))
    case .selector: return .selector(NodeID(raw: a), name: NodeID(raw: b))
    case .index: return .index(NodeID(raw: a), list(at: b))
    case .slice:
      let at = Int(b)
      return .slice(
        NodeID(raw: a), low: node(at: at), high: node(at: at + 1), max: node(at: at + 2), full: record.flags != 0)
    case .assertion: return .assertion(NodeID(raw: a), type: NodeID(raw: b))
    case .typeSwitchGuard: return .typeSwitchGuard(name: NodeID(raw: b), NodeID(raw: a))
    case .star: return .star(NodeID(raw: a))
    case .unary: return .unary(record.token, NodeID(raw: a))
    case .binary: return .binary(record.token, NodeID(raw: a), NodeID(raw: b))
    case .call: return .call(NodeID(raw: a), list(at: b), spread: record.flags != 0)
    case .arrayType: return .arrayType(length: NodeID(raw: a), element: NodeID(raw: b))
    case .sliceType: return .sliceType(NodeID(raw: a))
    case .variadicType: return .variadicType(NodeID(raw: a))
    case .structType: return .structType(list(at: a), close: b)
    case .interfaceType: return .interfaceType(list(at: a), close: b)
    case .functionType: return .functionType(parameters: list(at: a), results: list(at: b))
    case .mapType: return .mapType(key: NodeID(raw: a), value: NodeID(raw: b))
    case .channelType:
      return .channelType(
        ChannelDirection(rawValue: UInt8(truncatingIfNeeded: record.flags)) ?? .both, NodeID(raw: a))
    default: return .none
    }
  }

  @inlinable public subscript(id: NodeID<Stmt>) -> Stmt {
    let record = records[Int(id.raw)]
    let a = record.a
    let b = record.b
    let at = Int(a)
    switch record.kind {
    case .empty: return .empty
    case .labeled: return .labeled(label: NodeID(raw: a), NodeID(raw: b))
    case .block: return .block(list(at: a), close: b)
    case .expression: return .expression(NodeID(raw: a))
    case .send: return .send(channel: NodeID(raw: a), value: NodeID(raw: b))
    case .declaration: return .declaration(list(at: a))
    case .assign: return .assign(list(at: a), list(at: b))
    case .define: return .define(list(at: a), list(at: b))
    case .operate: return .operate(record.token, NodeID(raw: a), NodeID(raw: b))
    case .increment: return .increment(record.token, NodeID(raw: a))
    case .branch: return .branch(record.token, label: NodeID(raw: a))
    case .go: return .go(NodeID(raw: a))
    case .deferred: return .defer(NodeID(raw: a))
    case .returned: return .return(list(at: a))
    case .ifThen:
      return .if(
        initial: node(at: at), condition: node(at: at + 1), then: node(at: at + 2), otherwise: NodeID(raw: b))
    case .forLoop:
      return .for(initial: node(at: at), condition: node(at: at + 1), post: node(at: at + 2), body: NodeID(raw: b))
    case .range:
      return .range(
        list(at: words[at]), define: record.flags != 0, node(at: at + 1), body: NodeID(raw: b), at: words[at + 2])
    case .switched:
      return .switch(initial: node(at: at), tag: node(at: at + 1), list(at: words[at + 2]), close: b)
    case .typeSwitch:
      return .typeSwitch(initial: node(at: at), guard: node(at: at + 1), list(at: words[at + 2]), close: b)
    case .select: return .select(list(at: a), close: b)
    default: return .none
    }
  }

  @inlinable public subscript(id: NodeID<Decl>) -> Decl {
    let record = records[Int(id.raw)]
    let at = Int(record.a)
    switch record.kind {
    case .importDecl: return .import(name: NodeID(raw: record.a), path: NodeID(raw: record.b))
    case .constantDecl:
      return .constant(
        ConstantDecl(
          names: list(at: words[at]), type: node(at: at + 1), values: list(at: words[at + 2]),
          group: words[at + 3], iota: record.b))
    case .variableDecl:
      return .variable(names: list(at: words[at]), type: node(at: at + 1), values: list(at: record.b))
    case .typeDecl:
      return .type(
        TypeDecl(
          name: node(at: at), typeParameters: list(at: words[at + 1]), isAlias: record.flags != 0,
          type: NodeID(raw: record.b)))
    case .functionDecl:
      let body: FunctionBody =
        record.b != 0 ? .parsed(NodeID(raw: record.b)) : words[at + 4] != 0 ? .skipped : .absent
      return .function(
        FunctionDecl(
          receiver: node(at: at), name: node(at: at + 1), typeParameters: list(at: words[at + 2]),
          type: node(at: at + 3), body: body, pragmas: Pragmas(rawValue: record.flags),
          linkName: Symbol(raw: words[at + 6])))
    default: return .none
    }
  }

  @inlinable public subscript(id: NodeID<Field>) -> Field {
    let record = records[Int(id.raw)]
    if record.flags == 0 { return Field(name: NodeID(raw: record.a), type: NodeID(raw: record.b), tag: .none) }
    return Field(name: NodeID(raw: record.a), type: node(at: Int(record.b)), tag: node(at: Int(record.b) + 1))
  }

  @inlinable public subscript(id: NodeID<CaseClause>) -> CaseClause {
    let record = records[Int(id.raw)]
    return CaseClause(
      cases: list(at: record.a), isDefault: record.flags != 0, body: list(at: words[Int(record.b)]),
      colon: words[Int(record.b) + 1])
  }

  @inlinable public subscript(id: NodeID<CommClause>) -> CommClause {
    let record = records[Int(id.raw)]
    return CommClause(
      comm: NodeID(raw: record.a), body: list(at: words[Int(record.b)]), colon: words[Int(record.b) + 1])
  }

  /// The symbol of a `.name` node; none for any other.
  @inlinable public func symbol(of id: NodeID<Expr>) -> Symbol {
    let record = records[Int(id.raw)]
    return record.kind == .name ? Symbol(raw: record.a) : .none
  }
}
