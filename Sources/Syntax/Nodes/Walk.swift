// SPDX-License-Identifier: Apache-2.0
//
// Going over a tree in the order of the text.
//
// How.      The visitor is a generic parameter, so that a walk allocates nothing and its calls are direct. Fields that
//           share a type are each walked with it only once: the type belongs to the last of them.
// Callers.  May recurse as deep as a tree is high: see the limits of `Parser`.

/// What is told of each node of a walk. An `enter` that gives false keeps the walk out of the node; `leave` is called
/// for the nodes that were gone into.
public protocol TreeVisitor {
  mutating func enter(_ x: NodeID<Expr>, in tree: borrowing Tree) -> Bool
  mutating func leave(_ x: NodeID<Expr>, in tree: borrowing Tree)
  mutating func enter(_ statement: NodeID<Stmt>, in tree: borrowing Tree) -> Bool
  mutating func leave(_ statement: NodeID<Stmt>, in tree: borrowing Tree)
  mutating func enter(_ declaration: NodeID<Decl>, in tree: borrowing Tree) -> Bool
  mutating func leave(_ declaration: NodeID<Decl>, in tree: borrowing Tree)
}

extension TreeVisitor {
  @inlinable public mutating func enter(_ x: NodeID<Expr>, in tree: borrowing Tree) -> Bool { true }
  @inlinable public mutating func leave(_ x: NodeID<Expr>, in tree: borrowing Tree) {}
  @inlinable public mutating func enter(_ statement: NodeID<Stmt>, in tree: borrowing Tree) -> Bool { true }
  @inlinable public mutating func leave(_ statement: NodeID<Stmt>, in tree: borrowing Tree) {}
  @inlinable public mutating func enter(_ declaration: NodeID<Decl>, in tree: borrowing Tree) -> Bool { true }
  @inlinable public mutating func leave(_ declaration: NodeID<Decl>, in tree: borrowing Tree) {}
}

extension Tree {
  /// Walks all declarations, or the entry of a prompt. Bodies that are not parsed are not there.
  @inlinable public func walk<Visitor: TreeVisitor>(_ visitor: inout Visitor) {
    for declaration in nodes(declarations) { walk(declaration, &visitor) }
    walk(entry, &visitor)
  }

  @inlinable public func walk<Visitor: TreeVisitor>(_ list: NodeList<Expr>, _ visitor: inout Visitor) {
    for x in nodes(list) { walk(x, &visitor) }
  }

  @inlinable public func walk<Visitor: TreeVisitor>(_ list: NodeList<Stmt>, _ visitor: inout Visitor) {
    for statement in nodes(list) { walk(statement, &visitor) }
  }

  @inlinable public func walk<Visitor: TreeVisitor>(_ fields: NodeList<Field>, _ visitor: inout Visitor) {
    for index in 0..<fields.count {
      let field = self[self[fields, index]]
      walk(field.name, &visitor)
      let isShared = index + 1 < fields.count && self[self[fields, index + 1]].type == field.type
      if !isShared { walk(field.type, &visitor) }
      walk(field.tag, &visitor)
    }
  }

  @inlinable public func walk<Visitor: TreeVisitor>(_ id: NodeID<Expr>, _ visitor: inout Visitor) {
    guard id.exists, visitor.enter(id, in: self) else { return }
    switch self[id] {
    case .none, .bad, .name, .literal: break
    case .composite(let type, let elements, _):
      walk(type, &visitor)
      walk(elements, &visitor)
    case .function(let type, let body):
      walk(type, &visitor)
      walk(body, &visitor)
    case .paren(let x), .star(let x), .unary(_, let x), .sliceType(let x), .variadicType(let x), .channelType(_, let x):
      walk(x, &visitor)
    case .keyValue(let x, let y), .selector(let x, let y), .assertion(let x, let y), .binary(_, let x, let y),
      .arrayType(let x, let y), .mapType(let x, let y), .typeSwitchGuard(let x, let y):
      walk(x, &visitor)
      walk(y, &visitor)
    case .index(let x, let list), .call(let x, let list, _):
      walk(x, &visitor)
      walk(list, &visitor)
    case .slice(let x, let low, let high, let max, _):
      walk(x, &visitor)
      walk(low, &visitor)
      walk(high, &visitor)
      walk(max, &visitor)
    case .structType(let fields, _), .interfaceType(let fields, _): walk(fields, &visitor)
    case .functionType(let parameters, let results):
      walk(parameters, &visitor)
      walk(results, &visitor)
    }
    visitor.leave(id, in: self)
  }

  @inlinable public func walk<Visitor: TreeVisitor>(_ id: NodeID<Stmt>, _ visitor: inout Visitor) {
    guard id.exists, visitor.enter(id, in: self) else { return }
    switch self[id] {
    case .none, .empty: break
    case .labeled(let label, let statement):
      walk(label, &visitor)
      walk(statement, &visitor)
    case .block(let list, _): walk(list, &visitor)
    case .expression(let x), .increment(_, let x), .go(let x), .defer(let x), .branch(_, let x): walk(x, &visitor)
    case .send(let x, let y), .operate(_, let x, let y):
      walk(x, &visitor)
      walk(y, &visitor)
    case .declaration(let list): for declaration in nodes(list) { walk(declaration, &visitor) }
    case .assign(let left, let right), .define(let left, let right):
      walk(left, &visitor)
      walk(right, &visitor)
    case .return(let list): walk(list, &visitor)
    case .if(let initial, let condition, let then, let otherwise):
      walk(initial, &visitor)
      walk(condition, &visitor)
      walk(then, &visitor)
      walk(otherwise, &visitor)
    case .for(let initial, let condition, let post, let body):
      walk(initial, &visitor)
      walk(condition, &visitor)
      walk(post, &visitor)
      walk(body, &visitor)
    case .range(let left, _, let over, let body, _):
      walk(left, &visitor)
      walk(over, &visitor)
      walk(body, &visitor)
    case .switch(let initial, let tag, let clauses, _), .typeSwitch(let initial, let tag, let clauses, _):
      walk(initial, &visitor)
      walk(tag, &visitor)
      for clause in nodes(clauses) {
        walk(self[clause].cases, &visitor)
        walk(self[clause].body, &visitor)
      }
    case .select(let clauses, _):
      for clause in nodes(clauses) {
        walk(self[clause].comm, &visitor)
        walk(self[clause].body, &visitor)
      }
    }
    visitor.leave(id, in: self)
  }

  @inlinable public func walk<Visitor: TreeVisitor>(_ id: NodeID<Decl>, _ visitor: inout Visitor) {
    guard id.exists, visitor.enter(id, in: self) else { return }
    switch self[id] {
    case .none: break
    case .import(let name, let path):
      walk(name, &visitor)
      walk(path, &visitor)
    case .constant(let constant):
      walk(constant.names, &visitor)
      walk(constant.type, &visitor)
      walk(constant.values, &visitor)
    case .variable(let names, let type, let values):
      walk(names, &visitor)
      walk(type, &visitor)
      walk(values, &visitor)
    case .type(let declaration):
      walk(declaration.name, &visitor)
      walk(declaration.typeParameters, &visitor)
      walk(declaration.type, &visitor)
    case .function(let function):
      if function.receiver.exists {
        walk(self[function.receiver].name, &visitor)
        walk(self[function.receiver].type, &visitor)
      }
      walk(function.name, &visitor)
      walk(function.typeParameters, &visitor)
      walk(function.type, &visitor)
      if case .parsed(let body) = function.body { walk(body, &visitor) }
    }
    visitor.leave(id, in: self)
  }
}
