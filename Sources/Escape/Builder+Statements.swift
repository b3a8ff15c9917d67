// SPDX-License-Identifier: Apache-2.0
//
// Builder+Statements.swift — statements: what they declare, assign and repeat.

import Source
import Syntax
import Types

extension Builder {
  func statement(_ node: NodeID<Stmt>) {
    switch tree[node] {
    case .none, .empty, .branch: break
    case .labeled(let label, let inner):
      if case .name(let symbol) = tree[label], loopingLabels.contains(symbol.raw) { loopDepth += 1 }
      statement(inner)
    case .block(let list, _): statements(list)
    case .expression(let value): effect(value)
    case .send(let channel, let value):
      discard(channel)
      var element = TypeID.invalid
      if case .channel(_, let type) = types.underlyingView(of: file.type(of: channel)) { element = type }
      expression(.heap, value, as: element, at: lastOffset(value) ?? lastOffset(channel))
    case .declaration(let declarations): for declaration in tree.nodes(declarations) { self.declaration(declaration) }
    case .assign(let targets, let values): assign(Array(tree.nodes(targets)), Array(tree.nodes(values)), node)
    case .define(let targets, let values): define(Array(tree.nodes(targets)), Array(tree.nodes(values)))
    case .operate(let token, let target, let value):
      let hole = address(target)
      if token == .add, types.isString(file.type(of: target)) {
        discard(value)
      } else {
        expression(hole, value)
      }
    case .increment(_, let target): _ = address(target)
    case .go(let call): deferred(call, isDefer: false)
    case .defer(let call): deferred(call, isDefer: true)
    case .return(let values): results(Array(tree.nodes(values)))
    case .if(let initial, let condition, let then, let otherwise):
      statement(initial)
      discard(condition)
      statement(then)
      statement(otherwise)
    case .for(let initial, let condition, let post, let body):
      statement(initial)
      loopDepth += 1
      discard(condition)
      statement(post)
      statement(body)
      loopDepth -= 1
    case .range(let targets, let define, let operand, let body, _):
      range(Array(tree.nodes(targets)), define, operand, body)
    case .switch(let initial, let tag, let clauses, _):
      statement(initial)
      let tagType = tag.exists ? file.type(of: tag) : .invalid
      discard(tag)
      for clause in tree.nodes(clauses) {
        let parts = tree[clause]
        for value in tree.nodes(parts.cases) {
          expression(.discard, value, as: tagType, isSilent: true)
        }
        statements(parts.body)
      }
    case .typeSwitch(let initial, let guardNode, let clauses, _): typeSwitch(initial, guardNode, clauses)
    case .select(let clauses, _):
      for clause in tree.nodes(clauses) {
        let parts = tree[clause]
        statement(parts.comm)
        statements(parts.body)
      }
    }
  }

  func statements(_ list: NodeList<Stmt>) { for node in tree.nodes(list) { statement(node) } }

  /// An expression for its effect; a call's results go nowhere.
  private func effect(_ node: NodeID<Expr>) {
    if case .tuple(let id) = types.view(of: file.type(of: node)) {
      call([Hole](repeating: .discard, count: types[id].count), unparenthesized(node))
    } else {
      discard(node)
    }
  }

  // MARK: Declarations and assignments

  private func declaration(_ node: NodeID<Decl>) {
    guard case .variable(let names, _, let values) = tree[node] else { return }
    define(Array(tree.nodes(names)), Array(tree.nodes(values)), at: tree.offset(of: node))
  }

  private func define(_ targets: [NodeID<Expr>], _ values: [NodeID<Expr>], at place: UInt32? = nil) {
    if targets.count == values.count {
      for (target, value) in zip(targets, values) {
        let object = file.object(of: target)
        guard object.exists, program[object].flags.isDisjoint(with: [.isAssigned, .isAddressTaken]) else { continue }
        if case .function = tree[unparenthesized(value)] {
          knownLiterals[object] = file.function(of: unparenthesized(value))
        } else if makesInterface(value, program[object].type) {
          knownTypes[object] = file.type(of: value)
        } else if case .function = types.underlyingView(of: program[object].type) {
          let function = staticCallee(value)
          if function.exists, isFunctionOrMethodExpression(value) { knownFunctions[object] = function }
        }
      }
    }
    assign(targets, values, .none, declaredAt: place)
  }

  private func isFunctionOrMethodExpression(_ node: NodeID<Expr>) -> Bool {
    let node = unparenthesized(node)
    if case .selector = tree[node], let selection = file.selection(of: node) {
      return selection.kind == .methodExpression
    }
    return true
  }

