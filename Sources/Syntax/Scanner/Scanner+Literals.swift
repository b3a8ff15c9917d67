// SPDX-License-Identifier: Apache-2.0
//
// Numbers, runes and strings: where they end and what is wrong with them. Their values are in `LiteralValue.swift`.
//
// Upholds.  At most one error per literal; a literal with an error is marked bad, so that nobody looks at its value.

extension Scanner {
  /// The base of a number, as messages name it.
  private enum Base: Int {
    case binary = 2
    case octal = 8
    case decimal = 10
    case hexadecimal = 16
  }

  /// Reads a number. `at` is at its first digit; after a point, at the digit behind the point.
  mutating func scanNumber(afterPoint: Bool) {
    var isBad = false
    var kind = Literal.Kind.integer
    var base = Base.decimal
    var hasPrefix = false
    var invalidDigit = -1
    var digits = DigitRun()
    var seenPoint = afterPoint

    func complain(_ scanner: inout Scanner, at offset: Int, _ message: @autoclosure () -> String) {
      if !isBad { scanner.error(at: offset, message()) }
      isBad = true
    }

    if !seenPoint {
      if bytes[at] == UInt8(ascii: "0") {
        at += 1
        switch bytes[at] | 0x20 {
        case UInt8(ascii: "x"): (base, hasPrefix) = (.hexadecimal, true)
        case UInt8(ascii: "o"): (base, hasPrefix) = (.octal, true)
        case UInt8(ascii: "b"): (base, hasPrefix) = (.binary, true)
        default:
          base = .octal
          digits.hasDigit = true
        }
        if hasPrefix { at += 1 }
      }
      scanDigits(base: base.rawValue, into: &digits, invalid: &invalidDigit)
      if bytes[at] == UInt8(ascii: ".") {
        if hasPrefix && base != .hexadecimal {
          complain(&self, at: at, "invalid radix point in \(base) literal")
        }
        at += 1
        seenPoint = true
      }
    }
    if seenPoint {
      kind = .float
      scanDigits(base: base.rawValue, into: &digits, invalid: &invalidDigit)
    }
    if !digits.hasDigit { complain(&self, at: at, "\(base) literal has no digits") }

    let exponent = bytes[at] | 0x20
    if exponent == UInt8(ascii: "e") || exponent == UInt8(ascii: "p") {
      let written = Unicode.Scalar(bytes[at]).goQuoted
      if exponent == UInt8(ascii: "e") && hasPrefix {
        complain(&self, at: at, "\(written) exponent requires decimal mantissa")
      } else if exponent == UInt8(ascii: "p") && !(hasPrefix && base == .hexadecimal) {
        complain(&self, at: at, "\(written) exponent requires hexadecimal mantissa")
      }
      at += 1
      kind = .float
      if bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
      var ignored = 0
      digits.hasDigit = false
      scanDigits(base: 10, into: &digits, invalid: &ignored)
      if !digits.hasDigit { complain(&self, at: at, "exponent has no digits") }
    } else if hasPrefix && base == .hexadecimal && kind == .float {
      complain(&self, at: at, "hexadecimal mantissa requires a 'p' exponent")
    }
    if bytes[at] == UInt8(ascii: "i") {
      kind = .imaginary
      at += 1
    }
    if kind == .integer && invalidDigit >= 0 {
      let digit = Unicode.Scalar(bytes[invalidDigit]).goQuoted
      complain(&self, at: invalidDigit, "invalid digit \(digit) in \(base) literal")
    }
    if digits.hasSeparator && !isBad, let wrong = misplacedSeparator() {
      complain(&self, at: wrong, "'_' must separate successive digits")
    }
    finishLiteral(kind, isBad: isBad)
  }

  private struct DigitRun {
    var hasDigit = false
    var hasSeparator = false
  }

  /// Steps over digits and separators. Up to base 10 every decimal digit is taken and the first that is too large for
  /// the base is noted in `invalid`, unless that is no longer −1.
  @inline(__always)
  private mutating func scanDigits(base: Int, into run: inout DigitRun, invalid: inout Int) {
    while true {
      let byte = bytes[at]
      if byte == UInt8(ascii: "_") {
        run.hasSeparator = true
      } else if base > 10 ? isHexadecimal(byte) : isDecimal(byte) {
        run.hasDigit = true
        if base <= 10 && invalid < 0 && Int(byte - UInt8(ascii: "0")) >= base { invalid = at }
      } else {
        return
      }
      at += 1
    }
  }

