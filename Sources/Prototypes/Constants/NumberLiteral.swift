// SPDX-License-Identifier: Apache-2.0
//
// Numbers as C writes them.

enum NumberLiteral {
  case integer(UInt64, CScalar)
  case floating(Double, CScalar)
  case invalid(String)

  static func read(_ spelling: ArraySlice<UInt8>) -> NumberLiteral {
    let text = Array(spelling)
    let isHex = text.count > 1 && text[0] == UInt8(ascii: "0") && text[1] | 0x20 == UInt8(ascii: "x")
    let isBinary = text.count > 1 && text[0] == UInt8(ascii: "0") && text[1] | 0x20 == UInt8(ascii: "b")
    let isFloating =
      text.contains(UInt8(ascii: "."))
      || text.contains { isHex ? $0 | 0x20 == UInt8(ascii: "p") : !isBinary && $0 | 0x20 == UInt8(ascii: "e") }
    return isFloating ? floating(text, isHex: isHex) : integer(text, isHex: isHex, isBinary: isBinary)
  }

  private static func integer(_ text: [UInt8], isHex: Bool, isBinary: Bool) -> NumberLiteral {
    let base: UInt64 = isHex ? 16 : isBinary ? 2 : text[0] == UInt8(ascii: "0") ? 8 : 10
    var at = isHex || isBinary ? 2 : 0
    let start = at
    var value: UInt64 = 0
    var overflows = false
    while at < text.count, let digit = digit(text[at]), digit < (isHex ? 16 : 10) {
      if digit >= base {
        let kind = isBinary ? "binary" : "octal"
        return .invalid("invalid digit '\(Character(Unicode.Scalar(text[at])))' in \(kind) constant")
      }
      let (product, first) = value.multipliedReportingOverflow(by: base)
      let (sum, second) = product.addingReportingOverflow(digit)
      overflows = overflows || first || second
      value = sum
      at += 1
    }
    let suffix = String(decoding: text[at...], as: UTF8.self)
    if at == start {
      return .invalid("invalid suffix '\(String(decoding: text[1...], as: UTF8.self))' on integer constant")
    }
    var lowered = suffix.lowercased()
    if lowered.hasPrefix("ll") && suffix.first != suffix.dropFirst().first { lowered = "?" }
    if lowered.hasSuffix("ll") && suffix.suffix(2).first != suffix.last { lowered = "?" }
    let isUnsigned = lowered.contains("u")
    let longs: Int
    switch lowered {
    case "", "u": longs = 0
    case "l", "ul", "lu": longs = 1
    case "ll", "ull", "llu": longs = 2
    default: return .invalid("invalid suffix '\(suffix)' on integer constant")
    }
    if overflows { return .invalid("integer constant is larger than the largest unsigned integer type") }
    let candidates: [CScalar] = [.int, .unsignedInt, .long, .unsignedLong, .longLong, .unsignedLongLong]
    for type in candidates where type.rank >= CScalar.int.rank + longs {
      if isUnsigned && !type.isUnsigned { continue }
      if !isUnsigned && type.isUnsigned && base == 10 { continue }
      let limit: UInt64 =
        type.isUnsigned ? (type.size == 8 ? .max : 0xFFFF_FFFF) : (type.size == 8 ? 1 << 63 : 1 << 31) - 1
      if value <= limit { return .integer(value, type) }
    }
    // gcc would take __int128, clang takes this.
    return .integer(value, longs == 2 ? .unsignedLongLong : .unsignedLong)
  }

  private static func floating(_ text: [UInt8], isHex: Bool) -> NumberLiteral {
    // Of a hexadecimal number, letters before the exponent are digits.
    var end = isHex ? text.firstIndex { $0 | 0x20 == UInt8(ascii: "p") } ?? text.count : 0
    if isHex && end == text.count { return .invalid("hexadecimal floating constant requires an exponent") }
    if isHex { end += 1 }
    while end < text.count {
      let byte = text[end]
      let isExponent = !isHex && byte | 0x20 == UInt8(ascii: "e")
      let isSign =
        (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")) && end > 0
        && [UInt8(ascii: "e"), UInt8(ascii: "p")].contains(text[end - 1] | 0x20)
      guard Lexer.isDigit(byte) || byte == UInt8(ascii: ".") || isExponent || isSign else { break }
      end += 1
    }
    let suffix = String(decoding: text[end...], as: UTF8.self)
    let type: CScalar
    switch suffix {
    case "", "f64", "F64", "f32x", "F32x": type = .double
    case "f", "F", "f32", "F32": type = .float
    case "l", "L", "f64x", "F64x", "w", "W": type = .longDouble
    case "f128", "F128", "q", "Q": type = .float128
    case "f16", "F16": type = .float16
    default: return .invalid("invalid suffix '\(suffix)' on floating constant")
    }
    var digits = String(decoding: text[..<end], as: UTF8.self)
    // Swift wants digits on both sides of the point.
    if digits.hasPrefix(".") { digits = "0" + digits }
    if let point = digits.firstIndex(of: ".") {
      let next = digits.index(after: point)
      if next == digits.endIndex || !(digits[next].isHexDigit && (isHex || digits[next].isNumber)) {
        digits.insert("0", at: next)
      }
      if isHex && digits[digits.index(before: point)].lowercased() == "x" { digits.insert("0", at: point) }
    }
    if type == .float {
      if let value = Float(digits) { return .floating(Double(value), type) }
    } else if let value = Double(digits) {
      return .floating(value, type)
    }
    return .invalid("exponent has no digits")
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
