// SPDX-License-Identifier: Apache-2.0
//
// Declarations. A group in parentheses is not a node: each of its lines is a declaration that knows its group.

/// A declaration, one level deep; children are ids of the same tree.
@frozen public enum Decl: Sendable {
  /// Absent: what ``NodeID/none`` yields.
  case none
  /// The name is none, a name, `.` or `_`; the path is a string literal, or none after an error.
  case `import`(name: NodeID<Expr>, path: NodeID<Expr>)
  case constant(ConstantDecl)
  case variable(names: NodeList<Expr>, type: NodeID<Expr>, values: NodeList<Expr>)
  case type(TypeDecl)
  case function(FunctionDecl)
}

/// One line of a const declaration.
@frozen public struct ConstantDecl: Sendable {
  public let names: NodeList<Expr>
  public let type: NodeID<Expr>
  /// Empty: type and values are those of the nearest line above in the same group that has values.
  public let values: NodeList<Expr>
  /// Which parenthesised group of the file the line is in; 0 for none.
  public let group: UInt32
  /// The value of `iota` on this line.
  public let iota: UInt32

  @inlinable init(
    names: NodeList<Expr>, type: NodeID<Expr>, values: NodeList<Expr>, group: UInt32, iota: UInt32
  ) {
    self.names = names
    self.type = type
    self.values = values
    self.group = group
    self.iota = iota
  }
}

/// `type name[parameters] type`, or with `=` an alias.
@frozen public struct TypeDecl: Sendable {
  public let name: NodeID<Expr>
  public let typeParameters: NodeList<Field>
  public let isAlias: Bool
  public let type: NodeID<Expr>

  @inlinable init(name: NodeID<Expr>, typeParameters: NodeList<Field>, isAlias: Bool, type: NodeID<Expr>) {
    self.name = name
    self.typeParameters = typeParameters
    self.isAlias = isAlias
    self.type = type
  }
}

/// A function or method.
@frozen public struct FunctionDecl: Sendable {
  /// None for a function.
  public let receiver: NodeID<Field>
  public let name: NodeID<Expr>
  public let typeParameters: NodeList<Field>
  /// A `.functionType`.
  public let type: NodeID<Expr>
  public let body: FunctionBody
  public let pragmas: Pragmas
  /// The name given by `//go:linkname local name`, or none.
  public let linkName: Symbol

  @inlinable init(
    receiver: NodeID<Field>, name: NodeID<Expr>, typeParameters: NodeList<Field>, type: NodeID<Expr>,
    body: FunctionBody, pragmas: Pragmas, linkName: Symbol
  ) {
    self.receiver = receiver
    self.name = name
    self.typeParameters = typeParameters
    self.type = type
    self.body = body
    self.pragmas = pragmas
    self.linkName = linkName
  }
}

/// What a function declaration has for a body.
@frozen public enum FunctionBody: Sendable {
  /// No braces: the function is native.
  case absent
  /// The braces are there and what stands between them has not been parsed: see `Parser.parseBody`.
  case skipped
  /// A `.block`.
  case parsed(NodeID<Stmt>)
}

/// The `//go:` comments above a declaration that Loam heeds.
@frozen public struct Pragmas: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16

  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let noInline = Pragmas(rawValue: 1 << 0)
  public static let noSplit = Pragmas(rawValue: 1 << 1)
  /// Pointer arguments of a function without a body do not escape.
  public static let noEscape = Pragmas(rawValue: 1 << 2)
  public static let linkName = Pragmas(rawValue: 1 << 3)
  public static let notInHeap = Pragmas(rawValue: 1 << 4)
  public static let noRace = Pragmas(rawValue: 1 << 5)
  public static let noCheckPointer = Pragmas(rawValue: 1 << 6)
  public static let uintptrEscapes = Pragmas(rawValue: 1 << 7)
  public static let uintptrKeepAlive = Pragmas(rawValue: 1 << 8)
}
