// SPDX-License-Identifier: Apache-2.0
//
// ValueText.swift — the value at an address as Go at the prompt writes it.
//
// How.      What package internal/prompt does in Go, with the same cuts, reading memory by the runtime's descriptors. So
//           values of goroutines that stand still can be shown while nothing runs. Pointers are followed one level.
// Upholds.  A word that the collector did not keep is never followed: the caller says which words of the outermost value
//           may be trusted.

import CNatives
import CRuntime

typealias TypePointer = UnsafePointer<loam_type>

/// Collects the text of one value. Requires: the world is stopped.
struct ValueText {
  private static let depthLimit = 10
  /// Characters of C that are shown.
  private static let textLimit = 100

  /// How much of a value's type is to be said.
  private enum Saying {
    /// None: the surroundings say it.
    case known
    /// What a literal has before its braces.
    case typed
    /// All: it is in an interface.
    case dynamic
  }

  /// What a slice or map refers to.
  private struct Contents: Equatable {
    let at: UInt
    let count: Int
    let type: TypePointer
  }

  private var bytes: [UInt8] = []
  private var isFull = false
  /// Bytes of text, and elements of a list, after which a value is cut.
  private let limit: Int
  private let elementLimit: Int
  /// The pointers around the value being written, and the lists and maps.
  private var pointers: [UInt] = []
  private var around: [Contents] = []
  /// Words at these addresses that hold pointers must not be looked at.
  private let distrusted: (UInt) -> Bool
  /// What knows where pointers may be followed; nil: nowhere.
  private let runtime: OpaquePointer?

  private init(_ runtime: OpaquePointer?, isWhole: Bool, distrusted: @escaping (UInt) -> Bool) {
    self.runtime = runtime
    limit = isWhole ? Int.max : 1000
    elementLimit = isWhole ? Int.max : 100
    self.distrusted = distrusted
  }

