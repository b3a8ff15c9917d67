// SPDX-License-Identifier: Apache-2.0
//
// MemoryText.swift — what lies in memory, as text, by the runtime's type descriptors.
//
// How.      Values are written short, for tables: what is behind a pointer is its address, long strings and lists are
//           cut; all else is as ValueText has it, which writes values whole and follows pointers. The world stands
//           still, so that what is read is of one moment.

import CRuntime

enum MemoryText {
  private static let longestString = 40
  private static let mostElements = 4

  static func hex(_ address: some BinaryInteger) -> String { "0x" + String(UInt64(address), radix: 16) }

  /// A value.
  /// - Parameter runtime: what knows which memory can be read.
  static func value(
    _ at: UnsafeRawPointer, _ type: TypePointer, in runtime: OpaquePointer, depth: Int = 0
  ) -> String {
    func read<Value: BitwiseCopyable>(_: Value.Type) -> Value { at.loadUnaligned(as: Value.self) }
    switch type.kind {
    case .LOAM_KIND_STRING: return string(at, runtime)
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
    case .LOAM_KIND_INTERFACE: return interface(at, type, runtime, depth)
    case .LOAM_KIND_STRUCT: return structure(at, type, runtime, depth)
    case .LOAM_KIND_ARRAY: return array(at, type, runtime, depth)
    case .LOAM_KIND_INVALID: return "?"
    default: return ValueText.text(of: type, at: UInt(bitPattern: at), in: runtime)
    }
  }

  /// The type of what is in an interface, nil for a nil one, and its data word.
  static func dynamic(_ at: UnsafeRawPointer, _ type: TypePointer) -> (
    type: TypePointer, data: UnsafeRawPointer
  )? {
    let word = at.loadUnaligned(as: UInt.self)
    guard word != 0 else { return nil }
    guard let held = ValueText.dynamicType(type, word) else { return nil }
    if Int32(held.pointee.flags) & Int32(LOAM_TYPE_DIRECT) != 0 { return (held, at + 8) }
    guard let data = UnsafeRawPointer(bitPattern: (at + 8).loadUnaligned(as: UInt.self)) else { return nil }
    return (held, data)
  }

  /// The function that a function value calls.
  static func function(_ closure: UInt) -> String {
    guard closure != 0, let pointer = UnsafePointer<UnsafePointer<loam_function>?>(bitPattern: closure),
      let function = pointer.pointee
    else { return "nil" }
    return GoText.short(function.pointee.name.text)
  }

  private static func string(_ at: UnsafeRawPointer, _ runtime: OpaquePointer) -> String {
    let words = at.assumingMemoryBound(to: UInt.self)
    guard words[1] != 0 else { return "\"\"" }
    let bytes = UnsafeRawPointer(bitPattern: words[0])
    guard let count = Int(exactly: words[1]), loam_where_readable(runtime, bytes, UInt64(count)) else {
      return "<bad pointer \(hex(words[0]))>"
    }
    let shown = UnsafeRawBufferPointer(start: bytes, count: min(count, longestString))
    let text = String(decoding: GoText.quote(shown), as: UTF8.self)
    return count > longestString ? text + "… (\(count) bytes)" : text
  }

  private static func interface(
    _ at: UnsafeRawPointer, _ type: TypePointer, _ runtime: OpaquePointer, _ depth: Int
  ) -> String {
    guard let held = dynamic(at, type) else { return "nil" }
    return depth > 2
      ? held.type.name : "\(held.type.name)(\(value(held.data, held.type, in: runtime, depth: depth + 1)))"
  }

  private static func structure(
    _ at: UnsafeRawPointer, _ type: TypePointer, _ runtime: OpaquePointer, _ depth: Int
  ) -> String {
    let count = Int(type.pointee.field_count)
    guard depth < 2 else { return count == 0 ? "{}" : "{…}" }
    var parts: [String] = []
    for index in 0..<min(count, mostElements * 2) {
      let field = type.pointee.fields[index]
      parts.append("\(field.name.text): \(value(at + Int(field.offset), field.type, in: runtime, depth: depth + 1))")
    }
    if parts.count < count { parts.append("…") }
    return "{" + parts.joined(separator: ", ") + "}"
  }

  private static func array(
    _ at: UnsafeRawPointer, _ type: TypePointer, _ runtime: OpaquePointer, _ depth: Int
  ) -> String {
    let count = Int(type.pointee.length)
    guard depth < 2, let element = type.pointee.element else { return "{…}" }
    var parts: [String] = []
    for index in 0..<min(count, mostElements) {
      parts.append(value(at + index * Int(element.pointee.size), element, in: runtime, depth: depth + 1))
    }
    if parts.count < count { parts.append("… \(count - parts.count) more") }
    return "{" + parts.joined(separator: ", ") + "}"
  }
}
