// SPDX-License-Identifier: Apache-2.0
//
// Statements.

/// A statement, one level deep; children are ids of the same tree.
@frozen public enum Stmt: Sendable {
  /// Absent: what ``NodeID/none`` yields.
  case none
  case empty
  case labeled(label: NodeID<Expr>, NodeID<Stmt>)
  /// `close` is the offset of `}`.
  case block(NodeList<Stmt>, close: UInt32)
  case expression(NodeID<Expr>)
  case send(channel: NodeID<Expr>, value: NodeID<Expr>)
  /// const, type and var declarations inside functions.
  case declaration(NodeList<Decl>)
  /// `a, b = x, y`
  case assign(NodeList<Expr>, NodeList<Expr>)
  /// `a, b := x, y`
  case define(NodeList<Expr>, NodeList<Expr>)
  /// `a op= x`
  case operate(Token, NodeID<Expr>, NodeID<Expr>)
  /// `a++` as `.add`, `a--` as `.subtract`.
  case increment(Token, NodeID<Expr>)
  /// `.break`, `.continue`, `.goto`, `.fallthrough`; the label may be none.
  case branch(Token, label: NodeID<Expr>)
  /// The expression should be a call; the checker says so when it is not.
  case go(NodeID<Expr>)
  case `defer`(NodeID<Expr>)
  case `return`(NodeList<Expr>)
  /// `otherwise` is none, an `.if` or a `.block`.
  case `if`(initial: NodeID<Stmt>, condition: NodeID<Expr>, then: NodeID<Stmt>, otherwise: NodeID<Stmt>)
  case `for`(initial: NodeID<Stmt>, condition: NodeID<Expr>, post: NodeID<Stmt>, body: NodeID<Stmt>)
  /// `for lhs := range x`; `lhs` may be empty, `at` is the offset of `range`.
  case range(NodeList<Expr>, define: Bool, NodeID<Expr>, body: NodeID<Stmt>, at: UInt32)
  /// An expression switch; the tag may be none.
  case `switch`(initial: NodeID<Stmt>, tag: NodeID<Expr>, NodeList<CaseClause>, close: UInt32)
  /// The guard is a `.typeSwitchGuard`.
  case typeSwitch(initial: NodeID<Stmt>, guard: NodeID<Expr>, NodeList<CaseClause>, close: UInt32)
  case select(NodeList<CommClause>, close: UInt32)
}

/// `case a, b:` or `default:` of a switch, and what follows it.
@frozen public struct CaseClause: Sendable {
  /// Empty for `default`.
  public let cases: NodeList<Expr>
  public let isDefault: Bool
  public let body: NodeList<Stmt>
  /// Offset of the colon.
  public let colon: UInt32

  @inlinable init(cases: NodeList<Expr>, isDefault: Bool, body: NodeList<Stmt>, colon: UInt32) {
    self.cases = cases
    self.isDefault = isDefault
    self.body = body
    self.colon = colon
  }
}

/// `case ch <- v:`, `case v := <-ch:` or `default:` of a select, and what follows it.
@frozen public struct CommClause: Sendable {
  /// A send, an expression, an assignment or a definition; none for `default`.
  public let comm: NodeID<Stmt>
  public let body: NodeList<Stmt>
  /// Offset of the colon.
  public let colon: UInt32

  @inlinable init(comm: NodeID<Stmt>, body: NodeList<Stmt>, colon: UInt32) {
    self.comm = comm
    self.body = body
    self.colon = colon
  }
}
