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
  private func isNew(_ name: NodeID<Expr>) -> Bool {
    let object = file.object(of: name)
    return object.exists && bindings[object] == nil && !program[object].flags.contains(.isPackageLevel)
  }

  private func isBlank(_ expr: NodeID<Expr>) -> Bool { tree.symbol(of: unparenthesized(expr)) == .blank }

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

  private func discardConverted(_ value: NodeID<Expr>, _ object: ObjectID) throws {
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

  // MARK: Several values

  /// The types of the values of a multi-valued expression.
  func tupleTypes(_ expr: NodeID<Expr>) -> [TypeID] {
    let type = file.type(of: expr)
    if case .tuple(let id) = types.view(of: type) { return types[id] }
    return [type, .bool]
  }

  /// The values of a call with several results, or of a value read with a second boolean.
  func tuple(_ expr: NodeID<Expr>, into destinations: [Operand?], wanted: [Bool]) throws -> [Operand] {
    let node = unparenthesized(expr)
    let valueTypes = tupleTypes(node)
    func target(_ index: Int) -> Operand { destinations[index] ?? temporary(valueTypes[index]) }
    switch tree[node] {
    case .call where file.call(of: node) == .call:
      let prepared = try prepare(node)
      position = tree.offset(of: node)
      let targets = valueTypes.indices.map { wanted[$0] ? target($0) : Operand.none }
      return emit(prepared, into: targets)
    case .index(let base, let list):
      let mapType = file.type(of: base)
      guard case .map(let key, _) = types.view(of: types.coreType(mapType)) else { break }
      let map = try value(base)
      let keyOperand = try converted(tree[list, 0], to: key)
      position = tree.offset(of: node)
      let result = wanted[0] ? target(0) : .none
      let ok = target(1)
      emit(LOAM_OP_MAPGET_OK, result, map, keyOperand, k: .type(mapType), k2: .slot(ok))
      return [result, ok]
    case .assertion(let inner, _):
      let source = eface(try value(inner), file.type(of: inner))
      position = tree.offset(of: node)
      let result = target(0)
      let ok = target(1)
      assertion(of: source, to: valueTypes[0], value: result, ok: ok)
      return [result, ok]
    case .unary(.arrow, let channel):
      let operand = try value(channel)
      position = tree.offset(of: node)
      let result = wanted[0] ? target(0) : .none
      let ok = wanted[1] ? target(1) : .none
      emit(LOAM_OP_RECV, result.isRegister && result.width == 0 ? .none : result, operand, ok)
      return [result, ok]
    default: break
    }
    throw unsupported("this expression with several values")
  }

  // MARK: Assignments

  private func assign(_ left: NodeList<Expr>, _ right: NodeList<Expr>) throws {
    if left.count == 1, right.count == 1 { return try assignOne(tree[left, 0], tree[right, 0]) }
    if left.count == right.count { return try assignMany(left, right) }
    let valueTypes = tupleTypes(tree[right, 0])
    var places: [Place] = []
    for expr in tree.nodes(left) { places.append(pinned(try place(expr), places: places)) }
    let wanted = places.map {
      if case .blank = $0 { return false }
      return true
    }
    let values = try tuple(tree[right, 0], into: places.map { _ in nil }, wanted: wanted)
    for (index, place) in places.enumerated() where wanted[index] {
      try store(try converted(values[index], valueTypes[index], to: place.type), to: place)
    }
  }

  func assignOne(_ left: NodeID<Expr>, _ right: NodeID<Expr>) throws {
    if isBlank(left) { return try discardConverted(right, .none) }
    if containsCall(right), !containsCall(left), !isVariable(left), !isOwnAppend(right) {
      // Calls are made before the operands of the left side are read, as Go's compiler does.
      let value = try converted(right, to: file.type(of: left))
      try store(value, to: place(left))
      return
    }
    if copiesMemory(left, right) {
      let source = try address(of: place(right))
      let target = try address(of: place(left))
      position = tree.offset(of: left)
      emit(LOAM_OP_COPYMEM, target, source, k: .type(file.type(of: left)))
      return
    }
    let target = try place(left)
    if case .register(let operand, let type) = target {
      if buildsInPlace(right), !isOwnAppend(right) {
        move(try converted(right, to: type), to: operand)
      } else {
        _ = try converted(right, to: type, into: operand)
      }
      return
    }
    let value = try converted(right, to: target.type)
    position = tree.offset(of: left)
    try store(value, to: target)
  }

  private func isVariable(_ expr: NodeID<Expr>) -> Bool {
    if case .name = tree[unparenthesized(expr)] { return true }
    return false
  }

  /// Whether an assignment moves a long value from memory to memory, so that it need not pass through the frame.
  private func copiesMemory(_ left: NodeID<Expr>, _ right: NodeID<Expr>) -> Bool {
    let type = file.type(of: left)
    let layout = layout(type)
    guard layout.shape == .aggregate, layout.size > 16, file.type(of: right) == type,
      file.mode(of: right) == .variable, file.mode(of: left) == .variable
    else { return false }
    return isInMemory(left) && isInMemory(right)
  }

  /// Whether an addressable expression certainly lies behind a pointer.
  private func isInMemory(_ expr: NodeID<Expr>) -> Bool {
    let node = unparenthesized(expr)
    switch tree[node] {
    case .star: return true
    case .name:
      let object = file.object(of: node)
      if program[object].flags.contains(.isPackageLevel) { return true }
      if case .boxed = bindings[object] { return true }
      return false
    case .selector(let base, _):
      if file.selection(of: node) == nil { return true }
      return types.pointerElement(file.type(of: base)) != nil || isInMemory(base)
    case .index(let base, _):
      switch types.view(of: types.coreType(file.type(of: base))) {
      case .slice, .pointer: return true
      case .array: return isInMemory(base)
      default: return false
      }
    default: return false
    }
  }

  /// `append`, `len` and the other predeclared functions write their destination last; append in place.
  private func isOwnAppend(_ expr: NodeID<Expr>) -> Bool {
    switch file.call(of: unparenthesized(expr)) {
    case .builtin(.make): false
    case .builtin: true
    case .conversion:
      // A conversion is as its operand is.
      if case .call(_, let arguments, _) = tree[unparenthesized(expr)] { !buildsInPlace(tree[arguments, 0]) } else { false }
    default: false
    }
  }

  private func assignMany(_ left: NodeList<Expr>, _ right: NodeList<Expr>) throws {
    var places: [Place] = []
    for expr in tree.nodes(left) {
      if isNew(expr), !isBlank(expr) {
        places.append(declare(file.object(of: expr)))
      } else {
        places.append(try place(expr))
      }
    }
    var assigned: Set<RegisterID> = []
    var storesToMemory = false
    var values: [Operand?] = []
    for (index, expr) in tree.nodes(right).enumerated() {
      let place = places[index]
      if file.constant(of: expr).exists || file.mode(of: expr) == .nilValue {
        values.append(nil)
      } else {
        var operand = try converted(expr, to: place.type)
        if operand.isRegister, operand.width > 0,
          assigned.contains(operand.register) || (isMemory(operand.register) && storesToMemory)
        {
          operand = copied(operand, place.type)
        }
        values.append(operand)
      }
      places[index] = pinned(place, assigned)
      switch places[index] {
      case .register(let operand, _): assigned.insert(operand.register)
      case .frame(let register, _, _), .frameElement(let register, _, _, _, _): assigned.insert(register)
      case .blank: break
      default: storesToMemory = true
      }
    }
    // What is read in place on the right must not have been assigned by then; later reads of earlier targets were
    // copied above. Earlier values that lie in later targets are read before those are written.
    for (index, place) in places.enumerated() {
      if let operand = values[index] {
        try store(operand, to: place)
      } else {
        try store(tree[right, index], to: place)
      }
    }
  }

  /// A place whose operands do not change when earlier places of the assignment are stored to.
  func pinned(_ place: Place, places: [Place]) -> Place {
    var assigned: Set<RegisterID> = []
    for earlier in places {
      switch earlier {
      case .register(let operand, _): assigned.insert(operand.register)
      case .frame(let register, _, _), .frameElement(let register, _, _, _, _): assigned.insert(register)
      default: break
      }
    }
    return pinned(place, assigned)
  }

  /// A place whose operands do not change when registers of `assigned` do.
  private func pinned(_ place: Place, _ assigned: Set<RegisterID>) -> Place {
    func pin(_ operand: Operand) -> Operand {
      guard operand.isRegister, operand.width > 0, assigned.contains(operand.register) else { return operand }
      let info = procedure.registers[Int(operand.register.raw)]
      let copy = words(operand.width, pointers: info.pointers >> UInt64(operand.word))
      move(operand, to: copy)
      return copy
    }
    switch place {
    case .memory(let pointer, let offset, let type): return .memory(pin(pointer), offset: offset, type)
    case .element(let slice, let index, let type): return .element(pin(slice), index: pin(index), type)
    case .frameElement(let register, let offset, let index, let length, let type):
      return .frameElement(register, offset: offset, index: pin(index), length: length, type)
    case .mapElement(let map, let key, let mapType, let type):
      return .mapElement(map: pin(map), key: pin(key), mapType: mapType, type)
    default: return place
    }
  }

  /// `x op= y`, `x++`, `x--` (y is none).
  private func operate(
    _ id: NodeID<Stmt>, _ token: Token, _ left: NodeID<Expr>, _ right: NodeID<Expr>
  ) throws {
    var early: Operand?
    if right.exists, containsCall(right), !containsCall(left), !isVariable(left), !token.isShift {
      early = try converted(right, to: file.type(of: left))
    }
    let place = try place(left)
    let type = place.type
    let shape = layout(type).shape
    var target = place
    if case .mapElement(let map, let key, let mapType, let elementType) = place {
      target = .mapElement(map: map, key: key, mapType: mapType, elementType)
    }
    if token == .add, shape == .string, right.exists {
      let pair = words(4, pointers: 0b0101)
      _ = try load(target, into: pair.part(0, width: 2))
      if let early { move(early, to: pair.part(2, width: 2)) } else { _ = try converted(right, to: type, into: pair.part(2, width: 2)) }
      position = tree.offset(of: id)
      let result: Operand
      if case .register(let operand, _) = target { result = operand } else { result = temporary(type) }
      emit(LOAM_OP_CONCAT, result, pair, .immediate(2))
      try store(result, to: target)
      return
    }
    let old = try load(target)
    position = tree.offset(of: id)
    let result: Operand
    if case .register(let operand, _) = target { result = operand } else { result = temporary(type) }
    if token.isShift {
      if let bits = constantBits(right) {
        shift(token, result, old, by: bits, shape)
      } else {
        shift(token, result, old, try shiftCount(right), shape)
      }
    } else if !right.exists {
      if shape.isInteger {
        try arithmetic(token, result, old, 1, shape)
      } else {
        if shape == .complex {
          let one = complexConstant(Constant(1), type, into: nil)
          try arithmetic(token, result, old, one, shape)
          return try store(result, to: target)
        }
        let one = shape == .float64 ? 1.0.bitPattern : UInt64(Float(1).bitPattern)
        try arithmetic(token, result, old, constantWord(.bits(one)), shape)
      }
    } else if shape.isInteger, let number = smallConstant(right) {
      try arithmetic(token, result, old, number, shape)
    } else {
      let operand = try early ?? converted(right, to: type)
      position = tree.offset(of: id)
      try arithmetic(token, result, old, operand, shape)
    }
    try store(result, to: target)
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
    try statement(initial)
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
    position = max(position, 0)
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
    let registers = Set(results.map(\.register))
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
