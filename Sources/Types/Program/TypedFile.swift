// SPDX-License-Identifier: Apache-2.0
//
// TypedFile.swift — a file's tree and what the checker found out about each of its nodes.
//
// How.      One record of 20 bytes per node in one array indexed by the node's number; it grows with the tree when a
//           body is parsed late.
// Why not.  Dictionaries from nodes: the later rooms ask for the type of every expression.

import Source
import Syntax

/// A file of a package with its results.
public final class TypedFile {
  @usableFromInline struct Facts {
    @usableFromInline var type: TypeID = .invalid
    @usableFromInline var object: ObjectID = .none
    @usableFromInline var constant: ConstantID = .none
    /// Expressions: an index into `selections`, or a function id; statements: a target.
    @usableFromInline var extra: UInt32 = 0
    @usableFromInline var mode: OperandMode = .invalid
    /// 0 no call, 1 call, 2 conversion, 3 and more a predeclared function.
    @usableFromInline var call: UInt8 = 0
    @usableFromInline var isCommaOk = false
    /// An untyped constant shifted by a variable count: its type comes from the context and must be an integer type.
    var isShiftOperand = false

    init() {}
  }

  public let id: FileID
  public let package: PackageID
  @exclusivity(unchecked) public internal(set) var tree: Tree
  @exclusivity(unchecked) @usableFromInline var facts: [Facts]
  @exclusivity(unchecked) @usableFromInline var selections: [Selection] = []
  /// The type arguments of generic functions, by the node that names or instantiates the function.
  @exclusivity(unchecked) public internal(set) var typeArguments: [UInt32: [TypeID]] = [:]
  /// Explicit type arguments that leave others to be inferred.
  @exclusivity(unchecked) var partialArguments: [UInt32: [TypeID]] = [:]
  /// Names of imported packages, and the names of dot imports.
  @exclusivity(unchecked) var scope = SymbolMap()
  /// Package name objects in order, for "imported and not used".
  @exclusivity(unchecked) var importNames: [ObjectID] = []
  /// The dot imports that objects in the scope came by.
  @exclusivity(unchecked) var dotImports: [ObjectID: ObjectID] = [:]

  /// Functions of package C that make values of C of these arguments.
  @exclusivity(unchecked) public internal(set) var foreignArguments: [NodeID<Expr>: ObjectID] = [:]
  /// The same of these conversions, which may be arguments as well.
  @exclusivity(unchecked) public internal(set) var foreignConversions: [NodeID<Expr>: ObjectID] = [:]

  init(package: PackageID, tree: Tree) {
    id = tree.source.id
    self.package = package
    self.tree = tree
    facts = [Facts](repeating: Facts(), count: tree.count)
  }

  func growFacts() {
    if facts.count < tree.count {
      facts.append(contentsOf: repeatElement(Facts(), count: tree.count - facts.count))
    }
  }

  // MARK: Expressions

  /// The final type of an expression (after an untyped constant was converted), or the type that a type expression
  /// stands for. The type of a call with several results is a tuple, of one without results the empty tuple.
  @inlinable public func type(of node: NodeID<Expr>) -> TypeID { facts[Int(node.raw)].type }

  @inlinable public func mode(of node: NodeID<Expr>) -> OperandMode { facts[Int(node.raw)].mode }

  /// The value of a constant expression, or none; `Program.constants` holds it.
  @inlinable public func constant(of node: NodeID<Expr>) -> ConstantID { facts[Int(node.raw)].constant }

  /// Whether the expression is read with a second boolean: `v, ok := m[k]`, `x.(T)`, `<-c`. Its type is then still
  /// that of `v`.
  @inlinable public func isCommaOk(_ node: NodeID<Expr>) -> Bool { facts[Int(node.raw)].isCommaOk }

  /// The object that a name declares or uses. For `pkg.Name` both the name node and the selector node have it.
  @inlinable public func object(of node: NodeID<Expr>) -> ObjectID { facts[Int(node.raw)].object }

  /// How a selector reaches what it names; nil for qualified identifiers.
  @inlinable public func selection(of node: NodeID<Expr>) -> Selection? {
    let index = Int(facts[Int(node.raw)].extra)
    return index == 0 ? nil : selections[index - 1]
  }

  /// What a call expression does.
  @inlinable public func call(of node: NodeID<Expr>) -> CallKind {
    switch facts[Int(node.raw)].call {
    case 0: .none
    case 1: .call
    case 2: .conversion
    case let raw: .builtin(BuiltinID(rawValue: raw - 3)!)
    }
  }

  /// The function that a function literal makes; its captures are in `Program.functions`.
  @inlinable public func function(of literal: NodeID<Expr>) -> FunctionID {
    FunctionID(raw: facts[Int(literal.raw)].extra)
  }

  /// The field that a key of a struct literal names: its index, after those of embedded structs for a promoted field.
  @inlinable public func fieldPath(ofKey key: NodeID<Expr>) -> [Int] { selection(of: key)?.path ?? [] }

  // MARK: Other nodes

  /// The statement that a `break` or `continue` leaves or goes on with (a `for`, `range`, `switch` or `select`, without
  /// its label), or the labeled statement that a `goto` jumps to.
  @inlinable public func target(of branch: NodeID<Stmt>) -> NodeID<Stmt> {
    NodeID(raw: facts[Int(branch.raw)].extra)
  }

  /// The symbolic variable of a type switch in this clause, or none.
  @inlinable public func variable(of clause: NodeID<CaseClause>) -> ObjectID { facts[Int(clause.raw)].object }

  /// The package name that an import declares.
  @inlinable public func packageName(of decl: NodeID<Decl>) -> ObjectID { facts[Int(decl.raw)].object }

  // MARK: Recording

  func record(_ node: NodeID<Expr>, _ mode: OperandMode, _ type: TypeID, _ constant: ConstantID = .none) {
    let index = Int(node.raw)
    facts[index].mode = mode
    facts[index].type = type
    facts[index].constant = constant
  }

  func record(_ node: NodeID<Expr>, object: ObjectID) { facts[Int(node.raw)].object = object }

  func record(_ node: NodeID<Expr>, call: CallKind) {
    switch call {
    case .none: facts[Int(node.raw)].call = 0
    case .call: facts[Int(node.raw)].call = 1
    case .conversion: facts[Int(node.raw)].call = 2
    case .builtin(let id): facts[Int(node.raw)].call = id.rawValue + 3
    }
  }

  func record(_ node: NodeID<Expr>, selection: Selection) {
    if facts[Int(node.raw)].extra != 0 {
      selections[Int(facts[Int(node.raw)].extra) - 1] = selection
      return
    }
    selections.append(selection)
    facts[Int(node.raw)].extra = UInt32(selections.count)
  }
}
