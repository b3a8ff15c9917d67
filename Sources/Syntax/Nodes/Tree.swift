// SPDX-License-Identifier: Apache-2.0
//
// The syntax tree of one file: two arrays, and views that are made when they are asked for.
//
// How.      A record of 16 bytes per node holds kind, token, flags, position and two words; a node with more children
//           keeps them in `words` and the record says where. A list is a word with its count and then its ids, so a
//           list fits in one word of a record; index 0 is the empty list. `tree[id]` decodes a record to a plain enum,
//           which a pass switches over. Bodies parsed late append to the same arrays, so ids never change.
// Why not.  Indirect enums or classes: five times the memory traffic and a third of the time in retain and release.
// Upholds.  Record 0 is the absent node of every view. A node's children have smaller ids than the node (except the
//           body of a function parsed late), so no walk can loop.

public import Source

/// The syntax tree of one file.
public struct Tree: Sendable {
  /// The text the tree was made from.
  public let source: SourceFile
  @usableFromInline var records: [Record]
  @usableFromInline var words: [UInt32]
  /// The name in the package clause, or none.
  public internal(set) var packageName: NodeID<Expr> = .none
  /// The file's declarations in order, imports first.
  public internal(set) var declarations: NodeList<Decl> = .empty
  /// What a person typed at the prompt, in order; functions and imports stand in `.declaration` statements.
  public internal(set) var entry: NodeList<Stmt> = .empty
  /// What the `//go:linkname` lines of the file say.
  public internal(set) var linkNames: [(local: Symbol, target: Symbol)] = []
  /// How many parenthesised groups of constants there are.
  var groupCount: UInt32 = 0

  public init(source: SourceFile) {
    self.source = source
    records = [Record(kind: .none, offset: 0)]
    words = [0]
  }

  /// A tree that stands in while the real one is lent out.
  init(lent source: SourceFile) {
    self.source = source
    records = []
    words = []
  }

  /// One more than the largest node id; what a ``Column`` needs.
  @inlinable public var count: Int { records.count }

  /// The nodes of a list.
  @inlinable public func nodes<View>(_ list: NodeList<View>) -> NodeSequence<View> {
    NodeSequence(words: words, list: list)
  }

  /// The node at an index of a list.
  /// - Precondition: `index` is less than the list's count.
  @inlinable public subscript<View>(list: NodeList<View>, index: Int) -> NodeID<View> {
    NodeID(raw: words[Int(list.start) + index])
  }

  @inlinable func list<View>(at index: UInt32) -> NodeList<View> {
    NodeList(start: index + 1, length: words[Int(index)])
  }

  @inlinable func node<View>(at index: Int) -> NodeID<View> { NodeID(raw: words[index]) }
}

/// What a node is. The raw value is private to the tree.
@frozen @usableFromInline enum Kind: UInt8, Sendable {
  case none
  // Expressions.
  case bad, name, literal, composite, keyValue, function, paren, selector, index, slice, assertion, typeSwitchGuard
  case star, unary, binary, call
  case arrayType, sliceType, variadicType, structType, interfaceType, functionType, mapType, channelType
  // Statements.
  case empty, labeled, block, expression, send, declaration, assign, define, operate, increment, branch, go, deferred
  case returned, ifThen, forLoop, range, switched, typeSwitch, select
  // Declarations.
  case importDecl, constantDecl, variableDecl, typeDecl, functionDecl
  // Parts.
  case field, caseClause, commClause
}

/// One node. What `flags`, `a` and `b` mean is said by the subscript that decodes the kind.
@frozen @usableFromInline struct Record: Sendable {
  @usableFromInline var kind: Kind
  @usableFromInline var token: Token
  @usableFromInline var flags: UInt16
  /// Where Go's compiler says the node is: the operator of a binary expression, the dot of a selector, the
  /// parenthesis of a call.
  @usableFromInline var offset: UInt32
  @usableFromInline var a: UInt32
  @usableFromInline var b: UInt32

  @inline(__always)
  init(kind: Kind, token: Token = .endOfFile, flags: UInt16 = 0, offset: UInt32, a: UInt32 = 0, b: UInt32 = 0) {
    self.kind = kind
    self.token = token
    self.flags = flags
    self.offset = offset
    self.a = a
    self.b = b
  }
}
