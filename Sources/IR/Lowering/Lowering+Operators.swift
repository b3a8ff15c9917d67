// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Operators.swift — binary operators, comparisons, and conditions as jumps.

import Bytecode
import CRuntime
import Source
import Syntax
import Types

extension Lowering {
  func binary(
    _ expr: NodeID<Expr>, _ token: Token, _ left: NodeID<Expr>, _ right: NodeID<Expr>, into destination: Operand?
  ) throws -> Operand {
    let type = file.type(of: expr)
    switch token {
    case .andAnd, .orOr: return try booleanValue(expr, into: destination)
    case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual:
      return try comparison(expr, token, left, right, into: destination)
    case .add where layout(type).shape == .string: return try concatenation(expr, into: destination)
    default: break
    }
    let shape = layout(type).shape
    if token.isShift { return try shift(expr, token, left, right, shape, into: destination) }
    if shape.isInteger, let result = try immediate(expr, token, left, right, shape, into: destination) {
      return result
    }
    let a: Operand
    let b: Operand
    if !containsCall(left), containsCall(right) {
      // Calls are made before variables are read, as Go's compiler does.
      b = try value(right)
      a = try value(left)
    } else {
      a = try value(left)
      b = try value(right)
    }
    position = tree.offset(of: expr)
    let result = destination ?? temporary(type)
    try arithmetic(token, result, a, b, shape)
    return result
  }

  /// `a op b` where one side is a small constant.
  private func immediate(
    _ expr: NodeID<Expr>, _ token: Token, _ left: NodeID<Expr>, _ right: NodeID<Expr>, _ shape: ValueShape,
    into destination: Operand?
  ) throws -> Operand? {
    if let number = smallConstant(right) {
      return try immediate(token, try value(left), number, shape, expr, into: destination)
    }
    if let number = smallConstant(left) {
      switch token {
      case .add, .multiply, .and, .or, .xor:
        return try immediate(token, try value(right), number, shape, expr, into: destination)
      case .subtract where shape.bits == 64:
        let operand = try value(right)
        let result = destination ?? temporary(file.type(of: expr))
        emit(LOAM_OP_RSUBI, result, operand, .immediate(number))
        return result
      default: return nil
      }
    }
    return nil
  }

  private func immediate(
    _ token: Token, _ operand: Operand, _ number: Int, _ shape: ValueShape, _ expr: NodeID<Expr>,
    into destination: Operand?
  ) throws -> Operand {
    position = tree.offset(of: expr)
    let result = destination ?? temporary(file.type(of: expr))
    try arithmetic(token, result, operand, number, shape)
    return result
  }

  /// `result = a op number`.
  func arithmetic(_ token: Token, _ result: Operand, _ a: Operand, _ number: Int, _ shape: ValueShape) throws {
    switch token {
    case .add:
      emit(LOAM_OP_ADDI, result, a, .immediate(number))
      normalize(result, shape)
    case .subtract where number > -32768:
      emit(LOAM_OP_ADDI, result, a, .immediate(-number))
      normalize(result, shape)
    case .multiply:
      if number > 0, number & (number - 1) == 0 {
        emit(LOAM_OP_SHLI, result, a, .immediate(number.trailingZeroBitCount))
      } else {
        emit(LOAM_OP_MULI, result, a, .immediate(number))
      }
      normalize(result, shape)
    case .and:
      emit(LOAM_OP_ANDI, result, a, .immediate(number))
    case .or:
      emit(LOAM_OP_ORI, result, a, .immediate(number))
    case .xor:
      emit(LOAM_OP_XORI, result, a, .immediate(number))
    case .andNot:
      emit(LOAM_OP_ANDI, result, a, .immediate(~number))
    case .divide where !shape.isSigned && number > 0 && number & (number - 1) == 0:
      emit(LOAM_OP_SHRI, result, a, .immediate(number.trailingZeroBitCount))
    case .remainder where !shape.isSigned && number > 0 && number & (number - 1) == 0:
      emit(LOAM_OP_ANDI, result, a, .immediate(number - 1))
    default:
      try arithmetic(token, result, a, constantWord(number), shape)
    }
  }

