// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Statements.swift — declarations, assignments, returns and branches.

import Bytecode
import CRuntime
import Escape
import Source
import Syntax
import Types

extension Lowering {
  func statements(_ list: NodeList<Stmt>) throws {
    let first = procedure.variables.count
    for statement in tree.nodes(list) { try self.statement(statement) }
    endScope(first)
  }

  /// Ends the scope of the variables declared since `first`.
  func endScope(_ first: Int) {
    let end = procedure.instructions.count - 1
    for index in first..<procedure.variables.count where procedure.variables[index].range.upperBound == Int.max {
      let start = procedure.variables[index].range.lowerBound
      procedure.variables[index].range = start...max(start, end)
    }
  }

  func statement(_ id: NodeID<Stmt>) throws {
    guard id.exists else { return }
    position = tree.offset(of: id)
    if program.cancellation.isSet { throw LoweringError(.none, "interrupted") }
    if hasBreaks { markStatement(id) }
    switch tree[id] {
    case .none, .empty: break
    case .labeled(_, let inner):
      place(label: gotoLabel(id))
      try statement(inner)
    case .block(let list, _): try statements(list)
    case .expression(let expr): try expressionStatement(expr)
    case .send(let channel, let value):
      guard case .channel(_, let element) = types.view(of: types.coreType(file.type(of: channel))) else { break }
      let channelOperand = try self.value(channel)
      let operand = try converted(value, to: element)
      position = tree.offset(of: id)
      emit(LOAM_OP_SEND, channelOperand, operand)
    case .declaration(let list): for decl in tree.nodes(list) { try declaration(decl) }
    case .assign(let left, let right): try assign(left, right)
    case .define(let left, let right): try define(left, right)
    case .operate(let token, let left, let right): try operate(id, token, left, right)
    case .increment(let token, let operand): try operate(id, token, operand, .none)
    case .branch(let token, _): try branch(id, token)
    case .go(let call): try started(call)
    case .defer(let call): try deferred(call)
    case .return(let list): try returnStatement(list)
    case .if(let initial, let condition, let then, let otherwise):
      try ifStatement(initial, condition, then, otherwise)
    case .for(let initial, let condition, let post, let body):
      try forStatement(id, initial, condition, post, body)
    case .range(let left, let isDefine, let expr, let body, _):
      try rangeStatement(id, left, isDefine, expr, body)
    case .switch(let initial, let tag, let clauses, _): try switchStatement(id, initial, tag, clauses)
    case .typeSwitch(let initial, let guardExpr, let clauses, _):
      try typeSwitchStatement(id, initial, guardExpr, clauses)
    case .select(let clauses, _): try selectStatement(id, clauses)
    }
  }

  private func expressionStatement(_ expr: NodeID<Expr>) throws {
    let node = unparenthesized(expr)
    if case .call = tree[node], file.call(of: node) == .call {
      let prepared = try prepare(node)
      position = tree.offset(of: node)
      _ = emit(prepared, wantsResults: false)
      return
    }
    if case .unary(.arrow, let channel) = tree[node] {
      let operand = try value(channel)
      position = tree.offset(of: node)
      emit(LOAM_OP_RECV, .none, operand)
      return
    }
    _ = try value(node)
  }

  // MARK: Variables

  /// Whether a variable must have an address.
  func needsAddress(_ object: ObjectID) -> Bool {
    let flags = program[object].flags
    return flags.contains(.isAddressTaken)
      || (flags.contains(.isCaptured) && !environment.escape.isCapturedByValue(object))
  }

  /// Gives a new variable its place, without a value.
  func declare(_ object: ObjectID) -> Place {
    let type = program[object].type
    let start = procedure.instructions.count
    if isOnHeap(object) {
      let pointer = temporaryPointer()
      emit(LOAM_OP_NEW, pointer, k: .type(type))
      bindings[object] = .boxed(pointer)
      note(object, pointer.register, from: start, isBoxed: true)
      return .memory(pointer, offset: 0, type)
    }
    let register = newRegister(type)
    if needsAddress(object) { makeMemory(register) }
    bindings[object] = .register(register)
    note(object, register, from: start, isBoxed: false)
    return .register(whole(register), type)
  }

  func note(_ object: ObjectID, _ register: RegisterID, from start: Int, isBoxed: Bool) {
    if program[object].name == .blank || !program[object].name.exists { return }
    keepInSight(register)
    procedure.variables.append(
      VariableInfo(
        object: object, register: register, range: start...Int.max, isBoxed: isBoxed, isCaptured: false, offset: 0))
  }