  /// - Parameter distrusted: whether the word at an address is a leftover that leads nowhere any more.
  static func text(
    of type: TypePointer, at address: UInt, in runtime: OpaquePointer?, isWhole: Bool = false,
    distrusted: @escaping (UInt) -> Bool = { _ in false }
  ) -> String {
    var writer = ValueText(runtime, isWhole: isWhole, distrusted: distrusted)
    writer.value(type, address, depth: 0, .known)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private mutating func add(_ text: String) { add(Array(text.utf8)) }

  private mutating func add(_ text: [UInt8]) {
    if isFull { return }
    if text.count > limit - bytes.count {
      var count = limit - bytes.count
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

  /// What a channel, function or unsafe.Pointer is known by: of a function its code's address, not its closure's.
  private func handle(_ type: TypePointer, _ address: UInt) -> UInt {
    let at = word(address)
    return at != 0 && type.kind == .LOAM_KIND_FUNCTION ? word(at) : at
  }

  /// Whether what a string or slice leads to can be read: one made with package unsafe may lead to no memory, or go on
  /// behind the end of a variable.
  private func isSound(_ at: UInt, count: UInt, size: UInt) -> Bool {
    let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
    guard let runtime, !overflows, count <= UInt(Int.max), bytes <= UInt(Int.max) else { return runtime == nil }
    return loam_where_readable(runtime, UnsafeRawPointer(bitPattern: at), UInt64(bytes))
  }

  private func bad(_ at: UInt) -> String { "<bad pointer " + hexadecimal(at) + ">" }

  // MARK: Values

  private mutating func value(_ type: TypePointer, _ address: UInt, depth: Int, _ saying: Saying) {
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
    case .LOAM_KIND_FLOAT64:
      // In an interface it does not look like an integer.
      let number = GoText.float(load(address, as: Double.self))
      text = saying == .dynamic && !number.contains(where: { ".eNI".contains($0) }) ? number + ".0" : number
    case .LOAM_KIND_COMPLEX64:
      text = GoText.complex(
        GoText.float(load(address, as: Float.self)), GoText.float(load(address + 4, as: Float.self)))
    case .LOAM_KIND_COMPLEX128:
      text = GoText.complex(
        GoText.float(load(address, as: Double.self)), GoText.float(load(address + 8, as: Double.self)))
    case .LOAM_KIND_STRING:
      guard let quoted = string(address) else { return }
      text = quoted
    default: return composite(type, address, depth: depth, saying)
    }
    let opens =
      switch saying {
      case .known: false
      case .typed: type.pointee.package_path.length > 0
      case .dynamic: !type.isUsual
      }
    add(opens ? type.name + "(" + text + ")" : text)
  }

  /// The quoted text of a string; nil when it has been written already, cut.
  private mutating func string(_ address: UInt) -> String? {
    if distrusted(address) {
      add("dead")
      return nil
    }
    guard isSound(word(address), count: word(address + 8), size: 1) else {
      add(bad(word(address)))
      return nil
    }
    let memory = UnsafeRawBufferPointer(
      start: UnsafeRawPointer(bitPattern: word(address)), count: Int(word(address + 8)))
    if memory.count <= limit { return String(decoding: GoText.quote(memory), as: UTF8.self) }
    var count = limit
    while count > 0, memory[count] & 0xC0 == 0x80, limit - count < 4 { count -= 1 }
    add(GoText.quote(UnsafeRawBufferPointer(rebasing: memory[..<count])).dropLast())
    if !isFull {
      bytes += Array("…".utf8)
      isFull = true
    }
    return nil
  }

  private mutating func add(_ text: ArraySlice<UInt8>) { add(Array(text)) }

  private mutating func composite(_ type: TypePointer, _ address: UInt, depth: Int, _ saying: Saying) {
    let saysType = saying != .known || depth == 0
    switch type.kind {
    case .LOAM_KIND_INTERFACE: interface(type, address, depth: depth)
    case .LOAM_KIND_SLICE, .LOAM_KIND_MAP:
      if distrusted(address) { return add("dead") }
      if word(address) == 0 { return add(saysType ? type.name + "(nil)" : "nil") }
      if saysType { add(type.name) }
      contents(type, address, depth: depth)
    case .LOAM_KIND_ARRAY:
      if saysType { add(type.name) }
      elements(type, address, count: Int(type.pointee.length), depth: depth)
    case .LOAM_KIND_STRUCT:
      if saysType { add(type.name) }
      fields(type, address, depth: depth)
    case .LOAM_KIND_POINTER: pointer(type, address, depth: depth, saying)
    default:
      if distrusted(address) { return add("dead") }
      let at = handle(type, address)
      if at == 0 { return add(saying == .dynamic ? "(" + type.name + ")(nil)" : "nil") }
      add("(" + type.name + ")(" + hexadecimal(at) + ")")
    }
  }

  private mutating func interface(_ type: TypePointer, _ address: UInt, depth: Int) {
    let first = word(address)
    if first == 0 { return add("nil") }
    if distrusted(address + 8) { return add("dead") }
    guard let dynamic = ValueText.dynamicType(type, first) else { return add("nil") }
    let isDirect = dynamic.pointee.flags & UInt8(LOAM_TYPE_DIRECT) != 0
    value(dynamic, isDirect ? address + 8 : word(address + 8), depth: depth, .dynamic)
  }

  /// The type in an interface value whose first word is `first`, not 0.
  static func dynamicType(_ type: TypePointer, _ first: UInt) -> TypePointer? {
    if type.pointee.interface_method_count == 0 { return TypePointer(bitPattern: first) }
    return UnsafePointer<loam_itab>(bitPattern: first)?.pointee.type
  }

  /// A slice or map that is not nil, unless it is inside of itself.
  private mutating func contents(_ type: TypePointer, _ address: UInt, depth: Int) {
    let isMap = type.kind == .LOAM_KIND_MAP
    let at = word(address)
    if !isMap, !isSound(at, count: word(address + 8), size: UInt(type.pointee.element?.pointee.size ?? 0)) {
      return add("{" + bad(at) + "}")
    }
    let count = isMap ? Int(loam_map_length(UnsafeRawPointer(bitPattern: at))) : Int(word(address + 8))
    let contents = Contents(at: at, count: count, type: type)
    if count > 0, around.contains(contents) { return add("{↺}") }
    if !isMap, type.pointee.element?.kind == .LOAM_KIND_UINT8, asText(at, count) { return }
    around.append(contents)
    if isMap {
      entries(type, UnsafeRawPointer(bitPattern: at)!, count, depth: depth)
    } else {
      elements(type, at, count: count, depth: depth)
    }
    around.removeLast()
  }

  /// Writes bytes that are text as a conversion of a string.
  private mutating func asText(_ base: UInt, _ count: Int) -> Bool {
    if count == 0 || count > limit { return false }
    let memory = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: base), count: count)
    guard GoText.isText(memory) else { return false }
    add("(" + String(decoding: GoText.quote(memory), as: UTF8.self) + ")")
    return true
  }

