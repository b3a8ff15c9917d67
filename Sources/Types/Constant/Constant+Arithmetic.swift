// SPDX-License-Identifier: Apache-2.0
//
// Constant+Arithmetic.swift — operators on exact values.
//
// Upholds.  Operands fit the operator: the checker has tested their types, and divisors are not zero.

internal import BigInt
import Syntax

extension Constant {
  /// The largest size of the two sides of a rational, in bits.
  private static let rationalLimit = 4096

  static func fraction(_ numerator: BigInt, _ denominator: BigInt) -> Constant {
    if numerator.isZero { return Constant(0) }
    let divisor = BigInt(numerator.magnitude.greatestCommonDivisor(with: denominator.magnitude))
    var (n, d) = divisor == 1 ? (numerator, denominator) : (numerator / divisor, denominator / divisor)
    if d.sign == .minus {
      n.negate()
      d.negate()
    }
    if d == 1 { return Constant(n) }
    if n.magnitude.bitWidth > rationalLimit || d.magnitude.bitWidth > rationalLimit {
      return Constant(.float(BigFloat(n, over: d)))
    }
    return Constant(.rational(Rational(numerator: n, denominator: d)))
  }

  static func floating(_ value: BigFloat) -> Constant {
    // The range of exponents is that of Go's big floats.
    let top = value.exponent + value.mantissa.magnitude.bitWidth
    if top > Int(Int32.max) { return .unknown }
    if top < Int(Int32.min) { return Constant(0) }
    if let integer = value.integer, integer.magnitude.bitWidth <= BigFloat.precision { return Constant(integer) }
    return Constant(.float(value))
  }

  static func complex(_ real: Constant, _ imaginary: Constant) -> Constant {
    if real.isUnknown || imaginary.isUnknown { return .unknown }
    return imaginary.sign == 0 ? real : Constant(.complex(real, imaginary))
  }

  private var ratio: (BigInt, BigInt)? {
    switch value {
    case .int(let value): (BigInt(value), 1)
    case .big(let value): (value, 1)
    case .rational(let value): (value.numerator, value.denominator)
    default: nil
    }
  }

  private var bigFloat: BigFloat {
    switch value {
    case .int(let value): BigFloat(BigInt(value), exponent: 0)
    case .big(let value): BigFloat(value, exponent: 0)
    case .rational(let value): BigFloat(value.numerator, over: value.denominator)
    case .float(let value): value
    default: BigFloat(0, exponent: 0)
    }
  }

  static prefix func - (operand: Constant) -> Constant {
    switch operand.value {
    case .int(let value):
      let (result, overflow) = (0 as Int64).subtractingReportingOverflow(value)
      return overflow ? Constant(-BigInt(value)) : Constant(result)
    case .big(let value): return Constant(-value)
    case .rational(let value):
      return Constant(.rational(Rational(numerator: -value.numerator, denominator: value.denominator)))
    case .float(let value): return Constant(.float(-value))
    case .complex(let real, let imaginary): return complex(-real, -imaginary)
    default: return .unknown
    }
  }

  /// `^x`; of an unsigned type of `bits` bits when given.
  func complement(unsignedBits bits: Int?) -> Constant {
    guard let value = bigInt else { return .unknown }
    if let bits { return Constant(((BigInt(1) << bits) - 1) - value) }
    return Constant(-value - 1)
  }

  /// The result of a binary operator that is no comparison and no shift.
  /// - Parameter integral: `/` truncates.
  static func binary(_ operation: Token, _ left: Constant, _ right: Constant, integral: Bool) -> Constant {
    switch (left.value, right.value) {
    case (.unknown, _), (_, .unknown): return .unknown
    case (.bool(let a), .bool(let b)):
      return operation == .andAnd ? Constant(a && b) : operation == .orOr ? Constant(a || b) : .unknown
    case (.string(let a), .string(let b)): return operation == .add ? Constant(.string(a + b)) : .unknown
    case (.int(let a), .int(let b)):
      if let small = smallBinary(operation, a, b, integral: integral) { return small }
    default: break
    }
    if !left.isNumber || !right.isNumber { return .unknown }
    if operation == .divide || operation == .remainder, right.sign == 0 { return .unknown }
    if case .complex = left.value { return complexBinary(operation, left, right) }
    if case .complex = right.value { return complexBinary(operation, left, right) }
    if let a = left.bigInt, let b = right.bigInt { return integerBinary(operation, a, b, integral: integral) }
    if let (an, ad) = left.ratio, let (bn, bd) = right.ratio {
      switch operation {
      case .add: return fraction(an * bd + bn * ad, ad * bd)
      case .subtract: return fraction(an * bd - bn * ad, ad * bd)
      case .multiply: return fraction(an * bn, ad * bd)
      case .divide: return fraction(an * bd, ad * bn)
      default: return .unknown
      }
    }
    let (a, b) = (left.bigFloat, right.bigFloat)
    switch operation {
    case .add: return floating(a + b)
    case .subtract: return floating(a + -b)
    case .multiply: return floating(a * b)
    case .divide: return floating(a / b)
    default: return .unknown
    }
  }

