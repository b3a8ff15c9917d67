// SPDX-License-Identifier: Apache-2.0
//
// Expressions and types, which Go's grammar does not tell apart before names are resolved.

/// An expression or a type, one level deep; children are ids of the same tree.
@frozen public enum Expr: Sendable {
  /// Absent: what ``NodeID/none`` yields.
  case none
  /// A place where an expression was expected; the error has been reported.
  case bad
  case name(Symbol)
  case literal(Literal)
  /// `type{elements}`; no type inside another literal. Elements may be `.keyValue`. `close` is the offset of `}`.
  case composite(type: NodeID<Expr>, elements: NodeList<Expr>, close: UInt32)
  /// `key: value`, only in composite literals.
  case keyValue(key: NodeID<Expr>, value: NodeID<Expr>)
  /// `func(…) {…}`; the type is a `.functionType`.
  case function(type: NodeID<Expr>, body: NodeID<Stmt>)
  case paren(NodeID<Expr>)
  /// `x.name`; the second is a `.name` node of its own.
  case selector(NodeID<Expr>, name: NodeID<Expr>)
  /// `x[i]`, or an instantiation `x[T1, T2]`. Never empty.
  case index(NodeID<Expr>, NodeList<Expr>)
  /// `x[low:high:max]`; `full` when the second colon was there.
  case slice(NodeID<Expr>, low: NodeID<Expr>, high: NodeID<Expr>, max: NodeID<Expr>, full: Bool)
  /// `x.(type)` with a type.
  case assertion(NodeID<Expr>, type: NodeID<Expr>)
  /// `x.(type)` or `name := x.(type)`, legal only as the tag of a switch.
  case typeSwitchGuard(name: NodeID<Expr>, NodeID<Expr>)
  /// `*x`: a dereference or a pointer type.
  case star(NodeID<Expr>)
  /// `+ - ! ^ & <- ~`; `&` is `.and`, a receive `.arrow`, `~T` `.tilde`.
  case unary(Token, NodeID<Expr>)
  /// Also unions of interface elements: `.or`.
  case binary(Token, NodeID<Expr>, NodeID<Expr>)
  /// `spread` when the last argument is followed by `...`.
  case call(NodeID<Expr>, NodeList<Expr>, spread: Bool)

  /// `[length]element`; a length of none is `[...]`.
  case arrayType(length: NodeID<Expr>, element: NodeID<Expr>)
  case sliceType(NodeID<Expr>)
  /// `...T` of the last parameter.
  case variadicType(NodeID<Expr>)
  case structType(NodeList<Field>, close: UInt32)
  /// Fields with a name are methods, those without are embedded elements.
  case interfaceType(NodeList<Field>, close: UInt32)
  case functionType(parameters: NodeList<Field>, results: NodeList<Field>)
  case mapType(key: NodeID<Expr>, value: NodeID<Expr>)
  case channelType(ChannelDirection, NodeID<Expr>)
}

/// Which operations a channel type allows.
@frozen public enum ChannelDirection: UInt8, Sendable {
  case both, send, receive
}

/// A literal: its kind and the bytes it is written with.
@frozen public struct Literal: Hashable, Sendable {
  public let kind: Kind
  /// The text has a syntax error that was reported.
  public let isBad: Bool
  public let offset: UInt32
  public let length: UInt32

  @inlinable init(kind: Kind, isBad: Bool, offset: UInt32, length: UInt32) {
    self.kind = kind
    self.isBad = isBad
    self.offset = offset
    self.length = length
  }

  @frozen public enum Kind: UInt8, Sendable {
    case integer, float, imaginary, rune, string
  }
}

/// A parameter, result, type parameter, struct field, method of an interface, or embedded element. Fields declared
/// together (`a, b int`) share the node of their type.
@frozen public struct Field: Sendable {
  /// A `.name` node; none when the parameter has no name or the element is embedded.
  public let name: NodeID<Expr>
  public let type: NodeID<Expr>
  /// A string literal after a struct's field, or none.
  public let tag: NodeID<Expr>

  @inlinable init(name: NodeID<Expr>, type: NodeID<Expr>, tag: NodeID<Expr>) {
    self.name = name
    self.type = type
    self.tag = tag
  }
}
