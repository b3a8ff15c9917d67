// SPDX-License-Identifier: Apache-2.0
//
// Lowering+Complex.swift — complex numbers as pairs of floats.
//
// How.      A complex128 is two words, a complex64 one word with two float32 in it. Arithmetic takes the parts out, works
//           on them and puts them together. Division is a function of the library, because it must care for infinities.

import Bytecode
import CRuntime
import Source
import Syntax
import Types

extension Lowering {
  /// Whether a complex operand holds float32 parts.
  private func isNarrow(_ operand: Operand) -> Bool { operand.width == 1 }

  /// The real and imaginary part, as float64 or float32 by the operand's width.
  func parts(of operand: Operand) -> (real: Operand, imaginary: Operand) {
    if !isNarrow(operand) { return (operand.part(0, width: 1), operand.part(1, width: 1)) }
    let real = temporaryWord()
    let imaginary = temporaryWord()
    emit(LOAM_OP_EXT32U, real, operand)
    emit(LOAM_OP_SHRI, imaginary, operand, .immediate(32))
    return (real, imaginary)
  }

  /// Puts two parts together; they were computed before, so that the result may be one of the operands.
  func combine(_ real: Operand, _ imaginary: Operand, into result: Operand) {
    if !isNarrow(result) {
      if imaginary == result.part(0, width: 1) {
        let copy = temporaryWord()
        move(imaginary, to: copy)
        move(real, to: result.part(0, width: 1))
        move(copy, to: result.part(1, width: 1))
      } else {
        move(real, to: result.part(0, width: 1))
        move(imaginary, to: result.part(1, width: 1))
      }
      return
    }
    let high = temporaryWord()
    emit(LOAM_OP_SHLI, high, imaginary, .immediate(32))
    emit(LOAM_OP_OR, result, real, high)
  }

  func complexConstant(_ constant: Constant, _ type: TypeID, into destination: Operand?) -> Operand {
    let result = destination ?? temporary(type)
    if isNarrow(result) {
      load(constant: .bits(complexBits(constant)), into: result)
    } else {
      load(constant: .bits((constant.real.double ?? 0).bitPattern), into: result.part(0, width: 1))
      load(constant: .bits((constant.imaginary.double ?? 0).bitPattern), into: result.part(1, width: 1))
    }
    return result
  }

  /// The word of a complex64 constant.
  func complexBits(_ constant: Constant) -> UInt64 {
    UInt64((constant.real.float ?? 0).bitPattern) | UInt64((constant.imaginary.float ?? 0).bitPattern) << 32
  }

  func complexArithmetic(_ token: Token, _ result: Operand, _ a: Operand, _ b: Operand) throws {
    if token == .divide { return try complexDivision(result, a, b) }
    let shape: ValueShape = isNarrow(result) ? .float32 : .float64
    let (ar, ai) = parts(of: a)
    let (br, bi) = parts(of: b)
    let real = temporaryWord()
    let imaginary = temporaryWord()
    switch token {
    case .add, .subtract:
      try arithmetic(token, real, ar, br, shape)
      try arithmetic(token, imaginary, ai, bi, shape)
    case .multiply:
      let other = temporaryWord()
      try arithmetic(.multiply, real, ar, br, shape)
      try arithmetic(.multiply, other, ai, bi, shape)
      try arithmetic(.subtract, real, real, other, shape)
      try arithmetic(.multiply, imaginary, ar, bi, shape)
      try arithmetic(.multiply, other, ai, br, shape)
      try arithmetic(.add, imaginary, imaginary, other, shape)
    default: throw unsupported("this operator")
    }
    combine(real, imaginary, into: result)
  }

  private func complexDivision(_ result: Operand, _ a: Operand, _ b: Operand) throws {
    guard let package = program.importPackage("runtime") else { throw unsupported("division of complex numbers") }
    let object = program.object("complexQuotient", in: package)
    guard object.exists else { throw unsupported("division of complex numbers") }
    let wideA = widened(a)
    let wideB = widened(b)
    let quotient = temporary(.complex128)
    _ = emit(
      PreparedCall(
        target: .direct(.function(program[object].function)),
        arguments: [(wideA, .complex128), (wideB, .complex128)], results: [.complex128]), into: [quotient])
    convertComplex(quotient, into: result)
  }

  private func widened(_ operand: Operand) -> Operand {
    if !isNarrow(operand) { return operand }
    let wide = temporary(.complex128)
    convertComplex(operand, into: wide)
    return wide
  }

  /// Between complex64 and complex128.
  func convertComplex(_ operand: Operand, into result: Operand) {
    if operand.width == result.width { return move(operand, to: result) }
    let (real, imaginary) = parts(of: operand)
    let op = isNarrow(operand) ? LOAM_OP_F32TOF : LOAM_OP_F2F32
    let newReal = temporaryWord()
    let newImaginary = temporaryWord()
    emit(op, newReal, real)
    emit(op, newImaginary, imaginary)
    combine(newReal, newImaginary, into: result)
  }

  func negateComplex(_ operand: Operand, into result: Operand) {
    let (real, imaginary) = parts(of: operand)
    let op = isNarrow(operand) ? LOAM_OP_F32NEG : LOAM_OP_FNEG
    let newReal = temporaryWord()
    let newImaginary = temporaryWord()
    emit(op, newReal, real)
    emit(op, newImaginary, imaginary)
    combine(newReal, newImaginary, into: result)
  }

  /// `result = a == b`.
  func compareComplex(_ result: Operand, _ a: Operand, _ b: Operand) {
    let op = isNarrow(a) ? LOAM_OP_F32EQ : LOAM_OP_FEQ
    let (ar, ai) = parts(of: a)
    let (br, bi) = parts(of: b)
    let first = temporaryWord()
    let second = temporaryWord()
    emit(op, first, ar, br)
    emit(op, second, ai, bi)
    emit(LOAM_OP_AND, result, first, second)
  }

  /// `complex`, `real` and `imag`.
  func complexBuiltin(
    _ expr: NodeID<Expr>, _ builtin: BuiltinID, _ list: NodeList<Expr>, into destination: Operand?
  ) throws -> Operand {
    let type = file.type(of: expr)
    if builtin == .complex {
      let part: TypeID = layout(type).size == 8 ? .float32 : .float64
      let real = try converted(tree[list, 0], to: part)
      let imaginary = try converted(tree[list, 1], to: part)
      let result = destination ?? temporary(type)
      combine(real, imaginary, into: result)
      return result
    }
    var argument = file.type(of: tree[list, 0])
    if types.isUntyped(argument) { argument = layout(type).size == 4 ? .complex64 : .complex128 }
    let (real, imaginary) = parts(of: try converted(tree[list, 0], to: argument))
    return deliver(builtin == .real ? real : imaginary, destination)
  }

  /// A complex number as print writes it.
  func printComplex(_ operand: Operand) {
    let wide = widened(operand)
    func text(_ text: String) {
      let string = temporary(.string)
      stringConstant(Array(text.utf8), into: string)
      emit(LOAM_OP_PRINT, string, .immediate(Int(LOAM_PRINT_STRING.rawValue)))
    }
    text("(")
    emit(LOAM_OP_PRINT, wide.part(0, width: 1), .immediate(Int(LOAM_PRINT_FLOAT.rawValue)))
    let negative = newLabel()
    emit(LOAM_OP_JFLT, wide.part(1, width: 1), constantWord(0), target: negative)
    text("+")
    place(label: negative)
    emit(LOAM_OP_PRINT, wide.part(1, width: 1), .immediate(Int(LOAM_PRINT_FLOAT.rawValue)))
    text("i)")
  }
}
