// SPDX-License-Identifier: Apache-2.0
//
// ValueText.swift — the value at an address as Go at the prompt writes it.
//
// How.      What package internal/prompt does in Go, with the same cuts, reading memory by the runtime's descriptors. So
//           values of goroutines that stand still can be shown while nothing runs. Pointers are followed one level.
// Upholds.  A word that the collector did not keep is never followed: the caller says which words of the outermost value
//           may be trusted.

import CRuntime

typealias TypePointer = UnsafePointer<loam_type>

/// Collects the text of one value. Requires: the world is stopped.
struct ValueText {
  private static let limit = 1000  // bytes of text after which a value is cut
  private static let elementLimit = 100
  private static let depthLimit = 10

  private var bytes: [UInt8] = []
  private var isFull = false
  /// The pointers around the value being written.
  private var pointers: [UInt] = []
  /// Words at these addresses that hold pointers must not be looked at.
  private let distrusted: (UInt) -> Bool

  private init(distrusted: @escaping (UInt) -> Bool) { self.distrusted = distrusted }

  /// - Parameter distrusted: whether the word at an address is a leftover that leads nowhere any more.
  static func text(
    of type: TypePointer, at address: UInt, distrusted: @escaping (UInt) -> Bool = { _ in false }
  ) -> String {
    var writer = ValueText(distrusted: distrusted)
    writer.value(type, address, depth: 0, isTyped: true)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private mutating func add(_ text: String) { add(Array(text.utf8)) }

  private mutating func add(_ text: [UInt8]) {
    if isFull { return }
    if bytes.count + text.count > ValueText.limit {
      var count = ValueText.limit - bytes.count
      while count > 0, text[count] & 0xC0 == 0x80 { count -= 1 }  // not inside a character
      bytes += text[..<count]
      bytes += Array("…".utf8)
      isFull = true
      return
    }
    bytes += text
  }

  // MARK: Memory

  private func load<Value: BitwiseCopyable>(_ address: UInt, as type: Value.Type = Value.self) -> Value {
    UnsafeRawPointer(bitPattern: address)!.loadUnaligned(as: type)
  }

  private func word(_ address: UInt) -> UInt { load(address) }

  // MARK: Values

  private mutating func value(_ type: TypePointer, _ address: UInt, depth: Int, isTyped: Bool) {
    if isFull { return }
    if depth > ValueText.depthLimit { return add("…") }
    let text: String
    switch type.kind {
    case .LOAM_KIND_BOOL: text = load(address, as: UInt8.self) != 0 ? "true" : "false"
    case .LOAM_KIND_INT, .LOAM_KIND_INT64: text = "\(load(address, as: Int64.self))"
    case .LOAM_KIND_INT8: text = "\(load(address, as: Int8.self))"
    case .LOAM_KIND_INT16: text = "\(load(address, as: Int16.self))"
    case .LOAM_KIND_INT32: text = "\(load(address, as: Int32.self))"
    case .LOAM_KIND_UINT, .LOAM_KIND_UINT64: text = "\(load(address, as: UInt64.self))"
    case .LOAM_KIND_UINT8: text = "\(load(address, as: UInt8.self))"
    case .LOAM_KIND_UINT16: text = "\(load(address, as: UInt16.self))"
    case .LOAM_KIND_UINT32: text = "\(load(address, as: UInt32.self))"
    case .LOAM_KIND_UINTPTR: text = hexadecimal(word(address))
    case .LOAM_KIND_FLOAT32: text = GoText.float(load(address, as: Float.self))
    case .LOAM_KIND_FLOAT64: text = GoText.float(load(address, as: Double.self))
    case .LOAM_KIND_COMPLEX64:
      text = GoText.complex(
        GoText.float(load(address, as: Float.self)), GoText.float(load(address + 4, as: Float.self)))
    case .LOAM_KIND_COMPLEX128:
      text = GoText.complex(
        GoText.float(load(address, as: Double.self)), GoText.float(load(address + 8, as: Double.self)))
    case .LOAM_KIND_STRING:
      if distrusted(address) { return add("dead") }
      let length = Int(word(address + 8))
      let shown = min(length, ValueText.limit)
      var quoted = GoText.quote(
        UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: word(address)), count: shown))
      if shown < length {
        quoted.removeLast()
        add(quoted + Array("…".utf8))
        isFull = true
        return
      }
      text = String(decoding: quoted, as: UTF8.self)
    default: return composite(type, address, depth: depth, isTyped: isTyped)
    }
    // A literal does not show a type of its own inside of others.
    if isTyped, depth > 0, type.pointee.package_path.length > 0 {
      add(type.name + "(" + text + ")")
    } else {
      add(text)
    }
  }

  private mutating func composite(_ type: TypePointer, _ address: UInt, depth: Int, isTyped: Bool) {
    switch type.kind {
    case .LOAM_KIND_INTERFACE: interface(type, address, depth: depth)
    case .LOAM_KIND_SLICE, .LOAM_KIND_MAP:
      if distrusted(address) { return add("dead") }
      if word(address) == 0 { return add(isTyped ? type.name + "(nil)" : "nil") }
      if isTyped { add(type.name) }
      if type.kind == .LOAM_KIND_MAP {
        entries(type, UnsafeRawPointer(bitPattern: word(address))!, depth: depth)
      } else {
        elements(type, word(address), count: Int(word(address + 8)), depth: depth)
      }
    case .LOAM_KIND_ARRAY:
      if isTyped { add(type.name) }
      elements(type, address, count: Int(type.pointee.length), depth: depth)
    case .LOAM_KIND_STRUCT:
      if isTyped { add(type.name) }
      fields(type, address, depth: depth)
    case .LOAM_KIND_POINTER: pointer(type, address, depth: depth, isTyped: isTyped)
    default:
      if distrusted(address) { return add("dead") }
      let at = word(address)
      add(at == 0 ? "nil" : "(" + type.name + ")(" + hexadecimal(at) + ")")
    }
  }

  private mutating func interface(_ type: TypePointer, _ address: UInt, depth: Int) {
    let first = word(address)
    if first == 0 { return add("nil") }
    if distrusted(address + 8) { return add("dead") }
    guard let dynamic = ValueText.dynamicType(type, first) else { return add("nil") }
    if dynamic.pointee.flags & UInt8(LOAM_TYPE_DIRECT) != 0 {
      value(dynamic, address + 8, depth: depth, isTyped: true)
    } else {
      value(dynamic, word(address + 8), depth: depth, isTyped: true)
    }
  }

  /// The type in an interface value whose first word is `first`, not 0.
  static func dynamicType(_ type: TypePointer, _ first: UInt) -> TypePointer? {
    if type.pointee.interface_method_count == 0 { return TypePointer(bitPattern: first) }
    return UnsafePointer<loam_itab>(bitPattern: first)?.pointee.type
  }

  private mutating func elements(_ type: TypePointer, _ base: UInt, count: Int, depth: Int) {
    guard let element = type.pointee.element else { return }
    let isInterface = element.kind == .LOAM_KIND_INTERFACE
    add("{")
    for index in 0..<max(0, count) where !isFull {
      if index > 0 { add(", ") }
      if index == ValueText.elementLimit {
        add("… \(count - index) more")
        break
      }
      value(element, base + UInt(index) * UInt(element.pointee.size), depth: depth + 1, isTyped: isInterface)
    }
    add("}")
  }

  private mutating func entries(_ type: TypePointer, _ map: UnsafeRawPointer, depth: Int) {
    guard let key = type.pointee.key, let element = type.pointee.element else { return }
    let count = Int(loam_map_length(map))
    let keySize = Int(key.pointee.size)
    let elementSize = Int(element.pointee.size)
    let keys = UnsafeMutableRawPointer.allocate(byteCount: max(1, count * keySize), alignment: 16)
    let values = UnsafeMutableRawPointer.allocate(byteCount: max(1, count * elementSize), alignment: 16)
    defer {
      keys.deallocate()
      values.deallocate()
    }
    let read = Int(loam_map_read(type, map, keys, values, Int64(count)))
    let base = UInt(bitPattern: keys)
    let order = (0..<read).sorted {
      ValueOrder.compare(key, base + UInt($0 * keySize), base + UInt($1 * keySize)) < 0
    }
    add("{")
    for (index, entry) in order.enumerated() where !isFull {
      if index > 0 { add(", ") }
      if index == ValueText.elementLimit {
        add("… \(read - index) more")
        break
      }
      value(key, base + UInt(entry * keySize), depth: depth + 1, isTyped: key.kind == .LOAM_KIND_INTERFACE)
      add(": ")
      value(
        element, UInt(bitPattern: values) + UInt(entry * elementSize), depth: depth + 1,
        isTyped: element.kind == .LOAM_KIND_INTERFACE)
    }
    add("}")
  }

  private mutating func fields(_ type: TypePointer, _ address: UInt, depth: Int) {
    add("{")
    for index in 0..<Int(type.pointee.field_count) where !isFull {
      let field = type.pointee.fields[index]
      guard let fieldType = field.type else { continue }
      if index > 0 { add(", ") }
      add(field.name.text + ": ")
      value(fieldType, address + UInt(field.offset), depth: depth + 1, isTyped: fieldType.isComposite)
    }
    add("}")
  }

  private mutating func pointer(_ type: TypePointer, _ address: UInt, depth: Int, isTyped: Bool) {
    if distrusted(address) { return add("dead") }
    let at = word(address)
    if at == 0 { return add(depth == 0 && isTyped ? "(" + type.name + ")(nil)" : "nil") }
    if pointers.contains(at) { return add("(" + type.name + ")(↺)") }
    if pointers.isEmpty, let element = type.pointee.element {
      switch element.kind {
      case .LOAM_KIND_ARRAY, .LOAM_KIND_SLICE, .LOAM_KIND_STRUCT, .LOAM_KIND_MAP:
        pointers.append(at)
        add("&")
        value(element, at, depth: depth + 1, isTyped: true)
        pointers.removeLast()
        return
      default: break
      }
    }
    add("(" + type.name + ")(" + hexadecimal(at) + ")")
  }

  private func hexadecimal(_ word: UInt) -> String { "0x" + String(word, radix: 16) }
}

extension loam_string {
  var text: String {
    guard let bytes, length > 0 else { return "" }
    return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(length)), as: UTF8.self)
  }
}

extension TypePointer {
  var kind: loam_kind { loam_kind(rawValue: UInt32(pointee.kind)) ?? .LOAM_KIND_INVALID }

  var isComposite: Bool {
    switch kind {
    case .LOAM_KIND_ARRAY, .LOAM_KIND_SLICE, .LOAM_KIND_MAP, .LOAM_KIND_STRUCT, .LOAM_KIND_INTERFACE,
      .LOAM_KIND_POINTER:
      true
    default: false
    }
  }

  /// As code at the prompt writes it: without "main.", and the empty interface is any.
  var name: String {
    let local = pointee.local_name.text
    if !local.isEmpty, pointee.package_path.text == "main" { return local }
    return TypePointer.short(Array(pointee.name.text.utf8))
  }

  private static func short(_ bytes: [UInt8]) -> String {
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
}
