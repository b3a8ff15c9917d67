// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Loops.swift — for and range.
//
// How.      Loops test at the bottom: one fused compare-and-branch per iteration, which is also the preemption poll. A
//           simple condition is tested once more before the loop; others are jumped to.

import Bytecode
import CRuntime
import Source
import Syntax
import Types

extension Lowering {
  /// Whether an expression is cheap enough to be lowered twice.
  private func isSimple(_ expr: NodeID<Expr>, _ budget: inout Int) -> Bool {
    budget -= 1
    if budget < 0 { return false }
    if file.constant(of: expr).exists { return true }
    switch tree[expr] {
    case .name: return true
    case .paren(let inner): return isSimple(inner, &budget)
    case .selector(let base, _):
      return file.selection(of: expr).map { $0.kind == .field } ?? true && isSimple(base, &budget)
    case .unary(let token, let inner): return token != .arrow && token != .and && isSimple(inner, &budget)
    case .binary(_, let left, let right): return isSimple(left, &budget) && isSimple(right, &budget)
    case .index(let base, let list): return isSimple(base, &budget) && isSimple(tree[list, 0], &budget)
    case .call(_, let list, _):
      switch file.call(of: expr) {
      case .builtin(.len), .builtin(.cap), .conversion: return isSimple(tree[list, 0], &budget)
      default: return false
      }
    default: return false
    }
  }

  func forStatement(
    _ id: NodeID<Stmt>, _ initial: NodeID<Stmt>, _ condition: NodeID<Expr>, _ post: NodeID<Stmt>, _ body: NodeID<Stmt>
  ) throws {
    let first = procedure.variables.count
    try header(initial)
    let exit = newLabel()
    let bodyLabel = newLabel()
    let next = newLabel()
    let test = newLabel()
    beginLoop()
    var budget = 10
    let isTestedTwice = condition.exists && isSimple(condition, &budget)
    if condition.exists {
      if isTestedTwice {
        try branch(condition, to: exit, when: false)
      } else {
        emit(LOAM_OP_JMP, target: test)
      }
    }
    place(label: bodyLabel)
    targets.append(BranchTarget(statement: id, breakLabel: exit, continueLabel: next))
    try statement(body)
    targets.removeLast()
    place(label: next)
    renewLoopVariables(initial)
    try statement(post)
    if condition.exists {
      if !isTestedTwice { place(label: test) }
      try branch(condition, to: bodyLabel, when: true)
      fuseCounting()
    } else {
      emit(LOAM_OP_JMP, target: bodyLabel)
    }
    endLoop()
    place(label: exit)
    if !condition.exists, !hasBreak(exit) { hasReturned = true }
    endScope(first)
  }

  /// `i++` and `i < n` that end a loop become one instruction.
  private func fuseCounting() {
    let last = procedure.instructions.count - 1
    guard last > 0 else { return }
    let step = procedure.instructions[last - 1]
    let test = procedure.instructions[last]
    guard step.op == LOAM_OP_ADDI, step.a == step.b, step.c == .immediate(1), test.a == step.a else { return }
    let op: Opcode
    var limit = test.b
    switch test.op {
    case LOAM_OP_JLT: op = LOAM_OP_LOOPLT
    case LOAM_OP_JLE: op = LOAM_OP_LOOPLE
    case LOAM_OP_JLTI, LOAM_OP_JLEI:
      let bits = UInt64(bitPattern: Int64(test.b.number))
      if loops[0].constants[bits] == nil, loops[0].constants.count >= 24 { return }
      op = test.op == LOAM_OP_JLTI ? LOAM_OP_LOOPLT : LOAM_OP_LOOPLE
      limit = constantWord(.bits(bits))
    default: return
    }
    if limit == step.a { return }
    procedure.instructions.removeLast(2)
    emit(op, step.a, limit, target: Int(test.target))
  }

  private func hasBreak(_ label: Int) -> Bool {
    procedure.instructions.contains { $0.op.isBranch && $0.target == Int32(label) }
  }

  /// Each iteration has its own copy of the variables of the loop's clause; only those in the heap can be told apart.
  private func renewLoopVariables(_ initial: NodeID<Stmt>) {
    guard initial.exists, case .define(let names, _) = tree[initial] else { return }
    for name in tree.nodes(names) {
      let object = file.object(of: name)
      guard case .boxed(let pointer) = bindings[object] else { continue }
      let type = program[object].type
      let value = load(from: pointer, 0, type)
      emit(LOAM_OP_NEW, pointer, k: .type(type))
      store(value, at: pointer, 0, type)
    }
  }

