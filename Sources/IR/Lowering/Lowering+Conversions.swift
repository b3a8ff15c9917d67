// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Conversions.swift — `T(x)`.

import Bytecode
import CRuntime
import Syntax
import Types

extension Lowering {
  func conversion(_ expr: NodeID<Expr>, into destination: Operand?) throws -> Operand {
    guard case .call(_, let arguments, _) = tree[expr], arguments.count == 1 else { throw unsupported("conversion") }
    let argument = tree[arguments, 0]
    if let converter = file.foreignConversions[expr] {
      return deliver(try foreign(value(argument), by: converter), destination)
    }
    let target = file.type(of: expr)
    let source = types.defaultType(file.type(of: argument))
    if types.isInterface(target) || file.mode(of: argument) == .nilValue || source == .untypedNil {
      return try converted(argument, to: target, into: destination)
    }
    let from = layout(source).shape
    let to = layout(target).shape
    switch (types.view(of: types.coreType(source)), types.view(of: types.coreType(target))) {
    case (.slice(let element), .basic):
      let operand = try value(argument)
      position = tree.offset(of: expr)
      let result = destination ?? temporary(target)
      emit(layout(element).size == 1 ? LOAM_OP_BYTES_TO_STR : LOAM_OP_RUNES_TO_STR, result, operand)
      return result
    case (.basic, .slice(let element)):
      let operand = try converted(argument, to: .string)
      position = tree.offset(of: expr)
      let result = destination ?? temporary(target)
      emit(layout(element).size == 1 ? LOAM_OP_STR_TO_BYTES : LOAM_OP_STR_TO_RUNES, result, operand, k: .type(element))
      return result
    case (.slice, .array(_, let length)):
      let operand = try value(argument)
      position = tree.offset(of: expr)
      let pointer = temporaryPointer()
      emit(LOAM_OP_SLICE_TO_ARRAY, pointer, operand, k: .bits(UInt64(length)))
      if length == 0 { return destination ?? temporary(target) }
      return load(from: pointer, 0, target, into: destination)
    case (.slice, .pointer(let array)):
      guard case .array(_, let length) = types.underlyingView(of: array) else { break }
      let operand = try value(argument)
      position = tree.offset(of: expr)
      let result = destination ?? temporaryPointer()
      emit(LOAM_OP_SLICE_TO_ARRAY, result, operand, k: .bits(UInt64(length)))
      return result
    default: break
    }
    if to == .string, from.isInteger {
      let operand = try value(argument)
      position = tree.offset(of: expr)
      let result = destination ?? temporary(target)
      emit(LOAM_OP_RUNE_TO_STR, result, operand)
      return result
    }
    if (from.isInteger || from.isFloat), to.isInteger || to.isFloat, from != to {
      let operand = try value(argument)
      position = tree.offset(of: expr)
      return try number(operand, from, to, target, into: destination)
    }
    if from == .complex, to == .complex {
      let operand = try value(argument)
      if layout(source).size == layout(target).size { return deliver(operand, destination) }
      let result = destination ?? temporary(target)
      convertComplex(operand, into: result)
      return result
    }
    if (from == .pointer) != (to == .pointer), from.isScalar, to.isScalar {
      // Between uintptr and unsafe.Pointer: a register of the other kind.
      let result = destination ?? temporary(target)
      move(try value(argument), to: result)
      return result
    }
    return try value(argument, into: destination)
  }

  /// A number of one shape as one of another.
  private func number(
    _ operand: Operand, _ from: ValueShape, _ to: ValueShape, _ target: TypeID, into destination: Operand?
  ) throws -> Operand {
    if from.isInteger, to.isInteger {
      // Widening: the word is extended already, as both signs of the narrower type fit.
      if to.bits == 64 || (from.bits < to.bits && (!from.isSigned || to.isSigned)) {
        return deliver(operand, destination)
      }
      let result = destination ?? temporary(target)
      switch to {
      case .int8: emit(LOAM_OP_EXT8S, result, operand)
      case .uint8: emit(LOAM_OP_EXT8U, result, operand)
      case .int16: emit(LOAM_OP_EXT16S, result, operand)
      case .uint16: emit(LOAM_OP_EXT16U, result, operand)
      case .int32: emit(LOAM_OP_EXT32S, result, operand)
      default: emit(LOAM_OP_EXT32U, result, operand)
      }
      return result
    }
    let result = destination ?? temporary(target)
    if from.isInteger {
      if to == .float64 {
        emit(from == .uint64 ? LOAM_OP_U2F : LOAM_OP_I2F, result, operand)
      } else {
        emit(from == .uint64 ? LOAM_OP_U2F32 : LOAM_OP_I2F32, result, operand)
      }
      return result
    }
    if to.isFloat {
      emit(to == .float32 ? LOAM_OP_F2F32 : LOAM_OP_F32TOF, result, operand)
      return result
    }
    var wide = operand
    if from == .float32 {
      wide = temporary(.float64)
      emit(LOAM_OP_F32TOF, wide, operand)
    }
    emit(to == .uint64 ? LOAM_OP_F2U : LOAM_OP_F2I, result, wide)
    normalize(result, to)
    return result
  }
}
