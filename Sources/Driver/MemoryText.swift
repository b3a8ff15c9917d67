// SPDX-License-Identifier: Apache-2.0
//
// MemoryText.swift — what lies in memory, as text, by the runtime's type descriptors.
//
// How.      Values are written short, for tables: what is behind a pointer is its address, long strings and lists are
//           cut. The world stands still, so that what is read is of one moment.
// Why not.  internal/prompt, which prints results: it is Go, and runs; here nothing of the program may.

import CRuntime

enum MemoryText {
  private static let longestString = 40
  private static let mostElements = 4

  /// A type's name as code at the prompt writes it.
  static func name(_ type: UnsafePointer<loam_type>?) -> String {
    guard let type else { return "" }
    return short(text(type.pointee.name))
  }

  /// Leaves "main." out of a type's text and calls the empty interface any.
  static func short(_ name: String) -> String {
    var out = ""
    var rest = Substring(name)
    while let character = rest.first {
      if rest.hasPrefix("interface {}") {
        out += "any"
        rest = rest.dropFirst("interface {}".count)
      } else if rest.hasPrefix("main."), !(out.last.map { $0.isLetter || $0.isNumber || "_./".contains($0) } ?? false) {
        rest = rest.dropFirst("main.".count)
      } else {
        out.append(character)
        rest = rest.dropFirst()
      }
    }
    return out
  }