  /// The index of the first `_` that does not stand between two digits; a base prefix counts as a digit.
  private func misplacedSeparator() -> Int? {
    var index = start
    var isHexadecimalLiteral = false
    var afterDigit = false
    var afterSeparator = false
    if bytes[start] == UInt8(ascii: "0"), at - start >= 2 {
      let letter = bytes[start + 1] | 0x20
      if letter == UInt8(ascii: "x") || letter == UInt8(ascii: "o") || letter == UInt8(ascii: "b") {
        isHexadecimalLiteral = letter == UInt8(ascii: "x")
        afterDigit = true
        index += 2
      }
    }
    while index < at {
      let byte = bytes[index]
      if byte == UInt8(ascii: "_") {
        if !afterDigit { return index }
        afterDigit = false
        afterSeparator = true
      } else {
        afterDigit = isDecimal(byte) || (isHexadecimalLiteral && isHexadecimal(byte))
        if !afterDigit && afterSeparator { return index - 1 }
        afterSeparator = false
      }
      index += 1
    }
    return afterSeparator ? at - 1 : nil
  }

  /// Reads a string whose first quote has been read.
  mutating func scanString() {
    var isBad = false
    while true {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") {
        at += 1
        break
      }
      if byte == UInt8(ascii: "\\") {
        at += 1
        if !scanEscape(quote: byte, closing: UInt8(ascii: "\"")) { isBad = true }
      } else if byte == 0x0A {
        error(at: at, "newline in string")
        isBad = true
        break
      } else if byte == 0 || byte >= 0x80 {
        if at >= count {
          error(at: start, "string not terminated")
          isBad = true
          break
        }
        stepOverUnusual()
      } else {
        at += 1
      }
    }
    finishLiteral(.string, isBad: isBad)
  }

  /// Reads a raw string whose first quote has been read.
  mutating func scanRawString() {
    var isBad = false
    while true {
      let byte = bytes[at]
      if byte == UInt8(ascii: "`") {
        at += 1
        break
      }
      if byte == 0 || byte >= 0x80 {
        if at >= count {
          error(at: start, "string not terminated")
          isBad = true
          endedInside = errors.count == 1
          break
        }
        stepOverUnusual()
      } else {
        at += 1
      }
    }
    finishLiteral(.string, isBad: isBad)
  }

  /// Reads a rune literal whose first quote has been read.
  mutating func scanRune() {
    var isBad = false
    var characters = 0
    func complain(_ scanner: inout Scanner, at offset: Int, _ message: String) {
      if !isBad { scanner.error(at: offset, message) }
      isBad = true
    }
    while true {
      let byte = bytes[at]
      if byte == UInt8(ascii: "'") {
        if characters == 0 {
          complain(&self, at: at, "empty rune literal or unescaped '")
        } else if characters != 1 {
          complain(&self, at: start, "more than one character in rune literal")
        }
        at += 1
        break
      }
      if byte == UInt8(ascii: "\\") {
        at += 1
        if !scanEscape(quote: byte, closing: UInt8(ascii: "'")) { isBad = true }
      } else if byte == 0x0A {
        complain(&self, at: at, "newline in rune literal")
        break
      } else if byte == 0 || byte >= 0x80 {
        if at >= count {
          complain(&self, at: start, "rune literal not terminated")
          break
        }
        if byte == 0 || decode(at: at) == nil { characters -= 1 }
        stepOverUnusual()
      } else {
        at += 1
      }
      characters += 1
    }
    finishLiteral(.rune, isBad: isBad)
  }

  /// Reads what follows a backslash; false after an error. The end of the text is left to the caller.
  private mutating func scanEscape(quote: UInt8, closing: UInt8) -> Bool {
    let digits: Int
    let base: Base
    let limit: UInt32
    let byte = bytes[at]
    switch byte {
    case closing, UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
      UInt8(ascii: "t"), UInt8(ascii: "v"), UInt8(ascii: "\\"):
      at += 1
      return true
    case UInt8(ascii: "0")...UInt8(ascii: "7"): (digits, base, limit) = (3, .octal, 255)
    case UInt8(ascii: "x"): (digits, base, limit) = (2, .hexadecimal, 255)
    case UInt8(ascii: "u"): (digits, base, limit) = (4, .hexadecimal, 0x10FFFF)
    case UInt8(ascii: "U"): (digits, base, limit) = (8, .hexadecimal, 0x10FFFF)
    default:
      if at >= count { return true }
      error(at: at, "unknown escape")
      return false
    }
    if base == .hexadecimal { at += 1 }
    var value: UInt32 = 0
    for _ in 0..<digits {
      if at >= count { return true }
      guard let digit = digitValue(bytes[at]), digit < base.rawValue else {
        let found = decode(at: at)?.scalar ?? "\u{FFFD}"
        error(at: at, "invalid character \(found.goQuoted) in \(base) escape")
        return false
      }
      value = value &* UInt32(base.rawValue) &+ UInt32(digit)
      at += 1
    }
    if value > limit && base == .octal {
      error(at: at, "octal escape value \(value) > 255")
      return false
    }
    if value > limit || (value >= 0xD800 && value < 0xE000) {
      let digits = String(value, radix: 16, uppercase: true)
      let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      error(at: at, "escape is invalid Unicode code point \(code)")
      return false
    }
    return true
  }
}

/// The value of a digit of any base up to 16.
func digitValue(_ byte: UInt8) -> Int? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30
  case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte) - 0x61 + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte) - 0x41 + 10
  default: nil
  }
}
