// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Expressions.swift — values of expressions.
//
// How.      `value` gives the operand that holds an expression's value: the variable itself when it is read in place,
//           else the wanted destination or a new register. Only the last instruction writes the destination, but for
//           composite literals, which build in place: whoever passes a destination that the expression may read asks
//           `buildsInPlace` first.

import Bytecode
import CRuntime
import Escape
import Source
import Syntax
import Types

extension Lowering {
  // MARK: Constants

  func unparenthesized(_ expr: NodeID<Expr>) -> NodeID<Expr> {
    var expr = expr
    while case .paren(let inner) = tree[expr] { expr = inner }
    return expr
  }

  /// The value of a constant expression of integer, boolean or float type as the word that a slot holds.
  func constantBits(_ expr: NodeID<Expr>) -> UInt64? {
    let id = file.constant(of: expr)
    guard id.exists else { return nil }
    return constantBits(program[id], file.type(of: expr))
  }

  func constantBits(_ constant: Constant, _ type: TypeID) -> UInt64? {
    let shape = layout(type).shape
    if shape == .bool { return constant.bool.map { $0 ? 1 : 0 } }
    if shape.isInteger || shape == .pointer { return integerBits(constant).map { normalized($0, shape) } }
    if shape == .float64 { return constant.double.map { $0.bitPattern } }
    if shape == .float32 { return constant.float.map { UInt64($0.bitPattern) } }
    return nil
  }

  private func integerBits(_ constant: Constant) -> UInt64? {
    if let bits = constant.bits { return bits }
    return constant.double.map { UInt64(bitPattern: Int64($0)) }
  }

