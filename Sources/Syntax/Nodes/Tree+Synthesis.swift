// SPDX-License-Identifier: Apache-2.0
//
// Nodes that no text was written for: what a session adds around the statements that a person typed.

extension Tree {
  /// A name at the place of another node.
  public mutating func addName(_ symbol: Symbol, at offset: UInt32) -> NodeID<Expr> { name(symbol, at: offset) }

  /// A string literal without text, whose value the checker records.
  public mutating func addString(at offset: UInt32) -> NodeID<Expr> {
    append(
      Record(kind: .literal, flags: UInt16(Literal.Kind.string.rawValue) << 1, offset: offset, a: 0, b: 0))
  }

  /// A call as a statement.
  public mutating func addCall(
    of callee: NodeID<Expr>, _ arguments: [NodeID<Expr>], at offset: UInt32
  ) -> (call: NodeID<Expr>, statement: NodeID<Stmt>) {
    let list = appendList(arguments.map(\.raw)[...])
    let call: NodeID<Expr> = append(Record(kind: .call, offset: offset, a: callee.raw, b: list))
    return (call, append(Record(kind: .expression, offset: offset, a: call.raw)))
  }

  /// Whether there is a `go` statement anywhere in it.
  public var startsGoroutines: Bool { records.contains { $0.kind == .go } }

  /// The function literals that are the callee of a call: nothing else has their values.
  public var literalsCalledInPlace: Set<NodeID<Expr>> {
    var found: Set<NodeID<Expr>> = []
    for record in records where record.kind == .call {
      var callee = Int(record.a)
      while records[callee].kind == .paren { callee = Int(records[callee].a) }
      if records[callee].kind == .function { found.insert(NodeID(raw: UInt32(callee))) }
    }
    return found
  }

  /// An assignment.
  public mutating func addAssignment(
    to left: [NodeID<Expr>], _ right: [NodeID<Expr>], at offset: UInt32
  ) -> NodeID<Stmt> {
    let targets = appendList(left.map(\.raw)[...])
    let values = appendList(right.map(\.raw)[...])
    return append(Record(kind: .assign, offset: offset, a: targets, b: values))
  }

  /// A block of statements.
  public mutating func addBlock(_ statements: [NodeID<Stmt>], close: UInt32) -> NodeID<Stmt> {
    let list = appendList(statements.map(\.raw)[...])
    return append(Record(kind: .block, offset: 0, a: list, b: close))
  }
}
