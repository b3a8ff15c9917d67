// SPDX-License-Identifier: Apache-2.0
//
// Constant+Literals.swift — the values of literals.
//
// Upholds.  The scanner has refused malformed literals; here only the value is computed.

internal import BigInt
import Syntax

extension Constant {
  /// The value of a literal, unknown when it has none.
  init(literal kind: Literal.Kind, text: ArraySlice<UInt8>) {
    switch kind {
    case .integer: self = Constant.integer(text)
    case .float: self = Constant.real(text)
    case .imaginary:
      let digits = text.dropLast()
      // A decimal literal with a leading zero is decimal before `i`.
      let isPlain = digits.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }
      let part =
        isPlain
        ? Constant.decimal(digits) : Constant.isInteger(digits) ? Constant.integer(digits) : Constant.real(digits)
      self = Constant.complex(Constant(0), part)
    case .rune:
      var at = text.startIndex + 1
      self = Constant.character(text, &at, quote: 0x27).map { Constant(Int64($0.value)) } ?? .unknown
    case .string: self = Constant.string(text)
    }
  }

  private static func isInteger(_ text: ArraySlice<UInt8>) -> Bool {
    if text.count > 1, text.first == 0x30, let second = text.dropFirst().first, second | 0x20 != 0x65, second != 0x2E {
      return second | 0x20 == 0x78
        ? !text.contains { $0 == 0x2E || $0 | 0x20 == 0x70 } : !text.contains { $0 == 0x2E || $0 | 0x20 == 0x65 }
    }
    return !text.contains { $0 == 0x2E || $0 | 0x20 == 0x65 }
  }

  private static func integer(_ text: ArraySlice<UInt8>) -> Constant {
    guard text.first == 0x30, text.count > 1 else { return decimal(text) }
    switch text[text.startIndex + 1] | 0x20 {
    case 0x78: return digits(text.dropFirst(2), radix: 16)
    case 0x6F: return digits(text.dropFirst(2), radix: 8)
    case 0x62: return digits(text.dropFirst(2), radix: 2)
    default: return digits(text.dropFirst(), radix: 8)
    }
  }

  private static func decimal(_ text: ArraySlice<UInt8>) -> Constant { digits(text, radix: 10) }

  private static func digits(_ text: ArraySlice<UInt8>, radix: Int) -> Constant {
    var small: Int64 = 0
    for byte in text where byte != 0x5F {
      let digit = Int64(digitValue(byte))
      let (product, overflow) = small.multipliedReportingOverflow(by: Int64(radix))
      let (sum, carry) = product.addingReportingOverflow(digit)
      if overflow || carry {
        let plain = String(decoding: text.filter { $0 != 0x5F }, as: UTF8.self)
        return BigInt(plain, radix: radix).map { Constant($0) } ?? .unknown
      }
      small = sum
    }
    return Constant(small)
  }

  private static func digitValue(_ byte: UInt8) -> Int {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x46: Int(byte) - 0x41 + 10
    case 0x61...0x66: Int(byte) - 0x61 + 10
    default: 0
    }
  }

  private static func real(_ text: ArraySlice<UInt8>) -> Constant {
    var text = text.filter { $0 != 0x5F }[...]
    let isHex = text.count > 2 && text[text.startIndex] == 0x30 && text[text.startIndex + 1] | 0x20 == 0x78
    if isHex { text = text.dropFirst(2) }
    let mark: UInt8 = isHex ? 0x70 : 0x65
    var exponent = 0
    if let at = text.firstIndex(where: { $0 | 0x20 == mark }) {
      let written = String(decoding: text[(at + 1)...], as: UTF8.self)
      exponent = Int(written) ?? (written.hasPrefix("-") ? -1_000_000_000 : 1_000_000_000)
      text = text[..<at]
    }
    var all = text
    if let point = text.firstIndex(of: 0x2E) {
      exponent -= (text.endIndex - point - 1) * (isHex ? 4 : 1)
      all = text[..<point] + text[(point + 1)...]
    }
    let mantissa = digits(all, radix: isHex ? 16 : 10).bigInt ?? 0
    if mantissa.isZero { return Constant(0) }
    // What Go refuses as excessively large or small has no value here either.
    if abs(exponent) > 1_000_000_000 { return exponent < 0 ? Constant(0) : .unknown }
    if abs(exponent) <= 1024 {
      let power = isHex ? BigInt(1) << abs(exponent) : BigInt(10).power(abs(exponent))
      return exponent >= 0 ? Constant(mantissa * power) : fraction(mantissa, power)
    }
    let scale = isHex ? BigFloat(1, exponent: exponent) : BigFloat.power(10, exponent)
    return floating(BigFloat(mantissa, exponent: 0) * scale)
  }

  /// A character of a rune or string literal; a byte when it was written as `\x` or octal.
  private static func character(
    _ text: ArraySlice<UInt8>, _ at: inout Int, quote: UInt8
  ) -> (value: UInt32, isByte: Bool)? {
    guard at < text.endIndex else { return nil }
    let first = text[at]
    at += 1
    if first != 0x5C {
      if first < 0x80 { return (UInt32(first), false) }
      let extra = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1
      var value = UInt32(first) & (0x3F >> UInt32(extra))
      for _ in 0..<extra where at < text.endIndex {
        value = value << 6 | UInt32(text[at] & 0x3F)
        at += 1
      }
      return (value, false)
    }
    guard at < text.endIndex else { return nil }
    let escape = text[at]
    at += 1
    func number(_ count: Int, radix: UInt32) -> UInt32? {
      guard at + count <= text.endIndex else { return nil }
      var value: UInt32 = 0
      for _ in 0..<count {
        value = value &* radix &+ UInt32(digitValue(text[at]))
        at += 1
      }
      return value
    }
    switch escape {
    case 0x61: return (7, false)
    case 0x62: return (8, false)
    case 0x66: return (12, false)
    case 0x6E: return (10, false)
    case 0x72: return (13, false)
    case 0x74: return (9, false)
    case 0x76: return (11, false)
    case 0x78: return number(2, radix: 16).map { ($0, true) }
    case 0x75: return number(4, radix: 16).map { ($0, false) }
    case 0x55: return number(8, radix: 16).map { ($0, false) }
    case 0x30...0x37:
      at -= 1
      return number(3, radix: 8).map { ($0, true) }
    default: return (UInt32(escape), false)
    }
  }

  private static func string(_ text: ArraySlice<UInt8>) -> Constant {
    guard text.count >= 2 else { return .unknown }
    let inner = text.dropFirst().dropLast()
    if text.first == 0x60 { return Constant(bytes: inner.filter { $0 != 0x0D }) }
    if !inner.contains(0x5C) { return Constant(bytes: Array(inner)) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(inner.count)
    var at = inner.startIndex
    while at < inner.endIndex {
      if inner[at] != 0x5C {
        bytes.append(inner[at])
        at += 1
        continue
      }
      guard let (value, isByte) = character(inner, &at, quote: 0x22) else { return .unknown }
      if isByte { bytes.append(UInt8(truncatingIfNeeded: value)) } else { encode(value, into: &bytes) }
    }
    return Constant(bytes: bytes)
  }

  /// Appends a rune in UTF-8; what is no rune becomes U+FFFD.
  static func encode(_ rune: UInt32, into bytes: inout [UInt8]) {
    let scalar = Unicode.Scalar(rune) ?? "\u{FFFD}"
    bytes.append(contentsOf: UTF8.encode(scalar)!)
  }
}
