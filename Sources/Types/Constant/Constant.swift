// SPDX-License-Identifier: Apache-2.0
//
// Constant.swift — exact values of constant expressions.
//
// How.      Integers stay in 64 bits while they fit and become big integers above; fractions are rationals while both
//           sides are small, then a binary float of 512 bits. Values are normal: an integral rational is an integer, a
//           complex number without imaginary part is its real part. Whether `1` is an int or a float constant is known
//           from its type, not from its value.
// Why not.  Big numbers throughout: nearly every constant of a real program fits in 64 bits.

internal import BigInt

/// The exact value of a constant expression.
public struct Constant: Sendable {
  enum Value: Sendable {
    case unknown
    case bool(Bool)
    case string([UInt8])
    case int(Int64)
    /// Outside the range of 64 signed bits.
    case big(BigInt)
    /// Not integral.
    indirect case rational(Rational)
    indirect case float(BigFloat)
    /// The imaginary part is not zero; the parts are not complex.
    indirect case complex(Constant, Constant)
  }

  var value: Value

  init(_ value: Value) { self.value = value }

  public init(_ value: Int64) { self.value = .int(value) }
  public init(_ value: Bool) { self.value = .bool(value) }
  public init(_ value: String) { self.value = .string(Array(value.utf8)) }
  public init(bytes: [UInt8]) { value = .string(bytes) }

  @_disfavoredOverload
  init(_ value: BigInt) {
    if let small = Int64(exactly: value) { self.value = .int(small) } else { self.value = .big(value) }
  }

  /// The length of the longest constant string, in bytes.
  static let stringLimit = 1 << 28

  /// A value that could not be computed; an error has been reported.
  public static var unknown: Constant { Constant(.unknown) }

  public var isUnknown: Bool {
    if case .unknown = value { return true }
    return false
  }

  // MARK: Reading

  /// A boolean's value.
  public var bool: Bool? {
    if case .bool(let value) = value { return value }
    return nil
  }

  /// A string's bytes.
  public var bytes: [UInt8]? {
    if case .string(let bytes) = value { return bytes }
    return nil
  }

  /// An integer that fits in 64 signed bits.
  public var int64: Int64? {
    if case .int(let value) = value { return value }
    return nil
  }

  /// An integer that fits in 64 unsigned bits.
  public var uint64: UInt64? {
    switch value {
    case .int(let value): return UInt64(exactly: value)
    case .big(let value): return UInt64(exactly: value)
    default: return nil
    }
  }

  /// The low 64 bits of an integer in two's complement: what a variable of its type holds.
  public var bits: UInt64? {
    switch value {
    case .int(let value): return UInt64(bitPattern: value)
    case .big(let value): return UInt64(truncatingIfNeeded: value)
    default: return nil
    }
  }

  /// A real number, rounded to the nearest float64 (to infinity when too large).
  public var double: Double? {
    switch value {
    case .int(let value): return Double(value)
    case .big, .rational, .float: return scaled?.double
    default: return nil
    }
  }

  /// A real number, rounded once to the nearest float32.
  public var float: Float? {
    switch value {
    case .int(let value): return Float(value)
    case .big, .rational, .float: return scaled?.float
    default: return nil
    }
  }

  /// The real part of a number.
  public var real: Constant {
    if case .complex(let real, _) = value { return real }
    return self
  }

  /// The imaginary part of a number.
  public var imaginary: Constant {
    if case .complex(_, let imaginary) = value { return imaginary }
    return Constant(0)
  }

  /// -1, 0 or 1; for complex numbers 0 exactly when both parts are zero.
  var sign: Int {
    switch value {
    case .int(let value): Int(value.signum())
    case .big(let value): value.signum() < 0 ? -1 : 1
    case .rational(let value): value.numerator.signum() < 0 ? -1 : 1
    case .float(let value): value.mantissa.signum() < 0 ? -1 : (value.mantissa.isZero ? 0 : 1)
    case .complex: 1
    default: 0
    }
  }

  /// The number of bits of an integer's magnitude.
  var bitLength: Int {
    switch value {
    case .int(let value): 64 - Int(value.magnitude.leadingZeroBitCount)
    case .big(let value): value.magnitude.bitWidth
    default: 0
    }
  }

  var isInteger: Bool {
    switch value {
    case .int, .big: true
    default: false
    }
  }

  var isNumber: Bool {
    switch value {
    case .int, .big, .rational, .float, .complex: true
    default: false
    }
  }

  var bigInt: BigInt? {
    switch value {
    case .int(let value): BigInt(value)
    case .big(let value): value
    default: nil
    }
  }
}

/// A fraction in lowest terms with a positive denominator greater than one.
struct Rational: Sendable {
  var numerator: BigInt
  var denominator: BigInt
}