  static func text(_ string: loam_string) -> String {
    guard let bytes = string.bytes, string.length > 0 else { return "" }
    return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(string.length)), as: UTF8.self)
  }

  static func hex(_ address: some BinaryInteger) -> String { "0x" + String(UInt64(address), radix: 16) }

  /// A value.
  static func value(_ at: UnsafeRawPointer, _ type: UnsafePointer<loam_type>, depth: Int = 0) -> String {
    func read<Value: BitwiseCopyable>(_: Value.Type) -> Value { at.loadUnaligned(as: Value.self) }
    switch kind(type) {
    case .LOAM_KIND_BOOL: return read(UInt8.self) == 0 ? "false" : "true"
    case .LOAM_KIND_INT, .LOAM_KIND_INT64: return "\(read(Int64.self))"
    case .LOAM_KIND_INT8: return "\(read(Int8.self))"
    case .LOAM_KIND_INT16: return "\(read(Int16.self))"
    case .LOAM_KIND_INT32: return "\(read(Int32.self))"
    case .LOAM_KIND_UINT, .LOAM_KIND_UINT64: return "\(read(UInt64.self))"
    case .LOAM_KIND_UINT8: return "\(read(UInt8.self))"
    case .LOAM_KIND_UINT16: return "\(read(UInt16.self))"
    case .LOAM_KIND_UINT32: return "\(read(UInt32.self))"
    case .LOAM_KIND_UINTPTR: return hex(read(UInt64.self))
    case .LOAM_KIND_FLOAT32: return "\(read(Float.self))"
    case .LOAM_KIND_FLOAT64: return "\(read(Double.self))"
    case .LOAM_KIND_COMPLEX64:
      return "(\(read(Float.self)) + \((at + 4).loadUnaligned(as: Float.self))i)"
    case .LOAM_KIND_COMPLEX128:
      return "(\(read(Double.self)) + \((at + 8).loadUnaligned(as: Double.self))i)"
    case .LOAM_KIND_STRING: return string(at)
    case .LOAM_KIND_SLICE:
      let words = at.assumingMemoryBound(to: UInt.self)
      return words[0] == 0 && words[1] == 0 ? "nil" : "len \(words[1]) cap \(words[2]) at \(hex(words[0]))"
    case .LOAM_KIND_MAP:
      let map = read(UInt.self)
      return map == 0 ? "nil" : "\(loam_map_length(UnsafeRawPointer(bitPattern: map))) entries at \(hex(map))"
    case .LOAM_KIND_POINTER, .LOAM_KIND_UNSAFE_POINTER, .LOAM_KIND_CHANNEL:
      let address = read(UInt.self)
      return address == 0 ? "nil" : hex(address)
    case .LOAM_KIND_FUNCTION: return function(read(UInt.self))
    case .LOAM_KIND_INTERFACE: return interface(at, type, depth)
    case .LOAM_KIND_STRUCT: return structure(at, type, depth)
    case .LOAM_KIND_ARRAY: return array(at, type, depth)
    case .LOAM_KIND_INVALID: return "?"
    }
  }

  static func kind(_ type: UnsafePointer<loam_type>) -> loam_kind {
    loam_kind(rawValue: numericCast(type.pointee.kind)) ?? .LOAM_KIND_INVALID
  }

  /// The type of what is in an interface, nil for a nil one, and its data word.
  static func dynamic(_ at: UnsafeRawPointer, _ type: UnsafePointer<loam_type>) -> (
    type: UnsafePointer<loam_type>, data: UnsafeRawPointer
  )? {
    let word = at.loadUnaligned(as: UInt.self)
    guard word != 0 else { return nil }
    var held = UnsafePointer<loam_type>(bitPattern: word)
    if type.pointee.interface_method_count > 0 {
      held = UnsafePointer<loam_itab>(bitPattern: word)?.pointee.type
    }
    guard let held else { return nil }
    if Int32(held.pointee.flags) & Int32(LOAM_TYPE_DIRECT) != 0 { return (held, at + 8) }
    guard let data = UnsafeRawPointer(bitPattern: (at + 8).loadUnaligned(as: UInt.self)) else { return nil }
    return (held, data)
  }

  /// The function that a function value calls.
  static func function(_ closure: UInt) -> String {
    guard closure != 0, let pointer = UnsafePointer<UnsafePointer<loam_function>?>(bitPattern: closure),
      let function = pointer.pointee
    else { return "nil" }
    return short(text(function.pointee.name))
  }

  private static func string(_ at: UnsafeRawPointer) -> String {
    let words = at.assumingMemoryBound(to: UInt.self)
    let count = Int(words[1])
    guard count > 0, let bytes = UnsafeRawPointer(bitPattern: words[0]) else { return "\"\"" }
    let shown = UnsafeRawBufferPointer(start: bytes, count: min(count, longestString))
    let text = quoted(String(decoding: shown, as: UTF8.self))
    return count > longestString ? text + "… (\(count) bytes)" : text
  }

  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          out += "\\x" + (digits.count < 2 ? "0" : "") + digits
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
  }

  private static func interface(_ at: UnsafeRawPointer, _ type: UnsafePointer<loam_type>, _ depth: Int) -> String {
    guard let held = dynamic(at, type) else { return "nil" }
    return depth > 2 ? name(held.type) : "\(name(held.type))(\(value(held.data, held.type, depth: depth + 1)))"
  }

  private static func structure(_ at: UnsafeRawPointer, _ type: UnsafePointer<loam_type>, _ depth: Int) -> String {
    let count = Int(type.pointee.field_count)
    guard depth < 2 else { return count == 0 ? "{}" : "{…}" }
    var parts: [String] = []
    for index in 0..<min(count, mostElements * 2) {
      let field = type.pointee.fields[index]
      parts.append("\(text(field.name)): \(value(at + Int(field.offset), field.type, depth: depth + 1))")
    }
    if parts.count < count { parts.append("…") }
    return "{" + parts.joined(separator: ", ") + "}"
  }

  private static func array(_ at: UnsafeRawPointer, _ type: UnsafePointer<loam_type>, _ depth: Int) -> String {
    let count = Int(type.pointee.length)
    guard depth < 2, let element = type.pointee.element else { return "{…}" }
    var parts: [String] = []
    for index in 0..<min(count, mostElements) {
      parts.append(value(at + index * Int(element.pointee.size), element, depth: depth + 1))
    }
    if parts.count < count { parts.append("… \(count - parts.count) more") }
    return "{" + parts.joined(separator: ", ") + "}"
  }
}