  /// `result = a op b` for operands of one shape.
  func arithmetic(_ token: Token, _ result: Operand, _ a: Operand, _ b: Operand, _ shape: ValueShape) throws {
    switch shape {
    case .float64:
      switch token {
      case .add: emit(LOAM_OP_FADD, result, a, b)
      case .subtract: emit(LOAM_OP_FSUB, result, a, b)
      case .multiply: emit(LOAM_OP_FMUL, result, a, b)
      case .divide: emit(LOAM_OP_FDIV, result, a, b)
      default: throw unsupported("this operator")
      }
      return
    case .float32:
      switch token {
      case .add: emit(LOAM_OP_F32ADD, result, a, b)
      case .subtract: emit(LOAM_OP_F32SUB, result, a, b)
      case .multiply: emit(LOAM_OP_F32MUL, result, a, b)
      case .divide: emit(LOAM_OP_F32DIV, result, a, b)
      default: throw unsupported("this operator")
      }
      return
    case .string:
      guard token == .add else { throw unsupported("this operator") }
      let pair = words(4, pointers: 0b0101)
      move(a, to: pair.part(0, width: 2))
      move(b, to: pair.part(2, width: 2))
      emit(LOAM_OP_CONCAT, result, pair, .immediate(2))
      return
    case .complex: return try complexArithmetic(token, result, a, b)
    default: break
    }
    switch (token, shape) {
    case (.add, .int32): emit(LOAM_OP_ADD32S, result, a, b)
    case (.add, .uint32): emit(LOAM_OP_ADD32U, result, a, b)
    case (.add, .uint8): emit(LOAM_OP_ADD8U, result, a, b)
    case (.subtract, .int32): emit(LOAM_OP_SUB32S, result, a, b)
    case (.subtract, .uint32): emit(LOAM_OP_SUB32U, result, a, b)
    case (.subtract, .uint8): emit(LOAM_OP_SUB8U, result, a, b)
    case (.multiply, .int32): emit(LOAM_OP_MUL32S, result, a, b)
    case (.multiply, .uint32): emit(LOAM_OP_MUL32U, result, a, b)
    case (.add, _):
      emit(LOAM_OP_ADD, result, a, b)
      normalize(result, shape)
    case (.subtract, _):
      emit(LOAM_OP_SUB, result, a, b)
      normalize(result, shape)
    case (.multiply, _):
      emit(LOAM_OP_MUL, result, a, b)
      normalize(result, shape)
    case (.divide, _):
      emit(shape.isSigned ? LOAM_OP_DIV : LOAM_OP_UDIV, result, a, b)
      if shape.isSigned { normalize(result, shape) }
    case (.remainder, _): emit(shape.isSigned ? LOAM_OP_REM : LOAM_OP_UREM, result, a, b)
    case (.and, _): emit(LOAM_OP_AND, result, a, b)
    case (.or, _): emit(LOAM_OP_OR, result, a, b)
    case (.xor, _): emit(LOAM_OP_XOR, result, a, b)
    case (.andNot, _): emit(LOAM_OP_ANDN, result, a, b)
    default: throw unsupported("this operator")
    }
  }

  // MARK: Shifts

  private func shift(
    _ expr: NodeID<Expr>, _ token: Token, _ left: NodeID<Expr>, _ right: NodeID<Expr>, _ shape: ValueShape,
    into destination: Operand?
  ) throws -> Operand {
    let a = try value(left)
    if let bits = constantBits(right) {
      position = tree.offset(of: expr)
      let result = destination ?? temporary(file.type(of: expr))
      shift(token, result, a, by: bits, shape)
      return result
    }
    let count = try shiftCount(right)
    position = tree.offset(of: expr)
    let result = destination ?? temporary(file.type(of: expr))
    shift(token, result, a, count, shape)
    return result
  }

  /// A shift count that is not constant, checked to be no negative number.
  func shiftCount(_ expr: NodeID<Expr>) throws -> Operand {
    let count = try value(expr)
    if layout(file.type(of: expr)).shape.isSigned { emit(LOAM_OP_CHECK_SHIFT, count) }
    return count
  }

