// SPDX-License-Identifier: Apache-2.0
//
// TypeDescriptors.swift — the runtime's descriptors of types, made when code or another descriptor names them.
//
// How.      A descriptor is entered in the table before it is filled, so that recursive types find themselves. Methods
//           are function records without code.

import CRuntime
import IR
import Syntax
import Types

final class TypeDescriptors {
  private unowned let compiler: Compiler
  private var table: [UnsafeMutablePointer<loam_type>?] = []
  private(set) var count = 0
  /// One copy of each text that descriptors have.
  private var texts: [String: loam_string] = [:]
  /// Of types that a session may forget: what their descriptors are made of.
  private var lent: [TypeID: [Lent]] = [:]

  private struct Lent {
    let memory: UnsafeRawPointer
    let size: Int
  }

  init(_ compiler: Compiler) { self.compiler = compiler }

  private var program: Program { compiler.program }
  private var types: TypeTable { compiler.program.types }

  /// The descriptor if it was made before.
  func known(_ type: TypeID) -> UnsafePointer<loam_type>? {
    Int(type.raw) < table.count ? table[Int(type.raw)].map { UnsafePointer($0) } : nil
  }

  func descriptor(_ type: TypeID) throws -> UnsafePointer<loam_type> {
    if let known = known(type) { return known }
    if program.mentionsSession(type) { lent[type] = [] }
    let memory = try allocate(loam_type.self, 1, type)
    memory.initialize(to: loam_type())
    let index = Int(type.raw)
    if index >= table.count {
      table.append(contentsOf: repeatElement(nil, count: max(types.count, index + 1) - table.count))
    }
    table[index] = memory
    count += 1
    try fill(memory, type)
    return UnsafePointer(memory)
  }

  /// Memory for a part of a type's descriptor.
  private func allocate<Element>(
    _: Element.Type, _ count: Int, _ type: TypeID
  ) throws -> UnsafeMutablePointer<Element> {
    let size = MemoryLayout<Element>.stride * count
    let memory = lent[type] == nil ? compiler.permanent(size, 8) : loam_permanent_lend(compiler.runtime, UInt64(size))
    guard let memory else { throw LoweringError(.none, "out of memory") }
    lent[type]?.append(Lent(memory: UnsafeRawPointer(memory), size: size))
    return memory.bindMemory(to: Element.self, capacity: count)
  }

  private func text(_ string: String) -> loam_string {
    if let known = texts[string] { return known }
    let made = compiler.permanentString(string)
    texts[string] = made
    return made
  }

  private func array<Element>(_ elements: [Element], _ type: TypeID) throws -> UnsafeMutablePointer<Element>? {
    if elements.isEmpty { return nil }
    let memory = try allocate(Element.self, elements.count, type)
    elements.withUnsafeBufferPointer { memory.initialize(from: $0.baseAddress!, count: elements.count) }
    return memory
  }

  private func fill(_ memory: UnsafeMutablePointer<loam_type>, _ type: TypeID) throws {
    let layout = compiler.environment.layouts[type]
    memory.pointee.size = UInt64(layout.size)
    memory.pointee.align = UInt8(types.alignof(type))
    memory.pointee.hash = type.raw &* 0x9E37_79B1
    memory.pointee.name = text(program.runtimeText(type))
    var flags: UInt32 = 0
    if layout.shape == .pointer { flags |= UInt32(LOAM_TYPE_DIRECT) }
    if types.isComparable(type) { flags |= UInt32(LOAM_TYPE_COMPARABLE) }
    if isPlain(type) { flags |= UInt32(LOAM_TYPE_PLAIN_EQUAL) }
    switch types.view(of: type) {
    case .basic(let kind):
      flags |= UInt32(LOAM_TYPE_NAMED)
      if kind != .unsafePointer { memory.pointee.local_name = memory.pointee.name }
    case .named(let id):
      flags |= UInt32(LOAM_TYPE_NAMED)
      let object = program[types[id].object]
      let whole = program.runtimeText(type)
      let arguments = whole.firstIndex(of: "[").map { whole[$0...] } ?? ""
      memory.pointee.local_name = text(program.text(object.name) + arguments)
      if object.package.exists { memory.pointee.package_path = text(program[object.package].path) }
    default: break
    }
    try fillPointers(memory, type, layout)
    if case .function(let id) = types.underlyingView(of: type), types[id].isVariadic {
      flags |= UInt32(LOAM_TYPE_VARIADIC)
    }
    memory.pointee.flags = UInt8(flags)
    try fillParts(memory, type)
    try fillMethods(memory, type)
  }

  private func fillPointers(_ memory: UnsafeMutablePointer<loam_type>, _ type: TypeID, _ layout: TypeLayout) throws {
    guard layout.hasPointers else { return }
    if case .array(let element, let length) = types.underlyingView(of: type), layout.slots > 128 {
      let inner = try descriptor(element).pointee.pointer_bytes
      memory.pointee.pointer_bytes = UInt64(length - 1) * UInt64(types.sizeof(element)) + inner
      return
    }
    var words = [UInt64](repeating: 0, count: (layout.slots + 63) / 64)
    compiler.environment.layouts.markPointers(type, at: 0, limit: layout.slots, in: &words)
    guard let last = words.lastIndex(where: { $0 != 0 }) else { return }
    memory.pointee.pointer_bytes = UInt64((last * 64 + 64 - words[last].leadingZeroBitCount) * 8)
    memory.pointee.pointer_map = UnsafePointer(try array(words, type))
  }