  private static func smallBinary(_ operation: Token, _ a: Int64, _ b: Int64, integral: Bool) -> Constant? {
    let result: (partialValue: Int64, overflow: Bool)
    switch operation {
    case .add: result = a.addingReportingOverflow(b)
    case .subtract: result = a.subtractingReportingOverflow(b)
    case .multiply: result = a.multipliedReportingOverflow(by: b)
    case .divide:
      if integral {
        result = a.dividedReportingOverflow(by: b)
      } else if b != 0, b != -1, a % b == 0 {
        return Constant(a / b)
      } else {
        return nil
      }
    case .remainder: result = b == -1 ? (0, false) : a.remainderReportingOverflow(dividingBy: b)
    case .and: return Constant(a & b)
    case .or: return Constant(a | b)
    case .xor: return Constant(a ^ b)
    case .andNot: return Constant(a & ~b)
    default: return .unknown
    }
    return result.overflow ? nil : Constant(result.partialValue)
  }

  private static func integerBinary(_ operation: Token, _ a: BigInt, _ b: BigInt, integral: Bool) -> Constant {
    switch operation {
    case .add: Constant(a + b)
    case .subtract: Constant(a - b)
    case .multiply: Constant(a * b)
    case .divide: integral ? Constant(a / b) : fraction(a, b)
    case .remainder: Constant(a % b)
    case .and: Constant(a & b)
    case .or: Constant(a | b)
    case .xor: Constant(a ^ b)
    case .andNot: Constant(a & (-b - 1))
    default: .unknown
    }
  }

  private static func complexBinary(_ operation: Token, _ left: Constant, _ right: Constant) -> Constant {
    func run(_ operation: Token, _ a: Constant, _ b: Constant) -> Constant {
      binary(operation, a, b, integral: false)
    }
    let (a, b, c, d) = (left.real, left.imaginary, right.real, right.imaginary)
    switch operation {
    case .add, .subtract: return complex(run(operation, a, c), run(operation, b, d))
    case .multiply:
      return complex(
        run(.subtract, run(.multiply, a, c), run(.multiply, b, d)),
        run(.add, run(.multiply, b, c), run(.multiply, a, d)))
    case .divide:
      let square = run(.add, run(.multiply, c, c), run(.multiply, d, d))
      if square.sign == 0 { return .unknown }
      return complex(
        run(.divide, run(.add, run(.multiply, a, c), run(.multiply, b, d)), square),
        run(.divide, run(.subtract, run(.multiply, b, c), run(.multiply, a, d)), square))
    default: return .unknown
    }
  }

  /// `x << count` or `x >> count` of an integer.
  static func shift(_ operation: Token, _ value: Constant, by count: Int) -> Constant {
    if count == 0 { return value }
    if case .int(let small) = value.value {
      if operation == .shiftRight { return Constant(small >> Int64(min(count, 63))) }
      if count < 62, small.magnitude.leadingZeroBitCount > count + 1 { return Constant(small << Int64(count)) }
    }
    guard let big = value.bigInt else { return .unknown }
    return Constant(operation == .shiftLeft ? big << count : big >> count)
  }

  /// The truth of a comparison.
  static func compare(_ operation: Token, _ left: Constant, _ right: Constant) -> Bool {
    let order: Int
    switch (left.value, right.value) {
    case (.bool(let a), .bool(let b)): return operation == .equal ? a == b : a != b
    case (.string(let a), .string(let b)):
      order = a == b ? 0 : (a.lexicographicallyPrecedes(b) ? -1 : 1)
    case (.int(let a), .int(let b)): order = a == b ? 0 : (a < b ? -1 : 1)
    case (.complex, _), (_, .complex):
      let same = compare(.equal, left.real, right.real) && compare(.equal, left.imaginary, right.imaginary)
      return operation == .equal ? same : !same
    default:
      if let (an, ad) = left.ratio, let (bn, bd) = right.ratio {
        let (a, b) = (an * bd, bn * ad)
        order = a == b ? 0 : (a < b ? -1 : 1)
      } else {
        order = left.bigFloat.compare(right.bigFloat)
      }
    }
    switch operation {
    case .equal: return order == 0
    case .notEqual: return order != 0
    case .less: return order < 0
    case .lessEqual: return order <= 0
    case .greater: return order > 0
    default: return order >= 0
    }
  }
}
