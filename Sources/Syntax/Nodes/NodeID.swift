// SPDX-License-Identifier: Apache-2.0
//
// Names of nodes: dense numbers whose phantom type is the view that the tree yields for them.
//
// How.      Every node of a file, of whatever view, has its own number, from 1 without gaps; 0 is "absent". A pass keeps
//           its results in a `Column`, an array indexed by that number.
// Why not.  References: retain and release are a third of the time of every pass over a tree of objects.

/// A node of a ``Tree``, or none. `View` is what `tree[id]` gives: ``Expr``, ``Stmt``, ``Decl``, ``Field`` and so on.
@frozen public struct NodeID<View>: Hashable, Sendable {
  public let raw: UInt32

  @inlinable public init(raw: UInt32) { self.raw = raw }

  /// The absent node.
  @inlinable public static var none: NodeID { NodeID(raw: 0) }

  @inlinable public var isNone: Bool { raw == 0 }
  @inlinable public var exists: Bool { raw != 0 }
}

/// Several nodes in order: a part of the tree's words. Iterate with `tree.nodes(list)`.
@frozen public struct NodeList<View>: Hashable, Sendable {
  @usableFromInline let start: UInt32
  @usableFromInline let length: UInt32

  @inlinable init(start: UInt32, length: UInt32) {
    self.start = start
    self.length = length
  }

  @inlinable public static var empty: NodeList { NodeList(start: 0, length: 0) }

  @inlinable public var count: Int { Int(length) }
  @inlinable public var isEmpty: Bool { length == 0 }
}

/// The nodes of a list as a collection.
@frozen public struct NodeSequence<View>: RandomAccessCollection, Sendable {
  @usableFromInline let words: [UInt32]
  @usableFromInline let start: Int
  @usableFromInline let length: Int

  @inlinable init(words: [UInt32], list: NodeList<View>) {
    self.words = words
    self.start = Int(list.start)
    self.length = Int(list.length)
  }

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { length }
  @inlinable public subscript(index: Int) -> NodeID<View> { NodeID(raw: words[start + index]) }
}

/// A value for each node of a tree: what a pass found out. It grows when the tree does.
@frozen public struct Column<View, Value> {
  @usableFromInline var values: [Value]
  @usableFromInline let empty: Value

  /// A column in which every node of `tree` has the value `empty`, as have nodes that are added later.
  @inlinable public init(for tree: Tree, empty: Value) {
    values = [Value](repeating: empty, count: tree.count)
    self.empty = empty
  }

  @inlinable public subscript(node: NodeID<View>) -> Value {
    get {
      let index = Int(node.raw)
      return index < values.count ? values[index] : empty
    }
    set {
      let index = Int(node.raw)
      if index >= values.count { grow(to: index + 1) }
      values[index] = newValue
    }
  }

  /// Makes room for all nodes of `tree` at once, after bodies were parsed late.
  @inlinable public mutating func grow(with tree: Tree) { grow(to: tree.count) }

  @inlinable mutating func grow(to count: Int) {
    guard count > values.count else { return }
    values.reserveCapacity(Swift.max(count, values.count * 3 / 2))
    values.append(contentsOf: repeatElement(empty, count: count - values.count))
  }
}

extension Column: Sendable where Value: Sendable {}