  /// Whether equality is equality of bytes.
  private func isPlain(_ type: TypeID) -> Bool {
    switch types.underlyingView(of: type) {
    case .basic(let kind): return kind == .bool || kind.isInteger || kind == .unsafePointer
    case .pointer, .channel: return true
    case .array(let element, _): return isPlain(element)
    case .structure(let id):
      let offsets = types.offsetsof(type)
      var end: Int64 = 0
      for (index, field) in types[id].enumerated() {
        if offsets[index] != end || !isPlain(field.type) || program.text(field.name) == "_" { return false }
        end = offsets[index] + types.sizeof(field.type)
      }
      return end == types.sizeof(type)
    default: return false
    }
  }

  private func fillParts(_ memory: UnsafeMutablePointer<loam_type>, _ type: TypeID) throws {
    func set(_ kind: loam_kind) { memory.pointee.kind = UInt8(kind.rawValue) }
    switch types.underlyingView(of: type) {
    case .basic(let kind): set(Self.kind(kind))
    case .pointer(let element):
      set(loam_kind.LOAM_KIND_POINTER)
      let target = try descriptor(element)
      memory.pointee.element = target
      if case .pointer = types.view(of: type) {
        UnsafeMutablePointer(mutating: target).pointee.pointer_to = UnsafePointer(memory)
      }
    case .slice(let element):
      set(loam_kind.LOAM_KIND_SLICE)
      memory.pointee.element = try descriptor(element)
    case .array(let element, let length):
      set(loam_kind.LOAM_KIND_ARRAY)
      memory.pointee.element = try descriptor(element)
      memory.pointee.length = UInt64(length)
    case .map(let key, let element):
      set(loam_kind.LOAM_KIND_MAP)
      memory.pointee.key = try descriptor(key)
      memory.pointee.element = try descriptor(element)
    case .channel(let direction, let element):
      set(loam_kind.LOAM_KIND_CHANNEL)
      memory.pointee.element = try descriptor(element)
      memory.pointee.channel_direction = direction == .both ? 3 : direction == .send ? 2 : 1
    case .function(let id):
      set(loam_kind.LOAM_KIND_FUNCTION)
      let signature = types[id]
      var parts: [UnsafePointer<loam_type>?] = []
      for part in signature.parameters + signature.results { parts.append(try descriptor(part)) }
      memory.pointee.parameter_count = UInt32(signature.parameters.count)
      memory.pointee.result_count = UInt32(signature.results.count)
      memory.pointee.parameters = UnsafePointer(try array(parts, type))
    case .interface(let id):
      set(loam_kind.LOAM_KIND_INTERFACE)
      var methods: [loam_interface_method] = []
      for method in types[id].methods {
        methods.append(
          loam_interface_method(
            name: text(program.text(method.name)), package_path: path(method.package),
            type: try descriptor(method.signature)))
      }
      memory.pointee.interface_method_count = UInt32(methods.count)
      memory.pointee.interface_methods = UnsafePointer(try array(methods, type))
    case .structure(let id):
      set(loam_kind.LOAM_KIND_STRUCT)
      let offsets = types.offsetsof(type)
      var fields: [loam_field] = []
      for (index, field) in types[id].enumerated() {
        fields.append(
          loam_field(
            name: text(program.text(field.name)), package_path: path(field.package),
            tag: text(field.tag.exists ? program.text(field.tag) : ""),
            type: try descriptor(field.type), offset: UInt64(offsets[index]), embedded: field.isEmbedded,
            exported: !field.package.exists))
      }
      memory.pointee.field_count = UInt32(fields.count)
      memory.pointee.fields = UnsafePointer(try array(fields, type))
    default: break
    }
  }

  private func path(_ package: PackageID) -> loam_string {
    package.exists ? text(program[package].path) : loam_string(bytes: nil, length: 0)
  }

  /// Gives the types of a session the methods that an entry declared after them, in dispatch tables as well.
  func refreshMethods() throws {
    for index in table.indices {
      guard let memory = table[index] else { continue }
      let type = TypeID(raw: UInt32(index))
      guard isOfSession(type), let methods = try methods(of: type) else { continue }
      let old = memory.pointee.methods, count = Int(memory.pointee.method_count)
      if count == methods.count, zip(methods.indices, methods).allSatisfy({ old?[$0].function == $1.function }) {
        continue
      }
      try methods.withUnsafeBufferPointer {
        try compiler.check(loam_type_set_methods(compiler.runtime, memory, $0.baseAddress, UInt32($0.count)))
      }
      replaceMethods(of: type, old, memory.pointee)
    }
  }

