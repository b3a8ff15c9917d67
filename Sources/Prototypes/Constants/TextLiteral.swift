// SPDX-License-Identifier: Apache-2.0
//
// Characters and strings as C writes them.

enum TextLiteral {
  struct Problem: Error {
    var message: String
  }

  /// The value of a character constant and its type: `int`, or that of the prefix.
  static func character(
    _ spelling: ArraySlice<UInt8>, charIsSigned: Bool
  ) -> Result<(bits: UInt64, type: CScalar), Problem> {
    let (prefix, body) = split(spelling)
    let type: CScalar =
      prefix == "u" ? .unsignedShort : prefix == "U" ? .unsignedInt : prefix == "u8" ? .unsignedChar : .int
    switch units(body, isWide: !prefix.isEmpty && prefix != "u8") {
    case .failure(let problem): return .failure(problem)
    case .success(let values):
      guard let last = values.last else { return .failure(Problem(message: "empty character constant")) }
      if !prefix.isEmpty { return .success((Arithmetic.wrap(UInt64(last), type), type)) }
      if values.count == 1 { return .success((Arithmetic.wrap(UInt64(last), .char, charIsSigned: charIsSigned), .int)) }
      // gcc: each character shifts the ones before by eight bits.
      let value = values.reduce(UInt64(0)) { $0 << 8 | UInt64($1 & 0xFF) }
      return .success((Arithmetic.wrap(value, .int), .int))
    }
  }

  /// The bytes of a string without prefix or with `u8`, and the prefix of others.
  static func string(_ spelling: ArraySlice<UInt8>) -> Result<(bytes: [UInt8], prefix: String), Problem> {
    let (prefix, body) = split(spelling)
    return units(body, isWide: !prefix.isEmpty && prefix != "u8").map { values in
      (prefix.isEmpty || prefix == "u8" ? values.map { UInt8(truncatingIfNeeded: $0) } : values.map { _ in 0 }, prefix)
    }
  }

  private static func split(_ spelling: ArraySlice<UInt8>) -> (prefix: String, body: ArraySlice<UInt8>) {
    let quote = spelling.firstIndex { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") } ?? spelling.startIndex
    return (String(decoding: spelling[..<quote], as: UTF8.self), spelling[quote...].dropFirst().dropLast())
  }

  /// Characters with escapes resolved: bytes, or of a wide literal code points.
  private static func units(_ body: ArraySlice<UInt8>, isWide: Bool) -> Result<[UInt32], Problem> {
    var result: [UInt32] = []
    result.reserveCapacity(body.count)
    if isWide && !body.contains(0x5C) {
      return .success(String(decoding: body, as: UTF8.self).unicodeScalars.map(\.value))
    }
    var at = body.startIndex
    while at < body.endIndex {
      let byte = body[at]
      at += 1
      guard byte == 0x5C, at < body.endIndex else {
        result.append(UInt32(byte))
        continue
      }
      let escape = body[at]
      at += 1
      switch escape {
      case UInt8(ascii: "n"): result.append(10)
      case UInt8(ascii: "t"): result.append(9)
      case UInt8(ascii: "r"): result.append(13)
      case UInt8(ascii: "a"): result.append(7)
      case UInt8(ascii: "b"): result.append(8)
      case UInt8(ascii: "f"): result.append(12)
      case UInt8(ascii: "v"): result.append(11)
      case UInt8(ascii: "e"), UInt8(ascii: "E"): result.append(27)
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        var value = UInt32(escape - 0x30)
        var digits = 1
        while digits < 3, at < body.endIndex, (0x30...0x37).contains(body[at]) {
          value = value * 8 + UInt32(body[at] - 0x30)
          at += 1
          digits += 1
        }
        if !isWide && value > 0xFF { return .failure(Problem(message: "octal escape sequence out of range")) }
        result.append(value)
      case UInt8(ascii: "x"):
        var value: UInt64 = 0
        let start = at
        while at < body.endIndex, let digit = Character(Unicode.Scalar(body[at])).hexDigitValue {
          value = min(value * 16 + UInt64(digit), 1 << 40)
          at += 1
        }
        if at == start { return .failure(Problem(message: "\\x used with no following hex digits")) }
        if value > (isWide ? 0xFFFF_FFFF : 0xFF) {
          return .failure(Problem(message: "hex escape sequence out of range"))
        }
        result.append(UInt32(truncatingIfNeeded: value))
      case UInt8(ascii: "u"), UInt8(ascii: "U"):
        let wanted = escape == UInt8(ascii: "u") ? 4 : 8
        var value: UInt32 = 0
        for _ in 0..<wanted {
          guard at < body.endIndex, let digit = Character(Unicode.Scalar(body[at])).hexDigitValue else {
            return .failure(Problem(message: "incomplete universal character name"))
          }
          value = value << 4 | UInt32(digit)
          at += 1
        }
        guard let scalar = Unicode.Scalar(value) else {
          return .failure(Problem(message: "invalid universal character"))
        }
        if isWide { result.append(value) } else { result += String(Character(scalar)).utf8.map { UInt32($0) } }
      case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "?"): result.append(UInt32(escape))
      default:
        if escape >= 0x80 || escape < 0x20 {
          result.append(UInt32(escape))
        } else {
          return .failure(Problem(message: "unknown escape sequence '\\\(Character(Unicode.Scalar(escape)))'"))
        }
      }
    }
    return .success(result)
  }
}
