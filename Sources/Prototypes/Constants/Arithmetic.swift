// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic of constants. Integers are 64 bits, extended by the sign of their type.

enum Arithmetic {
  /// A value as a type of its size holds it. Types of 128 bits keep the low half and are never constants.
  static func wrap(_ bits: UInt64, _ type: CScalar, charIsSigned: Bool = true) -> UInt64 {
    switch type {
    case .bool: bits == 0 ? 0 : 1
    case .char: charIsSigned ? UInt64(bitPattern: Int64(Int8(truncatingIfNeeded: bits))) : bits & 0xFF
    case .signedChar: UInt64(bitPattern: Int64(Int8(truncatingIfNeeded: bits)))
    case .unsignedChar: bits & 0xFF
    case .short: UInt64(bitPattern: Int64(Int16(truncatingIfNeeded: bits)))
    case .unsignedShort: bits & 0xFFFF
    case .int: UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: bits)))
    case .unsignedInt: bits & 0xFFFF_FFFF
    default: bits
    }
  }

  /// The result in the type that the operator gives; nil for a division that has none.
  /// - Parameter type: of both operands; of a shift, of the left one.
  static func binary(
    _ operation: TokenKind, _ left: UInt64, _ right: UInt64, _ type: CScalar
  ) -> (bits: UInt64, type: CScalar)? {
    let isUnsigned = type.isUnsigned
    let (signedLeft, signedRight) = (Int64(bitPattern: left), Int64(bitPattern: right))
    func truth(_ value: Bool) -> (bits: UInt64, type: CScalar) { (value ? 1 : 0, .int) }
    func value(_ bits: UInt64) -> (bits: UInt64, type: CScalar) { (wrap(bits, type), type) }
    switch operation {
    case .star: return value(left &* right)
    case .plus: return value(left &+ right)
    case .minus: return value(left &- right)
    case .slash, .percent:
      if right == 0 { return nil }
      if isUnsigned { return value(operation == .slash ? left / right : left % right) }
      if signedRight == -1 { return value(operation == .slash ? 0 &- left : 0) }
      return value(UInt64(bitPattern: operation == .slash ? signedLeft / signedRight : signedLeft % signedRight))
    case .shiftLeft: return value(right < 64 ? left << right : 0)
    case .shiftRight:
      return value(
        isUnsigned ? (right < 64 ? left >> right : 0) : UInt64(bitPattern: signedLeft >> Int64(min(right, 63))))
    case .ampersand: return value(left & right)
    case .bar: return value(left | right)
    case .caret: return value(left ^ right)
    case .less: return truth(isUnsigned ? left < right : signedLeft < signedRight)
    case .greater: return truth(isUnsigned ? left > right : signedLeft > signedRight)
    case .lessEqual: return truth(isUnsigned ? left <= right : signedLeft <= signedRight)
    case .greaterEqual: return truth(isUnsigned ? left >= right : signedLeft >= signedRight)
    case .equal: return truth(left == right)
    case .notEqual: return truth(left != right)
    case .andAnd: return truth(left != 0 && right != 0)
    case .orOr: return truth(left != 0 || right != 0)
    default: return nil
    }
  }

  /// The same for floating operands. Comparisons give an integer.
  static func binary(_ operation: TokenKind, _ left: Double, _ right: Double) -> FloatingResult? {
    switch operation {
    case .star: .floating(left * right)
    case .plus: .floating(left + right)
    case .minus: .floating(left - right)
    case .slash: .floating(left / right)
    case .less: .truth(left < right)
    case .greater: .truth(left > right)
    case .lessEqual: .truth(left <= right)
    case .greaterEqual: .truth(left >= right)
    case .equal: .truth(left == right)
    case .notEqual: .truth(left != right)
    case .andAnd: .truth(left != 0 && right != 0)
    case .orOr: .truth(left != 0 || right != 0)
    default: nil
    }
  }

  enum FloatingResult {
    case floating(Double)
    case truth(Bool)
  }
}
