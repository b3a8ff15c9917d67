// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Conditions.swift — conditions as jumps, comparisons as one compare-and-branch.

import Bytecode
import CRuntime
import Source
import Syntax
import Types

extension Lowering {
  // MARK: Conditions

  func booleanValue(_ expr: NodeID<Expr>, into destination: Operand?) throws -> Operand {
    // The destination may be read by the second operand, so it is written in the end only.
    let result = temporary(.bool)
    let skip = newLabel()
    let end = newLabel()
    try branch(expr, to: skip, when: false)
    load(constant: .bits(1), into: result)
    jump(end)
    place(label: skip)
    load(constant: .bits(0), into: result)
    place(label: end)
    return deliver(result, destination)
  }

  /// Jumps to a label when a condition is `when`; goes on behind otherwise.
  func branch(_ expr: NodeID<Expr>, to label: Int, when: Bool) throws {
    if let bits = constantBits(expr) {
      if (bits != 0) == when { emit(LOAM_OP_JMP, target: label) }
      return
    }
    switch tree[expr] {
    case .paren(let inner): return try branch(inner, to: label, when: when)
    case .unary(.not, let inner): return try branch(inner, to: label, when: !when)
    case .binary(.andAnd, let left, let right):
      if when {
        let skip = newLabel()
        try branch(left, to: skip, when: false)
        try branch(right, to: label, when: true)
        place(label: skip)
      } else {
        try branch(left, to: label, when: false)
        try branch(right, to: label, when: false)
      }
      return
    case .binary(.orOr, let left, let right):
      if when {
        try branch(left, to: label, when: true)
        try branch(right, to: label, when: true)
      } else {
        let skip = newLabel()
        try branch(left, to: skip, when: true)
        try branch(right, to: label, when: false)
        place(label: skip)
      }
      return
    case .binary(let token, let left, let right) where token.isComparison:
      if try compareBranch(expr, token, left, right, label, when) { return }
    default: break
    }
    let operand = try value(expr)
    position = tree.offset(of: expr)
    emit(when ? LOAM_OP_JT : LOAM_OP_JF, operand, target: label)
  }

  func negated(_ token: Token) -> Token {
    switch token {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterEqual
    case .lessEqual: .greater
    case .greater: .lessEqual
    default: .less
    }
  }

  /// A comparison as one compare-and-branch; false when it has none.
  func compareBranch(
    _ expr: NodeID<Expr>, _ token: Token, _ left: NodeID<Expr>, _ right: NodeID<Expr>, _ label: Int, _ when: Bool
  ) throws -> Bool {
    if isNil(right) || isNil(left) {
      let operand = try value(isNil(right) ? left : right).part(0, width: 1)
      position = tree.offset(of: expr)
      emit((token == .equal) == when ? LOAM_OP_JEQI : LOAM_OP_JNEI, operand, .immediate(0), target: label)
      return true
    }
    let leftType = file.type(of: left)
    if types.isInterface(leftType) != types.isInterface(file.type(of: right)) { return false }
    let shape = layout(leftType).shape
    switch shape {
    case .float64:
      let a = try value(left)
      let b = try value(right)
      position = tree.offset(of: expr)
      switch (token, when) {
      case (.equal, true), (.notEqual, false): emit(LOAM_OP_JFEQ, a, b, target: label)
      case (.equal, false), (.notEqual, true): emit(LOAM_OP_JFNE, a, b, target: label)
      case (.less, true): emit(LOAM_OP_JFLT, a, b, target: label)
      case (.less, false): emit(LOAM_OP_JFNLT, a, b, target: label)
      case (.lessEqual, true): emit(LOAM_OP_JFLE, a, b, target: label)
      case (.lessEqual, false): emit(LOAM_OP_JFNLE, a, b, target: label)
      case (.greater, true): emit(LOAM_OP_JFLT, b, a, target: label)
      case (.greater, false): emit(LOAM_OP_JFNLT, b, a, target: label)
      case (_, true): emit(LOAM_OP_JFLE, b, a, target: label)
      default: emit(LOAM_OP_JFNLE, b, a, target: label)
      }
      return true
    case .string:
      // Comparison with the empty string looks at the length alone.
      if token == .equal || token == .notEqual, program[file.constant(of: right)].bytes?.isEmpty == true {
        let operand = try value(left).part(1, width: 1)
        emit((token == .equal) == when ? LOAM_OP_JEQI : LOAM_OP_JNEI, operand, .immediate(0), target: label)
        return true
      }
      return false
    case .bool, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .pointer: break
    default: return false
    }
    var token = when ? token : negated(token)
    var (left, right) = (left, right)
    if file.constant(of: left).exists, !file.constant(of: right).exists {
      swap(&left, &right)
      switch token {
      case .less: token = .greater
      case .lessEqual: token = .greaterEqual
      case .greater: token = .less
      case .greaterEqual: token = .lessEqual
      default: break
      }
    }
    // Narrow unsigned numbers are zero-extended, so that they compare as signed words.
    let isSigned = shape.isSigned || (shape.isInteger && shape.bits < 64)
    if let number = smallConstant(right), isSigned || token == .equal || token == .notEqual {
      let operand = try value(left)
      position = tree.offset(of: expr)
      let op: Opcode =
        switch token {
        case .equal: LOAM_OP_JEQI
        case .notEqual: LOAM_OP_JNEI
        case .less: LOAM_OP_JLTI
        case .lessEqual: LOAM_OP_JLEI
        case .greater: LOAM_OP_JGTI
        default: LOAM_OP_JGEI
        }
      emit(op, operand, .immediate(number), target: label)
      return true
    }
    let a = try value(left)
    let b = try value(right)
    position = tree.offset(of: expr)
    compareBranch(token, a, b, isSigned: isSigned, label)
    return true
  }

  /// `if a op b goto label` for integers.
  func compareBranch(_ token: Token, _ a: Operand, _ b: Operand, isSigned: Bool, _ label: Int) {
    switch token {
    case .equal: emit(LOAM_OP_JEQ, a, b, target: label)
    case .notEqual: emit(LOAM_OP_JNE, a, b, target: label)
    case .less: emit(isSigned ? LOAM_OP_JLT : LOAM_OP_JULT, a, b, target: label)
    case .lessEqual: emit(isSigned ? LOAM_OP_JLE : LOAM_OP_JULE, a, b, target: label)
    case .greater: emit(isSigned ? LOAM_OP_JLT : LOAM_OP_JULT, b, a, target: label)
    default: emit(isSigned ? LOAM_OP_JLE : LOAM_OP_JULE, b, a, target: label)
    }
  }
}
