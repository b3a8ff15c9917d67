// SPDX-License-Identifier: Apache-2.0
//
// GoText.swift — numbers and strings as package strconv writes them, names as the prompt does, and the order in which maps are shown.

import CRuntime

enum GoText {
  /// As strconv.FormatFloat(x, 'g', -1, bits): the fewest digits that read back as the same number.
  static func float<Number: BinaryFloatingPoint & CustomStringConvertible>(_ number: Number) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
    let sign = number.sign == .minus ? "-" : ""
    let (digits, point) = parts(of: number.magnitude.description)
    if digits.isEmpty { return sign + "0" }
    // Number of digits before the point, minus one.
    let exponent = point - 1
    if exponent < -4 || exponent >= 6 {
      var text = sign + String(digits[0])
      if digits.count > 1 { text += "." + String(digits[1...]) }
      let magnitude = exponent.magnitude
      return text + (exponent < 0 ? "e-" : "e+") + (magnitude < 10 ? "0" : "") + "\(magnitude)"
    }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + String(digits) }
    if digits.count <= point { return sign + String(digits) + String(repeating: "0", count: point - digits.count) }
    return sign + String(digits[..<point]) + "." + String(digits[point...])
  }

  /// The significant digits in a description, and where the point stands among them.
  private static func parts(of description: String) -> (digits: [Character], point: Int) {
    let halves = description.split(separator: "e")
    let exponent = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
    let mantissa = halves[0].split(separator: ".", omittingEmptySubsequences: false)
    var digits = Array(mantissa[0]) + (mantissa.count > 1 ? Array(mantissa[1]) : [])
    var point = mantissa[0].count + exponent
    while digits.first == "0" {
      digits.removeFirst()
      point -= 1
    }
    while digits.last == "0" { digits.removeLast() }
    return (digits, point)
  }

  static func complex(_ real: String, _ imaginary: String) -> String {
    let isSigned = imaginary.hasPrefix("-") || imaginary.hasPrefix("+")
    return "(" + real + (isSigned ? "" : "+") + imaginary + "i)"
  }

  /// As strconv.Quote.
  static func quote(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var out: [UInt8] = [UInt8(ascii: "\"")]
    var decoder = UTF8()
    var at = 0
    while at < bytes.count {
      var rest = bytes[at...].makeIterator()
      decoder = UTF8()
      guard case .scalarValue(let scalar) = decoder.decode(&rest) else {
        out += Array("\\x".utf8) + hexadecimal(UInt32(bytes[at]), digits: 2)
        at += 1
        continue
      }
      out += escape(scalar)
      at += UTF8.width(scalar)
    }
    out.append(UInt8(ascii: "\""))
    return out
  }

  /// Whether bytes are text without control characters but newlines and tabs.
  static func isText(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes.makeIterator()
    var decoder = UTF8()
    while true {
      switch decoder.decode(&rest) {
      case .scalarValue(let scalar): if scalar != "\n", scalar != "\t", !isPrintable(scalar) { return false }
      case .emptyInput: return true
      case .error: return false
      }
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> [UInt8] {
    switch scalar {
    case "\"": return Array("\\\"".utf8)
    case "\\": return Array("\\\\".utf8)
    case "\u{07}": return Array("\\a".utf8)
    case "\u{08}": return Array("\\b".utf8)
    case "\u{0C}": return Array("\\f".utf8)
    case "\n": return Array("\\n".utf8)
    case "\r": return Array("\\r".utf8)
    case "\t": return Array("\\t".utf8)
    case "\u{0B}": return Array("\\v".utf8)
    default: break
    }
    if isPrintable(scalar) { return Array(String(Character(scalar)).utf8) }
    if scalar.value < 0x20 || scalar.value == 0x7F { return Array("\\x".utf8) + hexadecimal(scalar.value, digits: 2) }
    if scalar.value < 0x10000 { return Array("\\u".utf8) + hexadecimal(scalar.value, digits: 4) }
    return Array("\\U".utf8) + hexadecimal(scalar.value, digits: 8)
  }

  /// Letters, marks, numbers, punctuation, symbols and the space.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  /// A type's or function's name without "main.", with any for the empty interface.
  static func short(_ name: String) -> String {
    let bytes = Array(name.utf8)
    let prefix = Array("main.".utf8)
    let empty = Array("interface {}".utf8)
    var out: [UInt8] = []
    var at = 0
    while at < bytes.count {
      if bytes[at...].starts(with: empty) {
        out += Array("any".utf8)
        at += empty.count
      } else if bytes[at...].starts(with: prefix), at == 0 || !isInName(bytes[at - 1]) {
        at += prefix.count
      } else {
        out.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func isInName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default: (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
    }
  }

  private static func hexadecimal(_ number: UInt32, digits: Int) -> [UInt8] {
    let text = String(number, radix: 16)
    return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
  }
}

/// How keys of maps are ordered where they are shown: as in package internal/value.
enum ValueOrder {
  private static func load<Value: BitwiseCopyable>(_ address: UInt, _ type: Value.Type) -> Value {
    UnsafeRawPointer(bitPattern: address)!.loadUnaligned(as: type)
  }

  private static func order<Value: Comparable>(_ a: Value, _ b: Value) -> Int { a < b ? -1 : a > b ? 1 : 0 }

  private static func numbers<Value: Comparable & BitwiseCopyable>(_ a: UInt, _ b: UInt, _ type: Value.Type) -> Int {
    order(load(a, type), load(b, type))
  }

  private static func floats<Value: BinaryFloatingPoint & BitwiseCopyable>(
    _ a: UInt, _ b: UInt, _ type: Value.Type
  ) -> Int {
    let (x, y) = (load(a, type), load(b, type))
    if x.isNaN { return y.isNaN ? 0 : -1 }
    return y.isNaN ? 1 : order(x, y)
  }

  /// How the value at `a` sorts relative to that at `b`: below, at or above zero.
  static func compare(_ type: TypePointer, _ a: UInt, _ b: UInt) -> Int {
    switch type.kind {
    case .LOAM_KIND_INT, .LOAM_KIND_INT64: return numbers(a, b, Int64.self)
    case .LOAM_KIND_INT8: return numbers(a, b, Int8.self)
    case .LOAM_KIND_INT16: return numbers(a, b, Int16.self)
    case .LOAM_KIND_INT32: return numbers(a, b, Int32.self)
    case .LOAM_KIND_UINT8, .LOAM_KIND_BOOL: return numbers(a, b, UInt8.self)
    case .LOAM_KIND_UINT16: return numbers(a, b, UInt16.self)
    case .LOAM_KIND_UINT32: return numbers(a, b, UInt32.self)
    case .LOAM_KIND_FLOAT32: return floats(a, b, Float.self)
    case .LOAM_KIND_FLOAT64: return floats(a, b, Double.self)
    case .LOAM_KIND_COMPLEX64:
      let first = floats(a, b, Float.self)
      return first != 0 ? first : floats(a + 4, b + 4, Float.self)
    case .LOAM_KIND_COMPLEX128:
      let first = floats(a, b, Double.self)
      return first != 0 ? first : floats(a + 8, b + 8, Double.self)
    case .LOAM_KIND_STRING: return strings(a, b)
    case .LOAM_KIND_STRUCT:
      for index in 0..<Int(type.pointee.field_count) {
        let field = type.pointee.fields[index]
        guard let fieldType = field.type else { continue }
        let result = compare(fieldType, a + UInt(field.offset), b + UInt(field.offset))
        if result != 0 { return result }
      }
      return 0
    case .LOAM_KIND_ARRAY:
      guard let element = type.pointee.element else { return 0 }
      for index in 0..<UInt(type.pointee.length) {
        let offset = index * UInt(element.pointee.size)
        let result = compare(element, a + offset, b + offset)
        if result != 0 { return result }
      }
      return 0
    case .LOAM_KIND_INTERFACE: return interfaces(type, a, b)
    default: return numbers(a, b, UInt64.self)
    }
  }

  private static func strings(_ a: UInt, _ b: UInt) -> Int {
    func bytes(_ address: UInt) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(
        start: UnsafeRawPointer(bitPattern: load(address, UInt.self)), count: load(address + 8, Int.self))
    }
    let (x, y) = (bytes(a), bytes(b))
    if x.lexicographicallyPrecedes(y) { return -1 }
    return y.lexicographicallyPrecedes(x) ? 1 : 0
  }

  private static func interfaces(_ type: TypePointer, _ a: UInt, _ b: UInt) -> Int {
    let (x, y) = (load(a, UInt.self), load(b, UInt.self))
    if x == 0 || y == 0 { return order(x == 0 ? 0 : 1, y == 0 ? 0 : 1) }
    guard let first = ValueText.dynamicType(type, x), let second = ValueText.dynamicType(type, y) else { return 0 }
    if first != second { return order(UInt(bitPattern: first), UInt(bitPattern: second)) }
    let isDirect = first.pointee.flags & UInt8(LOAM_TYPE_DIRECT) != 0
    return compare(first, isDirect ? a + 8 : load(a + 8, UInt.self), isDirect ? b + 8 : load(b + 8, UInt.self))
  }
}
