// SPDX-License-Identifier: Apache-2.0
//
// BigFloat.swift — binary floats of 512 bits for constants whose fractions grew too large, and the one correctly
// rounded step from any exact value to float64 and float32.

internal import BigInt

/// `mantissa · 2^exponent`, the mantissa of at most 512 bits.
struct BigFloat: Sendable {
  static let precision = 512

  var mantissa: BigInt
  var exponent: Int

  init(_ mantissa: BigInt, exponent: Int, sticky: Bool = false) {
    self.mantissa = mantissa
    self.exponent = exponent
    round(sticky: sticky)
  }

  /// The quotient, rounded.
  init(_ numerator: BigInt, over denominator: BigInt) {
    let shift = max(0, BigFloat.precision + 2 + denominator.magnitude.bitWidth - numerator.magnitude.bitWidth)
    let (quotient, remainder) = (numerator.magnitude << shift).quotientAndRemainder(dividingBy: denominator.magnitude)
    let negative = (numerator.signum() < 0) != (denominator.signum() < 0)
    self.init(BigInt(sign: negative ? .minus : .plus, magnitude: quotient), exponent: -shift, sticky: !remainder.isZero)
  }

  /// Rounds to the precision, half to even, and drops trailing zeros.
  private mutating func round(sticky: Bool) {
    var magnitude = mantissa.magnitude
    let excess = magnitude.bitWidth - BigFloat.precision
    if excess > 0 {
      let half = BigUInt(1) << (excess - 1)
      let rest = magnitude & ((BigUInt(1) << excess) - 1)
      magnitude >>= excess
      exponent += excess
      if rest > half || (rest == half && (sticky || magnitude & 1 == 1)) { magnitude += 1 }
    }
    if magnitude.isZero {
      exponent = 0
    } else {
      let zeros = magnitude.trailingZeroBitCount
      magnitude >>= zeros
      exponent += zeros
    }
    mantissa = BigInt(sign: mantissa.sign, magnitude: magnitude)
  }

  static func + (left: BigFloat, right: BigFloat) -> BigFloat {
    if left.mantissa.isZero { return right }
    if right.mantissa.isZero { return left }
    let (high, low) = left.exponent >= right.exponent ? (left, right) : (right, left)
    let distance = high.exponent - low.exponent
    // What lies below the last kept bit can only break ties.
    if distance > 4 * precision {
      let nudge = BigInt(low.mantissa.signum())
      return BigFloat((high.mantissa << (2 * precision)) + nudge, exponent: high.exponent - 2 * precision, sticky: true)
    }
    return BigFloat((high.mantissa << distance) + low.mantissa, exponent: low.exponent)
  }

  static prefix func - (value: BigFloat) -> BigFloat {
    var result = value
    result.mantissa.negate()
    return result
  }

  static func * (left: BigFloat, right: BigFloat) -> BigFloat {
    BigFloat(left.mantissa * right.mantissa, exponent: left.exponent + right.exponent)
  }

  static func / (left: BigFloat, right: BigFloat) -> BigFloat {
    var result = BigFloat(left.mantissa, over: right.mantissa)
    result.exponent += left.exponent - right.exponent
    return result
  }

  /// `base` to the power `exponent`, by squaring.
  static func power(_ base: Int, _ exponent: Int) -> BigFloat {
    var result = BigFloat(1, exponent: 0)
    var square = BigFloat(BigInt(base), exponent: 0)
    var rest = exponent.magnitude
    while rest > 0 {
      if rest & 1 == 1 { result = result * square }
      rest >>= 1
      if rest > 0 { square = square * square }
    }
    return exponent < 0 ? BigFloat(1, exponent: 0) / result : result
  }

  /// The integer it is, when it is one of reasonable size.
  var integer: BigInt? {
    if exponent >= 0 { return exponent < 8192 ? mantissa << exponent : nil }
    return mantissa.isZero ? 0 : nil
  }

  /// Greater than zero exactly when `self > other`.
  func compare(_ other: BigFloat) -> Int { (self + -other).mantissa.signum().asSign }
}

extension BigInt {
  fileprivate var asSign: Int { isZero ? 0 : (sign == .minus ? -1 : 1) }
}

/// The leading 64 bits of a real number, and whether there was more.
struct Scaled {
  var isNegative: Bool
  /// The highest bit is set; zero for zero.
  var leading: UInt64
  /// The value is `leading · 2^exponent`, and a bit more when `sticky`.
  var exponent: Int
  var sticky: Bool

  init(_ value: BigInt, exponent: Int = 0, sticky: Bool = false) {
    let magnitude = value.magnitude
    let excess = magnitude.bitWidth - 64
    isNegative = value.sign == .minus
    self.sticky = sticky
    if excess > 0 {
      leading = UInt64(truncatingIfNeeded: magnitude >> excess)
      self.sticky = sticky || magnitude.trailingZeroBitCount < excess
      self.exponent = exponent + excess
    } else if magnitude.isZero {
      leading = 0
      self.exponent = 0
    } else {
      leading = UInt64(truncatingIfNeeded: magnitude) << UInt64(-excess)
      self.exponent = exponent + excess
    }
  }

  init(_ value: Rational) {
    let shift = max(0, 66 + value.denominator.magnitude.bitWidth - value.numerator.magnitude.bitWidth)
    let (quotient, remainder) = (value.numerator.magnitude << shift)
      .quotientAndRemainder(dividingBy: value.denominator.magnitude)
    self.init(
      BigInt(sign: value.numerator.sign, magnitude: quotient), exponent: -shift, sticky: !remainder.isZero)
  }

  /// The nearest float with `bits` of mantissa and exponents of normal numbers from `low` to `high`, as mantissa and
  /// exponent; nil when it is infinite.
  private func rounded(bits: Int, low: Int, high: Int) -> (UInt64, Int)? {
    if leading == 0 { return (0, 0) }
    let top = exponent + 63
    let kept = top >= low ? bits : bits - (low - top)
    if kept < 0 { return (0, 0) }
    let drop = 64 - kept
    var mantissa = drop == 64 ? 0 : leading >> UInt64(drop)
    let rest = drop == 64 ? leading : leading & ((1 << UInt64(drop)) - 1)
    let half: UInt64 = 1 << UInt64(drop - 1)
    if rest > half || (rest == half && (sticky || mantissa & 1 == 1)) { mantissa += 1 }
    if mantissa == 0 { return (0, 0) }
    if exponent + drop + (63 - mantissa.leadingZeroBitCount) > high { return nil }
    return (mantissa, exponent + drop)
  }

  var double: Double {
    guard let (mantissa, exponent) = rounded(bits: 53, low: -1022, high: 1023) else {
      return isNegative ? -.infinity : .infinity
    }
    let value = Double(sign: .plus, exponent: exponent, significand: Double(mantissa))
    return isNegative ? -value : value
  }

  var float: Float {
    guard let (mantissa, exponent) = rounded(bits: 24, low: -126, high: 127) else {
      return isNegative ? -.infinity : .infinity
    }
    let value = Float(sign: .plus, exponent: exponent, significand: Float(mantissa))
    return isNegative ? -value : value
  }
}

extension Constant {
  var scaled: Scaled? {
    switch value {
    case .int(let value): Scaled(BigInt(value))
    case .big(let value): Scaled(value)
    case .rational(let value): Scaled(value)
    case .float(let value): Scaled(value.mantissa, exponent: value.exponent)
    default: nil
    }
  }
}