  func shift(_ token: Token, _ result: Operand, _ a: Operand, by bits: UInt64, _ shape: ValueShape) {
    if token == .shiftLeft {
      if bits >= 64 {
        zero(result)
      } else {
        emit(LOAM_OP_SHLI, result, a, .immediate(Int(bits)))
        normalize(result, shape)
      }
    } else if shape.isSigned {
      emit(LOAM_OP_SARI, result, a, .immediate(Int(min(bits, 63))))
    } else if bits >= 64 {
      zero(result)
    } else {
      emit(LOAM_OP_SHRI, result, a, .immediate(Int(bits)))
    }
  }

  func shift(_ token: Token, _ result: Operand, _ a: Operand, _ count: Operand, _ shape: ValueShape) {
    if token == .shiftLeft {
      emit(LOAM_OP_SHL, result, a, count)
      normalize(result, shape)
    } else {
      emit(shape.isSigned ? LOAM_OP_SAR : LOAM_OP_SHR, result, a, count)
    }
  }

  // MARK: Strings

  /// A chain of string additions becomes one instruction.
  private func concatenation(_ expr: NodeID<Expr>, into destination: Operand?) throws -> Operand {
    var parts: [NodeID<Expr>] = []
    func collect(_ node: NodeID<Expr>) {
      let node = unparenthesized(node)
      if case .binary(.add, let left, let right) = tree[node], !file.constant(of: node).exists {
        collect(left)
        collect(right)
      } else {
        parts.append(node)
      }
    }
    collect(expr)
    var pointers: UInt64 = 0
    for index in 0..<min(parts.count, 32) { pointers |= 1 << UInt64(index * 2) }
    if parts.count > 32 {
      // Longer chains are joined piece by piece.
      guard case .binary(_, let left, let right) = tree[unparenthesized(expr)] else { throw unsupported("this sum") }
      let pair = words(4, pointers: 0b0101)
      _ = try value(left, into: pair.part(0, width: 2))
      _ = try value(right, into: pair.part(2, width: 2))
      let result = destination ?? temporary(file.type(of: expr))
      emit(LOAM_OP_CONCAT, result, pair, .immediate(2))
      return result
    }
    let operands = words(parts.count * 2, pointers: pointers)
    for (index, part) in parts.enumerated() {
      _ = try value(part, into: operands.part(index * 2, width: 2))
    }
    position = tree.offset(of: expr)
    let result = destination ?? temporary(file.type(of: expr))
    emit(LOAM_OP_CONCAT, result, operands, .immediate(parts.count))
    return result
  }

  // MARK: Comparisons

  /// The common type that two compared operands have, and the operands as values of it.
  func compared(
    _ left: NodeID<Expr>, _ right: NodeID<Expr>
  ) throws -> (type: TypeID, a: Operand, b: Operand) {
    let leftType = file.type(of: left)
    let rightType = file.type(of: right)
    let leftIs = types.isInterface(leftType)
    let rightIs = types.isInterface(rightType)
    if leftIs != rightIs {
      // A concrete value is compared with an interface as an interface.
      let a = try converted(left, to: .emptyInterface)
      let b = try converted(right, to: .emptyInterface)
      return (.emptyInterface, a, b)
    }
    if leftIs {
      let a = eface(try value(left), leftType)
      let b = eface(try value(right), rightType)
      return (.emptyInterface, a, b)
    }
    return (leftType, try value(left), try value(right))
  }

  func isNil(_ expr: NodeID<Expr>) -> Bool {
    file.mode(of: expr) == .nilValue || file.type(of: expr) == .untypedNil
  }