  // MARK: Range

  func rangeStatement(
    _ id: NodeID<Stmt>, _ left: NodeList<Expr>, _ isDefine: Bool, _ expr: NodeID<Expr>, _ body: NodeID<Stmt>
  ) throws {
    let first = procedure.variables.count
    let type = file.type(of: expr)
    var keyExpr = left.count > 0 ? tree[left, 0] : NodeID<Expr>.none
    var valueExpr = left.count > 1 ? tree[left, 1] : NodeID<Expr>.none
    if keyExpr.exists, tree.symbol(of: keyExpr) == .blank { keyExpr = .none }
    if valueExpr.exists, tree.symbol(of: valueExpr) == .blank { valueExpr = .none }
    let loop = RangeLoop(
      statement: id, key: keyExpr, value: valueExpr, isDefine: isDefine, body: body, exit: newLabel(),
      bodyLabel: newLabel(), next: newLabel())
    switch types.view(of: types.coreType(type)) {
    case .basic(let kind) where kind.isString: try rangeString(loop, expr)
    case .basic: try rangeInteger(loop, expr)
    case .slice(let element):
      let slice = try value(expr)
      let held = mayChange(expr) ? copied(slice, type) : slice
      try rangeElements(loop, held.part(1, width: 1)) { index, destination in
        try self.load(.element(held, index: index, element), into: destination)
      }
    case .array(let element, let length):
      try rangeArray(loop, expr, element, Int(length))
    case .pointer(let array):
      guard case .array(let element, let length) = types.underlyingView(of: array) else { break }
      let pointer = loop.value.exists ? try value(expr) : try value(expr)
      let held = mayChange(expr) ? copied(pointer, type) : pointer
      try rangeElements(loop, constantWord(Int(length))) { index, destination in
        let place = try self.arrayElement(.memory(held, offset: 0, array), index, Int(length), element)
        return try self.load(place, into: destination)
      }
    case .map(let key, let element): try rangeMap(loop, expr, type, key, element)
    case .channel(_, let element): try rangeChannel(loop, expr, element)
    default: throw unsupported("range over this type")
    }
    endScope(first)
  }

  private struct RangeLoop {
    let statement: NodeID<Stmt>
    let key: NodeID<Expr>
    let value: NodeID<Expr>
    let isDefine: Bool
    let body: NodeID<Stmt>
    let exit: Int
    let bodyLabel: Int
    let next: Int
  }

  /// Whether a value that is read in place may change while the loop runs.
  private func mayChange(_ expr: NodeID<Expr>) -> Bool {
    let node = unparenthesized(expr)
    switch tree[node] {
    case .name:
      let flags = program[file.object(of: node)].flags
      return flags.contains(.isAssigned) || flags.contains(.isAddressTaken) || flags.contains(.isPackageLevel)
    case .call, .composite: return false
    default: return true
    }
  }

  /// Whether the loop's own register may serve as the variable.
  private func sharesRegister(_ expr: NodeID<Expr>, _ isDefine: Bool) -> Bool {
    guard expr.exists, isDefine else { return false }
    let object = file.object(of: expr)
    return !needsAddress(object) && !program[object].flags.contains(.isAssigned)
  }

  /// Gives the loop's variable its value of this iteration.
  private func assignLoopVariable(_ expr: NodeID<Expr>, _ isDefine: Bool, _ operand: Operand, _ type: TypeID) throws {
    guard expr.exists else { return }
    if isDefine {
      let object = file.object(of: expr)
      if !needsAddress(object) {
        let place = declare(object)
        try store(operand, to: place)
        return
      }
      try store(operand, to: declare(object))
      return
    }
    let target = try place(expr)
    try store(try converted(operand, type, to: target.type), to: target)
  }

  /// Assigns key and value to what stands left of `=`: first all operands, then the values in order.
  private func assignBoth(_ loop: RangeLoop, _ key: (Operand, TypeID), _ value: () throws -> (Operand, TypeID)) throws {
    let keyPlace = try place(loop.key)
    let valuePlace = pinned(try place(loop.value), places: [keyPlace])
    let element = try value()
    try store(try converted(key.0, key.1, to: keyPlace.type), to: keyPlace)
    try store(try converted(element.0, element.1, to: valuePlace.type), to: valuePlace)
  }