  /// Gives back the list of methods that a type had.
  private func replaceMethods(of type: TypeID, _ old: UnsafePointer<loam_method>?, _ descriptor: loam_type) {
    guard var all = lent[type] else { return }
    if let index = all.firstIndex(where: { $0.memory == old.map { UnsafeRawPointer($0) } }) {
      let gone = all.remove(at: index)
      loam_permanent_return(compiler.runtime, gone.memory, UInt64(gone.size))
    }
    let size = max(1, MemoryLayout<loam_method>.stride * Int(descriptor.method_count))
    if let methods = descriptor.methods { all.append(Lent(memory: UnsafeRawPointer(methods), size: size)) }
    lent[type] = all
  }

  // MARK: Forgetting

  /// The types that have descriptors.
  var described: [TypeID] { table.indices.filter { table[$0] != nil }.map { TypeID(raw: UInt32($0)) } }

  /// Takes types out that nothing leads to but tables of the runtime's, which forget them.
  /// - Parameter standIn: the type of variables that had this one.
  func forget(_ dead: [TypeID], standIn: (TypeID) throws -> UnsafePointer<loam_type>) throws {
    let known = dead.filter { self.known($0) != nil }
    var gone = try known.map { loam_type_gone(type: self.known($0), stand_in: try standIn($0)) }
    try compiler.check(loam_types_forget(compiler.runtime, &gone, UInt64(gone.count)))
    for type in known {
      table[Int(type.raw)] = nil
      count -= 1
      for part in lent.removeValue(forKey: type) ?? [] {
        loam_permanent_return(compiler.runtime, part.memory, UInt64(part.size))
      }
    }
  }

  /// Whether methods of a type may come from an entry.
  func isOfSession(_ type: TypeID) -> Bool {
    var base = type
    if case .pointer(let element) = types.view(of: type) { base = element }
    switch types.view(of: base) {
    case .named(let id):
      let package = program[types[id].object].package
      return package.exists && program[package].isSession
    case .structure: return true
    default: return false
    }
  }

  private func fillMethods(_ memory: UnsafeMutablePointer<loam_type>, _ type: TypeID) throws {
    guard let methods = try methods(of: type) else { return }
    memory.pointee.methods = UnsafePointer(try array(methods, type))
    memory.pointee.method_count = UInt32(methods.count)
  }

  /// nil for types that have none.
  private func methods(of type: TypeID) throws -> [loam_method]? {
    if types.isInterface(type) { return nil }
    var base = type
    if case .pointer(let element) = types.view(of: type) { base = element }
    switch types.view(of: base) {
    case .named: break
    case .structure(let id): if !types[id].contains(where: \.isEmbedded) { return nil }
    default: return nil
    }
    if types.isInterface(base) { return nil }
    var methods: [loam_method] = []
    for method in program.methodSet(of: type) {
      methods.append(
        loam_method(
          name: text(program.text(method.name)), package_path: path(method.package),
          type: try descriptor(method.signature), function: try interfaceForm(type, method)))
    }
    return methods
  }

  /// The function that interfaces call for a method: itself when its receiver is a data word.
  private func interfaceForm(_ type: TypeID, _ method: Method) throws -> FunctionPointer {
    if method.path.isEmpty, method.function.exists, compiler.environment.layouts[type].shape == .pointer {
      let id = program[method.function].function
      program.resolve(method.function)
      if program[id].receiver.exists, program[program[id].receiver].type == type {
        return try compiler.function(.function(id))
      }
    }
    return try compiler.function(.interfaceMethod(type, name: method.name.raw, package: method.package))
  }

  private static func kind(_ kind: BasicKind) -> loam_kind {
    switch kind {
    case .bool, .untypedBool: loam_kind.LOAM_KIND_BOOL
    case .int, .untypedInt: loam_kind.LOAM_KIND_INT
    case .int8: loam_kind.LOAM_KIND_INT8
    case .int16: loam_kind.LOAM_KIND_INT16
    case .int32, .untypedRune: loam_kind.LOAM_KIND_INT32
    case .int64: loam_kind.LOAM_KIND_INT64
    case .uint: loam_kind.LOAM_KIND_UINT
    case .uint8: loam_kind.LOAM_KIND_UINT8
    case .uint16: loam_kind.LOAM_KIND_UINT16
    case .uint32: loam_kind.LOAM_KIND_UINT32
    case .uint64: loam_kind.LOAM_KIND_UINT64
    case .uintptr: loam_kind.LOAM_KIND_UINTPTR
    case .float32: loam_kind.LOAM_KIND_FLOAT32
    case .float64, .untypedFloat: loam_kind.LOAM_KIND_FLOAT64
    case .complex64: loam_kind.LOAM_KIND_COMPLEX64
    case .complex128, .untypedComplex: loam_kind.LOAM_KIND_COMPLEX128
    case .string, .untypedString: loam_kind.LOAM_KIND_STRING
    case .unsafePointer, .untypedNil: loam_kind.LOAM_KIND_UNSAFE_POINTER
    case .invalid: loam_kind.LOAM_KIND_INVALID
    }
  }
}