  /// Declares a variable with the value of an expression.
  func declare(_ object: ObjectID, _ initial: NodeID<Expr>) throws {
    let type = program[object].type
    if isOnHeap(object) {
      let operand = try converted(initial, to: type)
      try store(operand, to: declare(object))
      return
    }
    // The name is not visible in its own initialiser, so nothing reads the register before it is complete.
    let register = newRegister(type)
    if needsAddress(object) { makeMemory(register) }
    _ = try converted(initial, to: type, into: whole(register))
    bindings[object] = .register(register)
    note(object, register, from: procedure.instructions.count, isBoxed: false)
  }

  private func declareZero(_ object: ObjectID) throws {
    // A session's variable: its memory is new.
    if program[object].flags.contains(.isPackageLevel) { return }
    let place = declare(object)
    if case .register(let operand, _) = place { zero(operand) }
  }

  private func declaration(_ id: NodeID<Decl>) throws {
    guard case .variable(let names, _, let values) = tree[id] else { return }
    position = tree.offset(of: id)
    if values.isEmpty {
      for name in tree.nodes(names) where tree.symbol(of: name) != .blank { try declareZero(file.object(of: name)) }
      return
    }
    if values.count == names.count {
      if names.count == 1 {
        try defineOne(tree[names, 0], tree[values, 0])
      } else {
        try defineMany(names, values)
      }
      return
    }
    try defineTuple(names, tree[values, 0])
  }

  /// Whether a name on the left of `:=` or `var` declares a variable here.
  func isNew(_ name: NodeID<Expr>) -> Bool {
    let object = file.object(of: name)
    return object.exists && bindings[object] == nil && !program[object].flags.contains(.isPackageLevel)
  }

  func isBlank(_ expr: NodeID<Expr>) -> Bool { tree.symbol(of: unparenthesized(expr)) == .blank }

  private func define(_ left: NodeList<Expr>, _ right: NodeList<Expr>) throws {
    if left.count == 1, right.count == 1 { return try defineOne(tree[left, 0], tree[right, 0]) }
    if left.count == right.count { return try defineMany(left, right) }
    try defineTuple(left, tree[right, 0])
  }

  private func defineOne(_ name: NodeID<Expr>, _ value: NodeID<Expr>) throws {
    if isBlank(name) { return try discardConverted(value, file.object(of: name)) }
    if isNew(name) { return try declare(file.object(of: name), value) }
    try assignOne(name, value)
  }

  func discardConverted(_ value: NodeID<Expr>, _ object: ObjectID) throws {
    if file.constant(of: value).exists || file.mode(of: value) == .nilValue { return }
    _ = try self.value(value)
  }

  private func defineMany(_ left: NodeList<Expr>, _ right: NodeList<Expr>) throws {
    // All values first: a name may be redeclared by assignment and read on the right.
    let allNew = tree.nodes(left).allSatisfy { isBlank($0) || isNew($0) }
    if allNew {
      var pending: [(ObjectID, Operand)] = []
      for index in 0..<left.count {
        let name = tree[left, index]
        let value = tree[right, index]
        if isBlank(name) {
          try discardConverted(value, .none)
          continue
        }
        let object = file.object(of: name)
        if needsAddress(object) || isOnHeap(object) {
          pending.append((object, try converted(value, to: program[object].type)))
        } else {
          // New registers are written one after another; no later value can read an earlier name.
          let register = newRegister(program[object].type)
          _ = try converted(value, to: program[object].type, into: whole(register))
          bindings[object] = .register(register)
          note(object, register, from: procedure.instructions.count, isBoxed: false)
        }
      }
      for (object, operand) in pending { try store(operand, to: declare(object)) }
      return
    }
    try assignMany(left, right)
  }

  private func defineTuple(_ left: NodeList<Expr>, _ value: NodeID<Expr>) throws {
    var destinations: [Operand?] = []
    var fresh: [(Int, ObjectID, RegisterID)] = []
    let valueTypes = tupleTypes(value)
    for (index, name) in tree.nodes(left).enumerated() {
      let object = file.object(of: name)
      if !isBlank(name), isNew(name), !needsAddress(object), !isOnHeap(object), index < valueTypes.count,
        program[object].type == valueTypes[index] || !types.isInterface(program[object].type)
      {
        let register = newRegister(program[object].type)
        fresh.append((index, object, register))
        destinations.append(whole(register))
      } else {
        destinations.append(nil)
      }
    }
    let values = try tuple(value, into: destinations, wanted: tree.nodes(left).map { !isBlank($0) })
    for (_, object, register) in fresh {
      bindings[object] = .register(register)
      note(object, register, from: procedure.instructions.count, isBoxed: false)
    }
    for (index, name) in tree.nodes(left).enumerated() where destinations[index] == nil && !isBlank(name) {
      let object = file.object(of: name)
      let place = isNew(name) ? declare(object) : try place(name)
      try store(try converted(values[index], valueTypes[index], to: place.type), to: place)
    }
  }