  private mutating func elements(_ type: TypePointer, _ base: UInt, count: Int, depth: Int) {
    guard let element = type.pointee.element else { return }
    add("{")
    for index in 0..<max(0, count) where !isFull {
      if index > 0 { add(", ") }
      if index == elementLimit {
        add("… \(count - index) more")
        break
      }
      value(element, base + UInt(index) * UInt(element.pointee.size), depth: depth + 1, .known)
    }
    add("}")
  }

  private mutating func entries(_ type: TypePointer, _ map: UnsafeRawPointer, _ count: Int, depth: Int) {
    guard let key = type.pointee.key, let element = type.pointee.element else { return }
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
      if index == elementLimit {
        add("… \(read - index) more")
        break
      }
      value(key, base + UInt(entry * keySize), depth: depth + 1, .known)
      add(": ")
      value(element, UInt(bitPattern: values) + UInt(entry * elementSize), depth: depth + 1, .known)
    }
    add("}")
  }

  private mutating func fields(_ type: TypePointer, _ address: UInt, depth: Int) {
    add("{")
    var isFirst = true
    for index in 0..<Int(type.pointee.field_count) where !isFull {
      let field = type.pointee.fields[index]
      guard let fieldType = field.type else { continue }
      if type.pointee.package_path.text == "C", field.name.text == "_" { continue }  // bits and padding of C
      if !isFirst { add(", ") }
      isFirst = false
      add(field.name.text + ": ")
      // The name says less than the type of a nested struct or list does.
      value(fieldType, address + UInt(field.offset), depth: depth + 1, fieldType.isComposite ? .typed : .known)
    }
    add("}")
  }

  private mutating func pointer(_ type: TypePointer, _ address: UInt, depth: Int, _ saying: Saying) {
    if distrusted(address) { return add("dead") }
    let at = word(address)
    if at == 0 { return add(depth == 0 || saying == .dynamic ? "(" + type.name + ")(nil)" : "nil") }
    if pointers.contains(at) { return add("(" + type.name + ")(↺)") }
    if pointers.isEmpty, let text = foreign(type, at) {
      return add("(" + type.name + ")(" + hexadecimal(at) + ")" + text)
    }
    // Of one that was made of a number nobody knows where it leads.
    if pointers.isEmpty, let element = type.pointee.element, let runtime,
      loam_where_readable(runtime, UnsafeRawPointer(bitPattern: at), element.pointee.size)
    {
      switch element.kind {
      case .LOAM_KIND_ARRAY, .LOAM_KIND_SLICE, .LOAM_KIND_STRUCT, .LOAM_KIND_MAP:
        pointers.append(at)
        add("&")
        value(element, at, depth: depth + 1, .typed)
        pointers.removeLast()
        return
      default:
        add("(" + type.name + ")(" + hexadecimal(at) + ") → ")
        pointers.append(at)
        value(element, at, depth: depth + 1, .known)
        pointers.removeLast()
        return
      }
    }
    add("(" + type.name + ")(" + hexadecimal(at) + ")")
  }

  /// What is said of a pointer to characters or to a function of C; nil: it is neither.
  private func foreign(_ type: TypePointer, _ at: UInt) -> String? {
    guard let element = type.pointee.element, element.pointee.package_path.text == "C", let runtime else { return nil }
    if element.name.hasPrefix("C._fn_") {
      return loam_natives_symbol(UnsafeRawPointer(bitPattern: at)).map { " → " + String(cString: $0) } ?? ""
    }
    guard element.name == "C.char" else { return nil }
    var text: [UInt8] = []
    while text.count < ValueText.textLimit,
      let next = UnsafeRawPointer(bitPattern: at + UInt(text.count)), loam_where_readable(runtime, next, 1),
      next.load(as: UInt8.self) != 0
    { text.append(next.load(as: UInt8.self)) }
    let isCut = text.count == ValueText.textLimit
    while isCut, let last = text.last, last >= 0x80 { text.removeLast() }  // not inside a character
    return text.withUnsafeBytes { bytes in
      if bytes.isEmpty || !GoText.isText(bytes) { return nil }
      return " → " + String(decoding: GoText.quote(bytes), as: UTF8.self) + (isCut ? "…" : "")
    }
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

  /// Whether a literal of the type has it by itself.
  var isUsual: Bool { ["bool", "int", "float64", "complex128", "string"].contains(pointee.name.text) }

  /// As code at the prompt writes it: without "main.", and the empty interface is any.
  var name: String {
    if pointee.name.text == "[]uint8" { return "[]byte" }
    let local = pointee.local_name.text
    if !local.isEmpty, pointee.package_path.text == "main" { return GoText.short(local) }
    return GoText.short(pointee.name.text)
  }
}