  private func assign(
    _ targets: [NodeID<Expr>], _ values: [NodeID<Expr>], _ statement: NodeID<Stmt>, declaredAt: UInt32? = nil
  ) {
    let holes = targets.map { address($0) }
    let parts = statement.exists ? values + targets : values
    let place = parts.reversed().lazy.compactMap { self.lastOffset($0) }.first ?? declaredAt
    if values.count == 1, targets.count > 1 {
      return spreadResults(of: values[0], to: holes, targets.map { targetType($0) })
    }
    for (index, value) in values.enumerated() {
      if statement.exists, isSelfAssignment(targets[index], value) {
        let text = ExpressionText(program, file)
        let left = targets.map { text.text($0) }.joined(separator: ", ")
        let right = values.map { text.text($0) }.joined(separator: ", ")
        notes.append(
          Diagnostic(
            tree.position(of: statement), "\(name(of: function)) ignoring self-assignment in \(left) = \(right)"))
        discard(value)
        continue
      }
      expression(holes[index], value, as: targetType(targets[index]), at: place)
    }
  }

  /// A function as the report names it: `(*stack).pop`.
  private func name(of id: FunctionID) -> String {
    let record = program[id]
    if record.object == .none { return "func literal" }
    let full = analysis.fullName(of: record.object)
    return String(full.dropFirst(program[record.package].path.utf8.count + 1))
  }

  private func targetType(_ node: NodeID<Expr>) -> TypeID {
    let object = file.object(of: unparenthesized(node))
    if object.exists, program[object].kind == .variable { return program[object].type }
    return file.type(of: node)
  }

  /// `a, b = f()`, `v, ok = m[k]` and their like.
  private func spreadResults(of value: NodeID<Expr>, to holes: [Hole], _ targets: [TypeID]) {
    let inner = unparenthesized(value)
    if case .tuple(let id) = types.view(of: file.type(of: inner)) {
      let results = types[id]
      let boxed = zip(holes, zip(results, targets)).map { hole, pair in
        pair.1.isValid && types.isInterface(pair.1) && !types.isInterface(pair.0) && !analysis.isDirect(pair.0)
          ? Hole.heap : hole
      }
      call(boxed, inner)
    } else {
      expression(holes[0], inner, as: targets[0])
    }
  }

  /// The hole for what is assigned to an operand, after walking the operand's own parts.
  func address(_ node: NodeID<Expr>) -> Hole {
    let node = unparenthesized(node)
    switch tree[node] {
    case .name(let symbol):
      if symbol == .blank { return .discard }
      let object = file.object(of: node)
      guard object.exists, program[object].kind == .variable else { return .discard }
      if program[object].flags.contains(.isPackageLevel) {
        if analysis.standIns.contains(object) { _ = location(ofStandIn: object) }
        return .heap
      }
      return Hole(location: location(of: object))
    case .selector(let operand, _):
      guard let selection = file.selection(of: node) else { return .heap }
      var type = file.type(of: operand)
      for index in selection.path {
        if types.pointerElement(type) != nil {
          discard(operand)
          return .heap
        }
        if let fields = types.fields(type) { type = fields[index].type }
      }
      return address(operand)
    case .index(let operand, let indexes):
      switch types.underlyingView(of: file.type(of: operand)) {
      case .array:
        discard(tree[indexes, 0])
        return address(operand)
      case .map(let key, _):
        discard(operand)
        expression(.heap, tree[indexes, 0], as: key)
      default:
        discard(operand)
        discard(tree[indexes, 0])
      }
      return .heap
    case .star(let operand):
      discard(operand)
      return .heap
    default:
      discard(node)
      return .heap
    }
  }

  /// `p.buf = p.buf[i:j]`, `v.x = v.y` and `a[i] = a[j]` store nothing that was not there.
  private func isSelfAssignment(_ target: NodeID<Expr>, _ value: NodeID<Expr>) -> Bool {
    let target = unparenthesized(target)
    let value = unparenthesized(value)
    switch (tree[target], tree[value]) {
    case (.selector(let left, _), .slice(let operand, _, _, _, _)):
      guard case .selector(let right, _) = tree[unparenthesized(operand)], case .name = tree[unparenthesized(left)],
        types.pointerElement(file.type(of: left)) != nil
      else { return false }
      if case .array = types.underlyingView(of: file.type(of: operand)) { return false }
      return isSame(left, right)
    case (.selector(let left, _), .selector(let right, _)):
      guard file.selection(of: target)?.kind == .field, file.selection(of: value)?.kind == .field,
        (types.pointerElement(file.type(of: left)) == nil) == (types.pointerElement(file.type(of: right)) == nil)
      else { return false }
      return isSame(left, right)
    case (.index(let left, let leftIndex), .index(let right, let rightIndex)):
      if case .map = types.underlyingView(of: file.type(of: left)) { return false }
      return isHarmless(tree[leftIndex, 0]) && isHarmless(tree[rightIndex, 0]) && isSame(left, right)
    default: return false
    }
  }

  /// Whether two expressions name the same thing without calling anything.
  private func isSame(_ left: NodeID<Expr>, _ right: NodeID<Expr>) -> Bool {
    let left = unparenthesized(left)
    let right = unparenthesized(right)
    switch (tree[left], tree[right]) {
    case (.name, .name):
      let object = file.object(of: left)
      return object.exists && object == file.object(of: right)
    case (.selector(let a, let aName), .selector(let b, let bName)):
      guard case .name(let x) = tree[aName], case .name(let y) = tree[bName] else { return false }
      return x == y && isSame(a, b)
    case (.star(let a), .star(let b)): return isSame(a, b)
    case (.index(let a, let i), .index(let b, let j)): return isSame(a, b) && isSame(tree[i, 0], tree[j, 0])
    case (.literal(let a), .literal(let b)): return tree.text(of: a).elementsEqual(tree.text(of: b))
    default: return false
    }
  }