  // MARK: Branches

  func gotoLabel(_ statement: NodeID<Stmt>) -> Int {
    if let label = gotoLabels[statement.raw] { return label }
    let label = newLabel()
    gotoLabels[statement.raw] = label
    return label
  }

  private func branch(_ id: NodeID<Stmt>, _ token: Token) throws {
    let target = file.target(of: id)
    switch token {
    case .goto: jump(gotoLabel(target))
    case .break:
      guard let found = targets.last(where: { $0.statement == target }) else { throw unsupported("break") }
      jump(found.breakLabel)
    case .continue:
      guard let found = targets.last(where: { $0.statement == target }) else { throw unsupported("continue") }
      jump(found.continueLabel)
    default: break  // fallthrough: the next clause's body follows.
    }
  }

  private func ifStatement(
    _ initial: NodeID<Stmt>, _ condition: NodeID<Expr>, _ then: NodeID<Stmt>, _ otherwise: NodeID<Stmt>
  ) throws {
    let first = procedure.variables.count
    try header(initial)
    let end = newLabel()
    if let bits = constantBits(condition) {
      // Only one side can run, but labels in the other may be jumped to.
      if bits != 0, !otherwise.exists {
        try statement(then)
        endScope(first)
        return
      }
    }
    let elseLabel = otherwise.exists ? newLabel() : end
    try branch(condition, to: elseLabel, when: false)
    try statement(then)
    if otherwise.exists {
      if !hasReturned { jump(end) }
      place(label: elseLabel)
      try statement(otherwise)
    }
    place(label: end)
    endScope(first)
  }

  // MARK: Return

  private func returnStatement(_ list: NodeList<Expr>) throws {
    let start = position
    let hasDefers = program[function].hasDefer
    if list.count == 1, results.count > 1 {
      let valueTypes = tupleTypes(tree[list, 0])
      let values = try tuple(
        tree[list, 0], into: results.map { _ in nil }, wanted: results.map { _ in true })
      for (index, result) in results.enumerated() {
        try store(try converted(values[index], valueTypes[index], to: result.type), to: resultPlace(result))
      }
    } else if list.count == 1 {
      let expr = tree[list, 0]
      let place = try resultPlace(results[0])
      if case .register(let operand, let type) = place {
        let mayBeSeen = hasDefers || bindings[results[0].object] != nil
        if mayBeSeen, buildsInPlace(expr) || layout(type).slots > 1 {
          move(try converted(expr, to: type), to: operand)
        } else {
          _ = try converted(expr, to: type, into: operand)
        }
      } else {
        try store(try converted(expr, to: place.type), to: place)
      }
    } else if list.count > 1 {
      try returnMany(list, hasDefers)
    }
    if hasBreaks { position = start }
    leave()
  }

  private func returnMany(_ list: NodeList<Expr>, _ hasDefers: Bool) throws {
    let isNamed = results.contains { bindings[$0.object] != nil }
    if !isNamed, !hasDefers {
      for (index, result) in results.enumerated() {
        _ = try converted(tree[list, index], to: result.type, into: whole(result.register))
      }
      return
    }
    var values: [Operand?] = []
    let registers = results.map(\.register)
    for (index, result) in results.enumerated() {
      let expr = tree[list, index]
      if file.constant(of: expr).exists || file.mode(of: expr) == .nilValue {
        values.append(nil)
        continue
      }
      var operand = try converted(expr, to: result.type)
      if operand.isRegister, registers.contains(operand.register), operand.register != result.register {
        operand = copied(operand, result.type)
      }
      values.append(operand)
    }
    for (index, result) in results.enumerated() {
      let place = try resultPlace(result)
      if let operand = values[index] {
        try store(operand, to: place)
      } else {
        try store(tree[list, index], to: place)
      }
    }
  }

  func resultPlace(_ result: ResultVariable) throws -> Place {
    if result.object.exists, bindings[result.object] != nil { return try place(of: result.object) }
    return .register(whole(result.register), result.type)
  }

  /// Leaves the function: its results are set.
  func leave() {
    if epilogue >= 0 {
      jump(epilogue)
    } else {
      loadBoxedResults()
      markBreak(LOAM_BREAK_LEAVE)
      emit(LOAM_OP_RETURN, .immediate(0))
    }
    hasReturned = true
  }

  /// Results that live in the heap are copied to where the caller looks for them.
  func loadBoxedResults() {
    for result in results {
      if case .boxed(let pointer) = bindings[result.object] {
        _ = load(from: pointer, 0, result.type, into: whole(result.register))
      }
    }
  }
}