  private func bodyOf(_ loop: RangeLoop) throws {
    targets.append(BranchTarget(statement: loop.statement, breakLabel: loop.exit, continueLabel: loop.next))
    let first = procedure.variables.count
    try statement(loop.body)
    endScope(first)
    targets.removeLast()
  }

  /// Counts an index from 0 up to `length`; `load` gives the element there.
  private func rangeElements(
    _ loop: RangeLoop, _ length: Operand, _ load: (Operand, Operand?) throws -> Operand
  ) throws {
    let keyType = loop.key.exists ? file.type(of: loop.key) : TypeID.int
    let index = temporaryWord()
    self.load(constant: .bits(0), into: index)
    beginLoop()
    compareBranch(.lessEqual, length, index, isSigned: true, loop.exit)
    place(label: loop.bodyLabel)
    if loop.value.exists, loop.key.exists, !loop.isDefine {
      try assignBoth(loop, (index, keyType)) { (try load(index, nil), try valueType(loop)) }
      try bodyOf(loop)
      place(label: loop.next)
      emit(LOAM_OP_LOOPLT, index, length, target: loop.bodyLabel)
      endLoop()
      place(label: loop.exit)
      return
    }
    if loop.value.exists {
      if loop.isDefine, !needsAddress(file.object(of: loop.value)), !isOnHeap(file.object(of: loop.value)) {
        let object = file.object(of: loop.value)
        let register = newRegister(program[object].type)
        _ = try load(index, whole(register))
        bindings[object] = .register(register)
        note(object, register, from: procedure.instructions.count, isBoxed: false)
      } else {
        let elementType = try valueType(loop)
        try assignLoopVariable(loop.value, loop.isDefine, try load(index, nil), elementType)
      }
    }
    if sharesRegister(loop.key, loop.isDefine) {
      bindings[file.object(of: loop.key)] = .register(index.register)
      note(file.object(of: loop.key), index.register, from: procedure.instructions.count, isBoxed: false)
    } else {
      try assignLoopVariable(loop.key, loop.isDefine, index, keyType)
    }
    try bodyOf(loop)
    place(label: loop.next)
    emit(LOAM_OP_LOOPLT, index, length, target: loop.bodyLabel)
    endLoop()
    place(label: loop.exit)
  }

  /// The type of the elements, when the variable they are assigned to may have another.
  private func valueType(_ loop: RangeLoop) throws -> TypeID {
    guard case .range(_, _, let expr, _, _) = tree[loop.statement] else { return file.type(of: loop.value) }
    switch types.view(of: types.coreType(file.type(of: expr))) {
    case .slice(let element), .array(let element, _), .channel(_, let element), .map(_, let element): return element
    case .pointer(let array):
      if case .array(let element, _) = types.underlyingView(of: array) { return element }
    case .basic: return .int32
    default: break
    }
    return file.type(of: loop.value)
  }

  private func rangeInteger(_ loop: RangeLoop, _ expr: NodeID<Expr>) throws {
    let type = loop.key.exists && loop.isDefine ? program[file.object(of: loop.key)].type : file.type(of: expr)
    let shape = layout(types.defaultType(type)).shape
    var limit = try converted(expr, to: types.defaultType(type))
    if !file.constant(of: expr).exists, mayChange(expr) { limit = copied(limit, types.defaultType(type)) }
    let index = temporaryWord()
    load(constant: .bits(0), into: index)
    let isSigned = shape.isSigned || shape.bits < 64
    beginLoop()
    compareBranch(.lessEqual, limit, index, isSigned: isSigned, loop.exit)
    place(label: loop.bodyLabel)
    if sharesRegister(loop.key, loop.isDefine) {
      bindings[file.object(of: loop.key)] = .register(index.register)
      note(file.object(of: loop.key), index.register, from: procedure.instructions.count, isBoxed: false)
    } else {
      try assignLoopVariable(loop.key, loop.isDefine, index, type)
    }
    try bodyOf(loop)
    place(label: loop.next)
    if isSigned {
      emit(LOAM_OP_LOOPLT, index, limit, target: loop.bodyLabel)
    } else {
      emit(LOAM_OP_ADDI, index, index, .immediate(1))
      emit(LOAM_OP_JULT, index, limit, target: loop.bodyLabel)
    }
    endLoop()
    place(label: loop.exit)
  }