  /// Whether evaluating an expression cannot change memory.
  private func isHarmless(_ node: NodeID<Expr>) -> Bool {
    let node = unparenthesized(node)
    if file.constant(of: node).exists { return true }
    switch tree[node] {
    case .name: return true
    case .binary(_, let left, let right): return isHarmless(left) && isHarmless(right)
    case .unary(let token, let operand): return token != .arrow && token != .and && isHarmless(operand)
    case .star(let operand), .selector(let operand, _): return isHarmless(operand)
    case .index(let operand, let indexes): return isHarmless(operand) && isHarmless(tree[indexes, 0])
    default: return false
    }
  }

  private func results(_ values: [NodeID<Expr>]) {
    let record = program[function]
    let objects = record.results
    let holes = objects.map { Hole(location: location(of: $0)) }
    if values.count == 1, objects.count > 1 {
      return spreadResults(of: values[0], to: holes, objects.map { program[$0].type })
    }
    var place = values.reversed().lazy.compactMap { self.lastOffset($0) }.first
    for (index, value) in values.enumerated() where index < holes.count {
      if !hasNoPlace(value) { place = tree.offset(of: unparenthesized(value)) }
      expression(holes[index], value, as: program[objects[index]].type, at: place)
    }
  }

  // MARK: Loops and switches

  private func range(_ targets: [NodeID<Expr>], _ define: Bool, _ operand: NodeID<Expr>, _ body: NodeID<Stmt>) {
    // The operand is evaluated once, outside the loop.
    let type = file.type(of: operand)
    let value = graph.add(.temporary, function: function, loopDepth: loopDepth)
    expression(Hole(location: value), operand)
    loopDepth += 1
    let holes = targets.map { address($0) }
    if holes.count > 1 {
      let elementHole = targets.count > 1 && isBoxedRange(type, targets[1]) ? Hole.heap : holes[1]
      if case .array = types.underlyingView(of: type) {
        graph.flow(elementHole, from: value)
      } else {
        graph.flow(elementHole.dereferenced(), from: value)
      }
    }
    statement(body)
    loopDepth -= 1
  }

  private func isBoxedRange(_ type: TypeID, _ target: NodeID<Expr>) -> Bool {
    let to = targetType(target)
    return to.isValid && types.isInterface(to) && !types.isInterface(elementType(type))
  }

  private func elementType(_ type: TypeID) -> TypeID {
    switch types.underlyingView(of: type) {
    case .slice(let element): element
    case .array(let element, _): element
    case .map(_, let element): element
    case .channel(_, let element): element
    case .pointer(let inner): elementType(inner)
    default: .int
    }
  }

  private func typeSwitch(_ initial: NodeID<Stmt>, _ guardNode: NodeID<Expr>, _ clauses: NodeList<CaseClause>) {
    statement(initial)
    guard case .typeSwitchGuard(_, let operand) = tree[guardNode] else { return }
    var holes: [Hole] = []
    for clause in tree.nodes(clauses) {
      let variable = file.variable(of: clause)
      if variable.exists {
        let hole = Hole(location: declareVariable(variable))
        let type = program[variable].type
        if analysis.hasPointers(type) { holes.append(asserted(hole, type)) }
      }
      statements(tree[clause].body)
    }
    expression(tee(holes), operand)
  }

  // MARK: Labels

  /// Finds the labels that a `goto` behind them jumps back to: what is declared after them is declared in a loop.
  func findLoopingLabels(_ node: NodeID<Stmt>) {
    var seen: Set<UInt32> = []
    findLabels(node, &seen)
  }

  private func findLabels(_ node: NodeID<Stmt>, _ seen: inout Set<UInt32>) {
    switch tree[node] {
    case .labeled(let label, let inner):
      if case .name(let symbol) = tree[label] { seen.insert(symbol.raw) }
      findLabels(inner, &seen)
    case .branch(.goto, let label):
      if case .name(let symbol) = tree[label], seen.contains(symbol.raw) { loopingLabels.insert(symbol.raw) }
    case .block(let list, _): for child in tree.nodes(list) { findLabels(child, &seen) }
    case .if(_, _, let then, let otherwise):
      findLabels(then, &seen)
      findLabels(otherwise, &seen)
    case .for(_, _, _, let body), .range(_, _, _, let body, _): findLabels(body, &seen)
    case .switch(_, _, let clauses, _), .typeSwitch(_, _, let clauses, _):
      for clause in tree.nodes(clauses) { for child in tree.nodes(tree[clause].body) { findLabels(child, &seen) } }
    case .select(let clauses, _):
      for clause in tree.nodes(clauses) { for child in tree.nodes(tree[clause].body) { findLabels(child, &seen) } }
    default: break
    }
  }
}