  private func comparison(
    _ expr: NodeID<Expr>, _ token: Token, _ left: NodeID<Expr>, _ right: NodeID<Expr>, into destination: Operand?
  ) throws -> Operand {
    if isNil(right) || isNil(left) {
      let operand = try value(isNil(right) ? left : right).part(0, width: 1)
      let result = destination ?? temporary(.bool)
      emit(token == .equal ? LOAM_OP_EQI : LOAM_OP_NEI, result, operand, .immediate(0))
      return result
    }
    let shape = layout(file.type(of: left)).shape
    let isNatural = shape.isSigned || shape.bits < 64
    if shape.isInteger || shape == .bool, let number = smallConstant(right),
      isNatural || token == .equal || token == .notEqual
    {
      let operand = try value(left)
      let result = destination ?? temporary(.bool)
      switch token {
      case .equal: emit(LOAM_OP_EQI, result, operand, .immediate(number))
      case .notEqual: emit(LOAM_OP_NEI, result, operand, .immediate(number))
      case .less: emit(LOAM_OP_LTI, result, operand, .immediate(number))
      case .greater: emit(LOAM_OP_GTI, result, operand, .immediate(number))
      case .lessEqual where number < 32767: emit(LOAM_OP_LTI, result, operand, .immediate(number + 1))
      case .greaterEqual where number > -32768: emit(LOAM_OP_GTI, result, operand, .immediate(number - 1))
      case .lessEqual: emit(LOAM_OP_LE, result, operand, constantWord(number))
      default: emit(LOAM_OP_LE, result, constantWord(number), operand)
      }
      return result
    }
    let (type, a, b) = try compared(left, right)
    position = tree.offset(of: expr)
    let result = destination ?? temporary(.bool)
    try compare(token, result, a, b, type)
    return result
  }

  /// `result = a op b`, a bool.
  func compare(_ token: Token, _ result: Operand, _ a: Operand, _ b: Operand, _ type: TypeID) throws {
    let shape = layout(type).shape
    switch shape {
    case .float64:
      switch token {
      case .equal: emit(LOAM_OP_FEQ, result, a, b)
      case .notEqual: emit(LOAM_OP_FNE, result, a, b)
      case .less: emit(LOAM_OP_FLT, result, a, b)
      case .lessEqual: emit(LOAM_OP_FLE, result, a, b)
      case .greater: emit(LOAM_OP_FLT, result, b, a)
      default: emit(LOAM_OP_FLE, result, b, a)
      }
    case .float32:
      switch token {
      case .equal: emit(LOAM_OP_F32EQ, result, a, b)
      case .notEqual:
        emit(LOAM_OP_F32EQ, result, a, b)
        emit(LOAM_OP_LNOT, result, result)
      case .less: emit(LOAM_OP_F32LT, result, a, b)
      case .lessEqual: emit(LOAM_OP_F32LE, result, a, b)
      case .greater: emit(LOAM_OP_F32LT, result, b, a)
      default: emit(LOAM_OP_F32LE, result, b, a)
      }
    case .string:
      switch token {
      case .equal: emit(LOAM_OP_STR_EQ, result, a, b)
      case .notEqual:
        emit(LOAM_OP_STR_EQ, result, a, b)
        emit(LOAM_OP_LNOT, result, result)
      case .less: emit(LOAM_OP_STR_LT, result, a, b)
      case .lessEqual: emit(LOAM_OP_STR_LE, result, a, b)
      case .greater: emit(LOAM_OP_STR_LT, result, b, a)
      default: emit(LOAM_OP_STR_LE, result, b, a)
      }
    case .eface, .iface:
      emit(LOAM_OP_EFACE_EQ, result, a, b)
      if token == .notEqual { emit(LOAM_OP_LNOT, result, result) }
    case .aggregate:
      emit(LOAM_OP_VALUE_EQ, result, a, b, k: .type(type))
      if token == .notEqual { emit(LOAM_OP_LNOT, result, result) }
    case .empty: load(constant: .bits(token == .equal ? 1 : 0), into: result)
    case .complex:
      compareComplex(result, a, b)
      if token == .notEqual { emit(LOAM_OP_LNOT, result, result) }
    default:
      let isSigned = shape.isSigned
      switch token {
      case .equal: emit(LOAM_OP_EQ, result, a, b)
      case .notEqual: emit(LOAM_OP_NE, result, a, b)
      case .less: emit(isSigned ? LOAM_OP_LT : LOAM_OP_ULT, result, a, b)
      case .lessEqual: emit(isSigned ? LOAM_OP_LE : LOAM_OP_ULE, result, a, b)
      case .greater: emit(isSigned ? LOAM_OP_LT : LOAM_OP_ULT, result, b, a)
      default: emit(isSigned ? LOAM_OP_LE : LOAM_OP_ULE, result, b, a)
      }
    }
  }
}
