// SPDX-License-Identifier: Apache-2.0
//
// Constant+Text.swift — constants as Go's compiler writes them in messages.

internal import BigInt

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Constant {
  /// - Parameter isFloat: the type is a floating-point type, so that integral values are written as floats too.
  func text(isFloat: Bool = false) -> String {
    switch value {
    case .unknown: return "unknown"
    case .bool(let value): return value ? "true" : "false"
    case .string(let bytes): return Constant.quoted(bytes, limit: 72)
    case .int(let value): return isFloat ? realText : String(value)
    case .big(let value): return isFloat ? realText : String(value)
    case .rational, .float: return realText
    case .complex(let real, let imaginary):
      return "(\(real.text(isFloat: true)) + \(imaginary.text(isFloat: true))i)"
    }
  }

  private var realText: String {
    guard let double else { return "unknown" }
    if double.isFinite, (double == 0) == (sign == 0) {
      let short = Constant.printf("%.6g", double)
      if !isInteger, !short.contains(".") { return Constant.shortest(double) }
      return short
    }
    // Out of the range of float64: mantissa and decimal exponent from the binary ones.
    guard let scaled else { return "unknown" }
    let logarithm = (Double(scaled.exponent) + log2(Double(scaled.leading))) * 0.301029995663981195
    var power = logarithm.rounded(.down)
    var mantissa = pow(10, logarithm - power)
    if mantissa >= 9.999995 {
      mantissa /= 10
      power += 1
    }
    let sign = scaled.isNegative ? "-" : ""
    return sign + Constant.printf("%.6g", mantissa) + "e" + (power < 0 ? "" : "+") + String(Int(power))
  }

  private static func printf(_ format: String, _ value: Double) -> String {
    var buffer = [CChar](repeating: 0, count: 64)
    let count = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
    return String(decoding: buffer[..<Int(count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func shortest(_ value: Double) -> String {
    for digits in 1...17 {
      let text = printf("%.\(digits)g", value)
      if strtod(text, nil) == value { return text }
    }
    return printf("%.17g", value)
  }

  /// A Go string literal of the bytes; longer ones than `limit` runes are cut.
  static func quoted(_ bytes: [UInt8], limit: Int) -> String {
    var result = "\""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{07}": result += "\\a"
      case "\u{08}": result += "\\b"
      case "\u{0C}": result += "\\f"
      case "\u{0B}": result += "\\v"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let hex = String(scalar.value, radix: 16)
          result += "\\x" + (hex.count < 2 ? "0" : "") + hex
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    result += "\""
    if result.unicodeScalars.count > limit {
      return String(String.UnicodeScalarView(result.unicodeScalars.prefix(limit - 3))) + "..."
    }
    return result
  }
}
