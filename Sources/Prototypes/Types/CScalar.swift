// SPDX-License-Identifier: Apache-2.0
//
// C's arithmetic types.

/// An arithmetic type. `_Float32`, `_Float32x` and `_Float64` are the types of the same form; `_Float64x` is `long double`.
public enum CScalar: UInt8, Sendable, Hashable, CaseIterable {
  case bool
  case char, signedChar, unsignedChar
  case short, unsignedShort
  case int, unsignedInt
  case long, unsignedLong
  case longLong, unsignedLongLong
  case int128, unsignedInt128
  case float16, bfloat16, float, double, longDouble, float128

  /// In bytes; alignment is the same.
  public var size: Int {
    switch self {
    case .bool, .char, .signedChar, .unsignedChar: 1
    case .short, .unsignedShort, .float16, .bfloat16: 2
    case .int, .unsignedInt, .float: 4
    case .long, .unsignedLong, .longLong, .unsignedLongLong, .double: 8
    case .int128, .unsignedInt128, .longDouble, .float128: 16
    }
  }

  public var isInteger: Bool { rawValue <= CScalar.unsignedInt128.rawValue }

  public var isFloating: Bool { !isInteger }

  /// Whether it is an integer without sign. Of `char` this depends on the target, see ``isUnsigned(on:)``.
  public var isUnsigned: Bool {
    switch self {
    case .bool, .unsignedChar, .unsignedShort, .unsignedInt, .unsignedLong, .unsignedLongLong, .unsignedInt128: true
    default: false
    }
  }

  public func isUnsigned(on target: CTarget) -> Bool { self == .char ? !target.charIsSigned : isUnsigned }

  /// As C's conversion ranks order integers; floating types stand above all.
  var rank: Int {
    switch self {
    case .bool: 0
    case .char, .signedChar, .unsignedChar: 1
    case .short, .unsignedShort: 2
    case .int, .unsignedInt: 3
    case .long, .unsignedLong: 4
    case .longLong, .unsignedLongLong: 5
    case .int128, .unsignedInt128: 6
    case .float16: 7
    case .bfloat16: 8
    case .float: 9
    case .double: 10
    case .longDouble: 11
    case .float128: 12
    }
  }

  /// The type of the same rank with the other sign; itself if there is none.
  var unsigned: CScalar {
    switch self {
    case .char, .signedChar: .unsignedChar
    case .short: .unsignedShort
    case .int: .unsignedInt
    case .long: .unsignedLong
    case .longLong: .unsignedLongLong
    case .int128: .unsignedInt128
    default: self
    }
  }

  var signed: CScalar {
    switch self {
    case .unsignedChar, .char: .signedChar
    case .unsignedShort: .short
    case .unsignedInt: .int
    case .unsignedLong: .long
    case .unsignedLongLong: .longLong
    case .unsignedInt128: .int128
    default: self
    }
  }

  /// As C writes it.
  public var name: String {
    switch self {
    case .bool: "_Bool"
    case .char: "char"
    case .signedChar: "signed char"
    case .unsignedChar: "unsigned char"
    case .short: "short"
    case .unsignedShort: "unsigned short"
    case .int: "int"
    case .unsignedInt: "unsigned int"
    case .long: "long"
    case .unsignedLong: "unsigned long"
    case .longLong: "long long"
    case .unsignedLongLong: "unsigned long long"
    case .int128: "__int128"
    case .unsignedInt128: "unsigned __int128"
    case .float16: "_Float16"
    case .bfloat16: "__bf16"
    case .float: "float"
    case .double: "double"
    case .longDouble: "long double"
    case .float128: "_Float128"
    }
  }

  /// What arithmetic makes of it before anything else: at least `int`.
  var promoted: CScalar { isInteger && rank < CScalar.int.rank ? .int : self }

  /// The type in which two operands are computed.
  static func common(_ left: CScalar, _ right: CScalar) -> CScalar {
    if left.isFloating || right.isFloating { return left.rank >= right.rank ? left : right }
    let (left, right) = (left.promoted, right.promoted)
    if left.isUnsigned == right.isUnsigned { return left.rank >= right.rank ? left : right }
    let (unsigned, signed) = left.isUnsigned ? (left, right) : (right, left)
    if unsigned.rank >= signed.rank { return unsigned }
    return signed.size > unsigned.size ? signed : signed.unsigned
  }
}
