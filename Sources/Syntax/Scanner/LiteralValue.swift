// SPDX-License-Identifier: Apache-2.0
//
// What rune and string literals mean. Numbers are left to whoever has big ones.

extension Tree {
  /// The bytes of a string literal: escapes replaced, or of a raw string everything but the carriage returns.
  /// - Precondition: the literal is a string and not bad.
  public func stringValue(of literal: Literal) -> [UInt8] { LiteralValue.string(text(of: literal)) }

  /// The code point of a rune literal.
  /// - Precondition: the literal is a rune and not bad.
  public func runeValue(of literal: Literal) -> UInt32 { LiteralValue.rune(text(of: literal)) }
}

/// Values of literals from their text, quotes included.
public enum LiteralValue {
  /// The bytes that a string literal stands for.
  public static func string(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.count >= 2, let quote = text.first else { return [] }
    let inner = text.dropFirst().dropLast()
    if quote == UInt8(ascii: "`") { return inner.filter { $0 != 0x0D } }
    guard inner.contains(UInt8(ascii: "\\")) else { return Array(inner) }
    var value: [UInt8] = []
    value.reserveCapacity(inner.count)
    var at = inner.startIndex
    while at < inner.endIndex {
      if inner[at] != UInt8(ascii: "\\") {
        value.append(inner[at])
        at += 1
        continue
      }
      switch escape(inner, &at) {
      case .byte(let byte): value.append(byte)
      case .scalar(let scalar): value.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
    return value
  }

  /// The code point that a rune literal stands for.
  public static func rune(_ text: ArraySlice<UInt8>) -> UInt32 {
    let inner = text.dropFirst().dropLast()
    guard let first = inner.first else { return 0 }
    if first == UInt8(ascii: "\\") {
      var at = inner.startIndex
      switch escape(inner, &at) {
      case .byte(let byte): return UInt32(byte)
      case .scalar(let scalar): return scalar.value
      }
    }
    return String(decoding: inner, as: UTF8.self).unicodeScalars.first?.value ?? 0
  }

  private enum Escaped {
    case byte(UInt8)
    case scalar(Unicode.Scalar)
  }

  /// Reads an escape at its backslash and steps over it.
  private static func escape(_ text: ArraySlice<UInt8>, _ at: inout Int) -> Escaped {
    at += 1
    guard at < text.endIndex else { return .byte(UInt8(ascii: "\\")) }
    let letter = text[at]
    at += 1
    switch letter {
    case UInt8(ascii: "a"): return .byte(0x07)
    case UInt8(ascii: "b"): return .byte(0x08)
    case UInt8(ascii: "f"): return .byte(0x0C)
    case UInt8(ascii: "n"): return .byte(0x0A)
    case UInt8(ascii: "r"): return .byte(0x0D)
    case UInt8(ascii: "t"): return .byte(0x09)
    case UInt8(ascii: "v"): return .byte(0x0B)
    case UInt8(ascii: "x"): return .byte(UInt8(truncatingIfNeeded: number(text, &at, digits: 2, base: 16)))
    case UInt8(ascii: "u"): return .scalar(Unicode.Scalar(number(text, &at, digits: 4, base: 16)) ?? "\u{FFFD}")
    case UInt8(ascii: "U"): return .scalar(Unicode.Scalar(number(text, &at, digits: 8, base: 16)) ?? "\u{FFFD}")
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      at -= 1
      return .byte(UInt8(truncatingIfNeeded: number(text, &at, digits: 3, base: 8)))
    default: return .byte(letter)
    }
  }

  private static func number(_ text: ArraySlice<UInt8>, _ at: inout Int, digits: Int, base: UInt32) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits where at < text.endIndex {
      value = value &* base &+ UInt32(digitValue(text[at]) ?? 0)
      at += 1
    }
    return value
  }
}