  private func rangeArray(_ loop: RangeLoop, _ expr: NodeID<Expr>, _ element: TypeID, _ length: Int) throws {
    if !loop.value.exists {
      // Only the length is wanted; the array is not evaluated unless that has effects.
      if case .call = tree[unparenthesized(expr)] { _ = try value(expr) }
      return try rangeElements(loop, constantWord(length)) { index, destination in destination ?? index }
    }
    let type = file.type(of: expr)
    var place: Place = .register(try value(expr), type)
    if file.mode(of: expr) == .variable, case .register(let operand, _) = place, mayChange(expr) {
      place = .register(copied(operand, type), type)
    }
    try rangeElements(loop, constantWord(length)) { index, destination in
      try self.load(self.arrayElement(place, index, length, element), into: destination)
    }
  }

  private func rangeString(_ loop: RangeLoop, _ expr: NodeID<Expr>) throws {
    let string = try value(expr)
    let held = mayChange(expr) && !file.constant(of: expr).exists ? copied(string, .string) : string
    // The rune and, next to it, the index behind it.
    let decoded = words(2, pointers: 0)
    let index = temporaryWord()
    load(constant: .bits(0), into: index)
    beginLoop()
    compareBranch(.lessEqual, held.part(1, width: 1), index, isSigned: true, loop.exit)
    place(label: loop.bodyLabel)
    emit(LOAM_OP_DECODE_RUNE, decoded, held, index)
    if loop.value.exists, loop.key.exists, !loop.isDefine {
      try assignBoth(loop, (index, .int)) { (decoded.part(0, width: 1), .int32) }
    } else if loop.value.exists {
      try assignLoopVariable(loop.value, loop.isDefine, decoded.part(0, width: 1), .int32)
    }
    if loop.value.exists, loop.key.exists, !loop.isDefine {
    } else if sharesRegister(loop.key, loop.isDefine) {
      bindings[file.object(of: loop.key)] = .register(index.register)
      note(file.object(of: loop.key), index.register, from: procedure.instructions.count, isBoxed: false)
    } else {
      try assignLoopVariable(loop.key, loop.isDefine, index, .int)
    }
    try bodyOf(loop)
    place(label: loop.next)
    move(decoded.part(1, width: 1), to: index)
    compareBranch(.less, index, held.part(1, width: 1), isSigned: true, loop.bodyLabel)
    endLoop()
    place(label: loop.exit)
  }

  private func rangeMap(
    _ loop: RangeLoop, _ expr: NodeID<Expr>, _ type: TypeID, _ key: TypeID, _ element: TypeID
  ) throws {
    let map = try value(expr)
    position = tree.offset(of: expr)
    let iterator = words(Int(LOAM_MAP_ITERATOR_SLOTS), pointers: UInt64(LOAM_MAP_ITERATOR_POINTERS))
    emit(LOAM_OP_MAPITER, iterator, map, k: .type(type))
    beginLoop()
    place(label: loop.next)
    let keyOperand = loop.key.exists ? temporary(key) : .none
    let valueOperand = loop.value.exists ? temporary(element) : .none
    emit(LOAM_OP_MAPNEXT, iterator, keyOperand, valueOperand, k: .label(loop.exit))
    if loop.value.exists, loop.key.exists, !loop.isDefine {
      try assignBoth(loop, (keyOperand, key)) { (valueOperand, element) }
    } else {
      try assignLoopVariable(loop.key, loop.isDefine, keyOperand, key)
      try assignLoopVariable(loop.value, loop.isDefine, valueOperand, element)
    }
    try bodyOf(loop)
    emit(LOAM_OP_JMP, target: loop.next)
    endLoop()
    place(label: loop.exit)
  }

  private func rangeChannel(_ loop: RangeLoop, _ expr: NodeID<Expr>, _ element: TypeID) throws {
    var channel = try value(expr)
    if mayChange(expr) { channel = copied(channel, file.type(of: expr)) }
    beginLoop()
    place(label: loop.next)
    let ok = temporaryWord()
    let value = loop.key.exists ? temporary(element) : .none
    position = tree.offset(of: expr)
    emit(LOAM_OP_RECV, value.isRegister && value.width == 0 ? .none : value, channel, ok)
    emit(LOAM_OP_JF, ok, target: loop.exit)
    try assignLoopVariable(loop.key, loop.isDefine, value, element)
    try bodyOf(loop)
    emit(LOAM_OP_JMP, target: loop.next)
    endLoop()
    place(label: loop.exit)
  }
}
