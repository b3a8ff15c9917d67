// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Assignments.swift — assignments in their two phases, and expressions with several values.

import Bytecode
import CRuntime
import Source
import Syntax
import Types

extension Lowering {
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

  func assign(_ left: NodeList<Expr>, _ right: NodeList<Expr>) throws {
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

  func isVariable(_ expr: NodeID<Expr>) -> Bool {
    if case .name = tree[unparenthesized(expr)] { return true }
    return false
  }

  /// Whether an assignment moves a long value from memory to memory, so that it need not pass through the frame.
  func copiesMemory(_ left: NodeID<Expr>, _ right: NodeID<Expr>) -> Bool {
    let type = file.type(of: left)
    let layout = layout(type)
    guard layout.shape == .aggregate, layout.size > 16, file.type(of: right) == type,
      file.mode(of: right) == .variable, file.mode(of: left) == .variable
    else { return false }
    return isInMemory(left) && isInMemory(right)
  }

  /// Whether an addressable expression certainly lies behind a pointer.
  func isInMemory(_ expr: NodeID<Expr>) -> Bool {
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
  func isOwnAppend(_ expr: NodeID<Expr>) -> Bool {
    switch file.call(of: unparenthesized(expr)) {
    case .builtin(.make): false
    case .builtin: true
    case .conversion:
      // A conversion is as its operand is.
      if case .call(_, let arguments, _) = tree[unparenthesized(expr)] {
        !buildsInPlace(tree[arguments, 0])
      } else {
        false
      }
    default: false
    }
  }

  func assignMany(_ left: NodeList<Expr>, _ right: NodeList<Expr>) throws {
    var places: [Place] = []
    for expr in tree.nodes(left) {
      if isNew(expr), !isBlank(expr) {
        places.append(declare(file.object(of: expr)))
      } else {
        places.append(try place(expr))
      }
    }
    var assigned: [RegisterID] = []
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
      case .register(let operand, _): assigned.append(operand.register)
      case .frame(let register, _, _), .frameElement(let register, _, _, _, _): assigned.append(register)
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
    var assigned: [RegisterID] = []
    for earlier in places {
      switch earlier {
      case .register(let operand, _): assigned.append(operand.register)
      case .frame(let register, _, _), .frameElement(let register, _, _, _, _): assigned.append(register)
      default: break
      }
    }
    return pinned(place, assigned)
  }

  /// A place whose operands do not change when registers of `assigned` do.
  func pinned(_ place: Place, _ assigned: [RegisterID]) -> Place {
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
  func operate(
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
      if let early {
        move(early, to: pair.part(2, width: 2))
      } else {
        _ = try converted(right, to: type, into: pair.part(2, width: 2))
      }
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
}