  /// A word as a slot of this shape holds it.
  func normalized(_ bits: UInt64, _ shape: ValueShape) -> UInt64 {
    switch shape {
    case .int8: UInt64(bitPattern: Int64(Int8(truncatingIfNeeded: bits)))
    case .int16: UInt64(bitPattern: Int64(Int16(truncatingIfNeeded: bits)))
    case .int32: UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: bits)))
    case .uint8, .bool: bits & 0xff
    case .uint16: bits & 0xffff
    case .uint32: bits & 0xffff_ffff
    default: bits
    }
  }

  /// A constant integer expression's value, as a signed number.
  func constantInteger(_ expr: NodeID<Expr>) -> Int64? {
    guard expr.exists, layout(file.type(of: expr)).shape.isInteger, let bits = constantBits(expr) else { return nil }
    return Int64(bitPattern: bits)
  }

  /// A constant that fits an immediate field.
  func smallConstant(_ expr: NodeID<Expr>) -> Int? {
    let shape = layout(file.type(of: expr)).shape
    guard shape.isInteger || shape == .bool, let bits = constantBits(expr) else { return nil }
    let value = Int64(bitPattern: bits)
    return value >= -32768 && value <= 32767 ? Int(value) : nil
  }

  private func constantValue(_ constant: Constant, _ type: TypeID, into destination: Operand?) throws -> Operand {
    let layout = layout(type)
    if let bits = constantBits(constant, type) {
      if let destination {
        load(constant: .bits(bits), into: destination)
        return destination
      }
      return constantWord(.bits(bits))
    }
    if layout.shape == .string, let bytes = constant.bytes {
      let target = destination ?? temporary(type)
      stringConstant(bytes, into: target)
      return target
    }
    if layout.shape == .complex { return complexConstant(constant, type, into: destination) }
    if layout.shape.isInterface {
      // An untyped constant in an interface has been given its default type by the checker.
      throw unsupported("constant of interface type")
    }
    throw unsupported("constant of type \(program.runtimeText(type))")
  }

  func stringConstant(_ bytes: [UInt8], into target: Operand) {
    if bytes.isEmpty {
      zero(target)
    } else {
      emit(LOAM_OP_LOADK2, target, k: .string(stringIndex(bytes)), k2: .bits(UInt64(bytes.count)))
    }
  }

  // MARK: Values

  /// Whether lowering the expression into a destination writes parts of it before all operands were read.
  func buildsInPlace(_ expr: NodeID<Expr>) -> Bool {
    switch tree[unparenthesized(expr)] {
    case .composite, .function: true
    case .call: file.call(of: unparenthesized(expr)) != .call
    default: false
    }
  }

  /// The value of an expression that has one; in `destination` when that is given.
  func value(_ expr: NodeID<Expr>, into destination: Operand? = nil) throws -> Operand {
    let constant = file.constant(of: expr)
    let type = file.type(of: expr)
    if constant.exists {
      position = tree.offset(of: expr)
      return try constantValue(program[constant], type, into: destination)
    }
    if file.mode(of: expr) == .nilValue {
      let target = destination ?? temporary(type)
      zero(target)
      return target
    }
    position = tree.offset(of: expr)
    switch tree[expr] {
    case .paren(let inner): return try value(inner, into: destination)
    case .name(let symbol):
      let object = file.object(of: expr)
      switch program[object].kind {
      case .variable: return try load(place(of: object), into: destination)
      case .function: return functionValue(.function(program[object].function), into: destination)
      case .nil:
        let target = destination ?? temporary(type)
        zero(target)
        return target
      default: throw unsupported("name \(program.text(symbol)) as a value")
      }
    case .selector(let base, _): return try selector(expr, base, into: destination)
    case .star(let pointer):
      let pointer = try value(pointer)
      position = tree.offset(of: expr)
      return load(from: pointer, 0, type, into: destination)
    case .index(let base, let list):
      if case .function = types.view(of: types.coreType(file.type(of: base))) {
        throw unsupported("generic function")
      }
      if case .basic = types.underlyingView(of: file.type(of: base)), file.constant(of: base).exists {
        let text = try value(base)
        let index = try value(tree[list, 0])
        return try load(.element(text, index: index, type), into: destination)
      }
      let place = try place(expr)
      position = tree.offset(of: expr)
      return try load(place, into: destination)
    case .slice(let base, let low, let high, let max, let full):
      return try slice(expr, base, low, high, max, full, into: destination)
    case .assertion(let inner, _): return try assertion(expr, inner, into: destination)
    case .unary(let token, let inner): return try unary(expr, token, inner, into: destination)
    case .binary(let token, let left, let right): return try binary(expr, token, left, right, into: destination)
    case .call:
      switch file.call(of: expr) {
      case .conversion: return try conversion(expr, into: destination)
      case .builtin(let builtin): return try self.builtin(expr, builtin, into: destination)
      default:
        let results = try call(expr, into: destination.map { [$0] })
        guard let first = results.first else { return .none }
        return first
      }
    case .composite: return try composite(expr, into: destination)
    case .function: return try literal(expr, into: destination)
    default: throw unsupported("this expression")
    }
  }

  /// Evaluates an expression for its effects.
  func discard(_ expr: NodeID<Expr>) throws {
    if file.constant(of: expr).exists { return }
    _ = try value(expr)
  }

  /// A function as a value: its own address.
  func functionValue(_ callee: Callee, into destination: Operand?) -> Operand {
    let target = destination ?? temporaryPointer()
    emit(LOAM_OP_LOADK, target, k: .function(callee))
    return target
  }

  // MARK: Implicit conversion

  /// The value of an expression as a value of a type that it is assignable to.
  func converted(_ expr: NodeID<Expr>, to target: TypeID, into destination: Operand? = nil) throws -> Operand {
    let type = file.type(of: expr)
    if file.mode(of: expr) == .nilValue || type == .untypedNil {
      let result = destination ?? temporary(target)
      zero(result)
      return result
    }
    let targetShape = layout(target).shape
    guard targetShape.isInterface else {
      if file.constant(of: expr).exists, types.isUntyped(type) {
        return try constantValue(program[file.constant(of: expr)], target, into: destination)
      }
      return try value(expr, into: destination)
    }
    if types.isInterface(type) {
      if types.underlying(type) == types.underlying(target) { return try value(expr, into: destination) }
      return try interfaceToInterface(try value(expr), type, target, into: destination)
    }
    let concrete = types.defaultType(type)
    if file.constant(of: expr).exists {
      let result = destination ?? temporary(target)
      position = tree.offset(of: expr)
      emit(LOAM_OP_LOADK, result.part(0, width: 1), k: typeWord(concrete, target))
      emit(
        LOAM_OP_LOADK, result.part(1, width: 1),
        k: .image(try constantImage(program[file.constant(of: expr)], concrete)))
      return result
    }
    let value = try value(expr)
    position = tree.offset(of: expr)
    let isOnHeap = isOnHeap(unparenthesized(expr), concrete, as: .box)
    return box(value, concrete, target, isOnHeap: isOnHeap, into: destination)
  }

  /// The first word of an interface of type `target` that holds a value of type `concrete`.
  func typeWord(_ concrete: TypeID, _ target: TypeID) -> Constant64 {
    layout(target).shape == .eface ? .type(concrete) : .itab(interface: target, type: concrete)
  }

  /// Puts a value of a concrete type into an interface.
  func box(
    _ value: Operand, _ concrete: TypeID, _ target: TypeID, isOnHeap: Bool, into destination: Operand?
  ) -> Operand {
    let result = destination ?? temporary(target)
    let data = result.part(1, width: 1)
    let layout = layout(concrete)
    if layout.shape == .pointer {
      move(value, to: data)
    } else if isOnHeap || layout.slots == 0 {
      let whole = layout.slots == 0 ? data : value
      emit(LOAM_OP_BOX, data, whole, k: .type(concrete))
    } else {
      let memory = newRegister(concrete)
      makeMemory(memory)
      move(value, to: self.whole(memory))
      emit(LOAM_OP_ADDR, data, self.whole(memory), .immediate(0))
    }
    emit(LOAM_OP_LOADK, result.part(0, width: 1), k: typeWord(concrete, target))
    return result
  }

  /// Converts between interface types of which the target's methods are a subset.
  func interfaceToInterface(
    _ value: Operand, _ type: TypeID, _ target: TypeID, into destination: Operand?
  ) throws -> Operand {
    let from = layout(type).shape
    let to = layout(target).shape
    if from == .eface, to == .eface { return deliver(value, destination) }
    let result = destination ?? temporary(target)
    if to == .eface {
      emit(LOAM_OP_I2E, result, value)
      return result
    }
    var eface = value
    if from == .iface {
      eface = temporary(.emptyInterface)
      emit(LOAM_OP_I2E, eface, value)
    }
    emit(LOAM_OP_E2I, result, eface, k: .type(target))
    return result
  }

  /// A value of any interface type as an `any`.
  func eface(_ value: Operand, _ type: TypeID) -> Operand {
    if layout(type).shape == .eface { return value }
    let result = temporary(.emptyInterface)
    emit(LOAM_OP_I2E, result, value)
    return result
  }

  // MARK: Selectors

  private func selector(_ expr: NodeID<Expr>, _ base: NodeID<Expr>, into destination: Operand?) throws -> Operand {
    guard let selection = file.selection(of: expr) else {
      let object = file.object(of: expr)
      switch program[object].kind {
      case .variable: return try load(place(of: object), into: destination)
      case .function:
        guard let converter = file.foreignConversions[expr] else {
          return functionValue(.function(program[object].function), into: destination)
        }
        return deliver(
          try foreign(functionValue(.function(program[object].function), into: nil), by: converter), destination)
      default: throw unsupported("qualified name as a value")
      }
    }
    switch selection.kind {
    case .field:
      let place = try fieldPlace(base, selection.path)
      position = tree.offset(of: expr)
      return try load(place, into: destination)
    case .method, .interfaceMethod: return try methodValue(expr, base, selection, into: destination)
    case .methodExpression, .interfaceMethodExpression:
      return functionValue(methodExpression(selection, expr), into: destination)
    }
  }

  func methodExpression(_ selection: Selection, _ expr: NodeID<Expr>) -> Callee {
    let name: Symbol
    let package: PackageID
    if selection.kind == .interfaceMethodExpression, let interface = types.interface(of: selection.interface) {
      name = interface.methods[selection.methodIndex].name
      package = interface.methods[selection.methodIndex].package
    } else {
      let object = program[selection.function]
      name = object.name
      package = program.symbols.isExported(name) ? .none : object.package
      let id = object.function
      // The method itself takes its receiver first.
      if selection.path.isEmpty, program[id].receiver.exists, program[program[id].receiver].type == selection.receiver {
        return .function(id)
      }
    }
    return .methodExpression(selection.receiver, name: name.raw, package: package)
  }

  // MARK: Slices

  private func slice(
    _ expr: NodeID<Expr>, _ base: NodeID<Expr>, _ low: NodeID<Expr>, _ high: NodeID<Expr>, _ max: NodeID<Expr>,
    _ full: Bool, into destination: Operand?
  ) throws -> Operand {
    let baseType = file.type(of: base)
    let resultType = file.type(of: expr)
    var source: Operand = .none
    var length: Operand = .none
    var elementSize = 1
    var arrayLength = -1
    var isString = false
    switch types.view(of: types.coreType(baseType)) {
    case .basic:
      isString = true
      source = try value(base)
      length = source.part(1, width: 1)
    case .slice(let element):
      source = try value(base)
      length = source.part(1, width: 1)
      elementSize = layout(element).size
    case .array(let element, let count):
      source = try address(of: try place(base))
      elementSize = layout(element).size
      arrayLength = Int(count)
    case .pointer(let array):
      guard case .array(let element, let count) = types.underlyingView(of: array) else { break }
      source = try value(base)
      elementSize = layout(element).size
      arrayLength = Int(count)
    default: throw unsupported("slice of this type")
    }
    let indexes = words(isString ? 2 : 3, pointers: 0)
    if low.exists {
      _ = try value(low, into: indexes.part(0, width: 1))
    } else {
      zero(indexes.part(0, width: 1))
    }
    if high.exists {
      _ = try value(high, into: indexes.part(1, width: 1))
    } else if arrayLength >= 0 {
      load(constant: .bits(UInt64(arrayLength)), into: indexes.part(1, width: 1))
    } else {
      move(length, to: indexes.part(1, width: 1))
    }
    if !isString {
      if max.exists {
        _ = try value(max, into: indexes.part(2, width: 1))
      } else if arrayLength >= 0 {
        load(constant: .bits(UInt64(arrayLength)), into: indexes.part(2, width: 1))
      } else {
        move(source.part(2, width: 1), to: indexes.part(2, width: 1))
      }
    }
    position = tree.offset(of: expr)
    let result = destination ?? temporary(resultType)
    // Messages say unsigned bounds as unsigned numbers.
    let unsigned = (isUnsignedWord(low) ? 1 : 0) | (isUnsignedWord(high) ? 2 : 0) | (isUnsignedWord(max) ? 4 : 0)
    let size = UInt64(elementSize) | (full ? 1 << 63 : 0) | UInt64(unsigned) << 60
    if isString {
      emit(unsigned == 0 ? LOAM_OP_SLICE_STRING : LOAM_OP_SLICE_STRINGU, result, source, indexes)
    } else if arrayLength >= 0 {
      emit(LOAM_OP_SLICE_POINTER, result, source, indexes, k: .bits(size), k2: .bits(UInt64(arrayLength)))
    } else {
      emit(LOAM_OP_SLICE, result, source, indexes, k: .bits(size))
    }
    return result
  }

  // MARK: Assertions

  /// `x.(T)` without a second result.
  private func assertion(_ expr: NodeID<Expr>, _ inner: NodeID<Expr>, into destination: Operand?) throws -> Operand {
    let type = file.type(of: expr)
    let innerType = file.type(of: inner)
    let source = eface(try value(inner), innerType)
    position = tree.offset(of: expr)
    let result = destination ?? temporary(type)
    let op: Opcode =
      switch layout(type).shape {
      case .eface: LOAM_OP_ASSERT_E
      case .iface: LOAM_OP_ASSERT_I
      default: LOAM_OP_ASSERT_T
      }
    emit(op, result, source, k: .type(type), k2: .type(innerType))
    return result
  }

  /// `v, ok = x.(T)` on an `any`.
  func assertion(of source: Operand, to type: TypeID, value: Operand, ok: Operand) {
    switch layout(type).shape {
    case .eface:
      emit(LOAM_OP_NEI, ok, source.part(0, width: 1), .immediate(0))
      move(source, to: value)
    case .iface: emit(LOAM_OP_ASSERT_I_OK, value, source, ok, k: .type(type))
    default: emit(LOAM_OP_ASSERT_T_OK, value, source, ok, k: .type(type))
    }
  }

  // MARK: Unary operators

  private func unary(
    _ expr: NodeID<Expr>, _ token: Token, _ inner: NodeID<Expr>, into destination: Operand?
  ) throws -> Operand {
    let type = file.type(of: expr)
    let shape = layout(type).shape
    switch token {
    case .and: return try addressOf(expr, inner, into: destination)
    case .arrow:
      let channel = try value(inner)
      position = tree.offset(of: expr)
      let result = destination ?? temporary(type)
      emit(LOAM_OP_RECV, result.width == 0 ? .none : result, channel)
      return result
    case .add: return try value(inner, into: destination)
    case .not:
      let operand = try value(inner)
      let result = destination ?? temporary(type)
      emit(LOAM_OP_LNOT, result, operand)
      return result
    case .subtract:
      let operand = try value(inner)
      let result = destination ?? temporary(type)
      switch shape {
      case .float64: emit(LOAM_OP_FNEG, result, operand)
      case .float32: emit(LOAM_OP_F32NEG, result, operand)
      case .complex: negateComplex(operand, into: result)
      default:
        emit(LOAM_OP_NEG, result, operand)
        normalize(result, shape)
      }
      return result
    case .xor:
      let operand = try value(inner)
      let result = destination ?? temporary(type)
      emit(LOAM_OP_NOT, result, operand)
      if !shape.isSigned { normalize(result, shape) }
      return result
    default: throw unsupported("this operator")
    }
  }

  private func addressOf(_ expr: NodeID<Expr>, _ inner: NodeID<Expr>, into destination: Operand?) throws -> Operand {
    let target = unparenthesized(inner)
    if case .composite = tree[target] {
      let type = file.type(of: target)
      if !isOnHeap(expr, type) {
        let memory = newRegister(type)
        makeMemory(memory)
        _ = try composite(target, into: whole(memory), mustZero: true)
        let result = destination ?? temporaryPointer()
        emit(LOAM_OP_ADDR, result, whole(memory), .immediate(0))
        return result
      }
      let pointer = temporaryPointer()
      try compositeOnHeap(target, type, into: pointer)
      return deliver(pointer, destination)
    }
    return try address(of: try place(target), into: destination)
  }

  /// Brings a result of 64-bit arithmetic back into the range of its type.
  func normalize(_ operand: Operand, _ shape: ValueShape) {
    switch shape {
    case .int8: emit(LOAM_OP_EXT8S, operand, operand)
    case .uint8: emit(LOAM_OP_EXT8U, operand, operand)
    case .int16: emit(LOAM_OP_EXT16S, operand, operand)
    case .uint16: emit(LOAM_OP_EXT16U, operand, operand)
    case .int32: emit(LOAM_OP_EXT32S, operand, operand)
    case .uint32: emit(LOAM_OP_EXT32U, operand, operand)
    default: break
    }
  }
}
