// SPDX-License-Identifier: Apache-2.0
//
// A whole file as an entry of the prompt.
//
// How.      In a file the order of declarations means nothing, in an entry it does. So the variables of a file are put
//           into the order in which Go initialises them: of those that refer to no variable without a value, through
//           functions and methods too, always the first. What refers to what is told by names alone.
// Why not.  Resolved references, as packages have them: the entry is checked statement by statement, in this order.
// Upholds.  A name that a body declares anew may be taken for the file's; that can move a variable behind another, and
//           no more.

extension Tree {
  /// Puts the statements of an entry, all of them declarations, into an order in which they can run.
  public mutating func arrangeEntryAsFile() {
    var variables: [(statement: NodeID<Stmt>, names: [Symbol], uses: Set<Symbol>)] = []
    var others: [NodeID<Stmt>] = []
    /// What functions, and types with their methods, refer to.
    var uses: [Symbol: Set<Symbol>] = [:]
    for statement in Array(nodes(entry)) {
      guard case .declaration(let list) = self[statement] else {
        others.append(statement)
        continue
      }
      var isKept = false
      for declaration in Array(nodes(list)) {
        switch self[declaration] {
        case .variable(let names, _, _):
          let list = appendList(one: declaration.raw)
          let single: NodeID<Stmt> = append(
            Record(kind: .declaration, offset: records[Int(declaration.raw)].offset, a: list))
          variables.append((single, nodes(names).map { symbol(of: $0) }, words(in: declaration)))
          continue
        case .function(let function):
          let owner = function.receiver.exists ? baseName(self[function.receiver].type) : symbol(of: function.name)
          uses[owner, default: []].formUnion(words(in: declaration))
        case .type(let type): uses[symbol(of: type.name), default: []].formUnion(words(in: declaration))
        default: break
        }
        isKept = true
      }
      if isKept { others.append(statement) }
    }
    let ordered = Tree.initializationOrder(variables.map { ($0.names, $0.uses) }, through: uses)
    let list = appendList((others + ordered.map { variables[$0].statement }).map(\.raw)[...])
    entry = self.list(at: list)
  }

  /// The variables by their places, in the order of their initialisation.
  private static func initializationOrder(
    _ variables: [(names: [Symbol], uses: Set<Symbol>)], through uses: [Symbol: Set<Symbol>]
  ) -> [Int] {
    var owner: [Symbol: Int] = [:]
    for (index, variable) in variables.enumerated() {
      for name in variable.names { owner[name] = owner[name] ?? index }
    }
    let needs = variables.enumerated().map { index, variable -> Set<Int> in
      var (found, todo, seen) = (Set<Int>(), Array(variable.uses), variable.uses)
      while let name = todo.popLast() {
        if let other = owner[name] { found.insert(other) }
        for next in uses[name] ?? [] where seen.insert(next).inserted { todo.append(next) }
      }
      found.remove(index)
      return found
    }
    var (order, done) = ([Int](), Set<Int>())
    while order.count < variables.count {
      let waiting = variables.indices.filter { !done.contains($0) }
      let next = waiting.first { needs[$0].isSubset(of: done) } ?? waiting[0]
      order.append(next)
      done.insert(next)
    }
    return order
  }

  private func words(in declaration: NodeID<Decl>) -> Set<Symbol> {
    var collector = NameCollector()
    walk(declaration, &collector)
    return collector.names
  }

  /// The name of a receiver's type.
  private func baseName(_ type: NodeID<Expr>) -> Symbol {
    switch self[type] {
    case .paren(let inner), .star(let inner), .index(let inner, _): return baseName(inner)
    default: return symbol(of: type)
    }
  }
}

/// Gathers the names that stand for themselves, and not behind a dot.
private struct NameCollector: TreeVisitor {
  var names: Set<Symbol> = []

  mutating func enter(_ x: NodeID<Expr>, in tree: borrowing Tree) -> Bool {
    if case .selector(let base, _) = tree[x] {
      tree.walk(base, &self)
      return false
    }
    let symbol = tree.symbol(of: x)
    if symbol.exists { names.insert(symbol) }
    return true
  }
}
