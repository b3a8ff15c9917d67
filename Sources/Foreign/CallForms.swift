// SPDX-License-Identifier: Apache-2.0
//
// CallForms.swift — how libffi is to pass values of C's types.
//
// How.      libffi knows structs only. Arrays are as many fields. A union, or a struct with bit-fields, is passed as a
//           struct that the calling convention treats alike: of x86-64 (System V ABI, 3.2.3 "Parameter Passing") each
//           eight bytes are of integers if any member has an integer there, else of floating numbers; what is longer
//           than two of them, or has a field where its type may not lie, or a long double beside something shorter, is
//           in memory, whatever it is made of.
// Why not.  Passing unions as arrays of bytes: those go to other registers than unions of floating numbers.

import CFFI
import Prototypes

/// Types and signatures, made when first asked for. They stay for ever: C may hold code that was made of them.
final class CallForms {
  private var records: [CRecordID: OpaquePointer] = [:]
  private var signatures: [CTypeID: OpaquePointer] = [:]

  struct Unsupported: Error { let reason: String }

  /// The signature of a function type, which lives as long as this.
  func signature(_ type: CTypeID, _ environment: CEnvironment) throws -> OpaquePointer {
    let key = environment.canonical(type).unqualified
    if let known = signatures[key] { return known }
    guard let function = environment.functionType(type) else { throw Unsupported(reason: "it is no function") }
    var parameters: [OpaquePointer?] = []
    for parameter in function.parameters { parameters.append(try form(parameter, environment)) }
    let made = loam_ffi_signature_create(
      environment.description(of: type), try form(function.result, environment), &parameters, UInt32(parameters.count))
    guard let made else { throw Unsupported(reason: "libffi cannot pass these types") }
    signatures[key] = made
    return made
  }

  /// How a value that stands by itself is passed.
  private func form(_ type: CTypeID, _ environment: CEnvironment) throws -> OpaquePointer {
    switch environment.resolved(type) {
    case .void: return CallForms.scalar(LOAM_FFI_VOID)
    case .scalar(let scalar): return try CallForms.form(scalar, environment.target)
    case .complex(.float): return CallForms.scalar(LOAM_FFI_COMPLEX_FLOAT)
    case .complex(.double): return CallForms.scalar(LOAM_FFI_COMPLEX_DOUBLE)
    case .pointer(let inner):
      if case .function = environment.resolved(inner) { return CallForms.scalar(LOAM_FFI_CODE) }
      return CallForms.scalar(LOAM_FFI_POINTER)
    case .enumeration(let id): return try CallForms.form(environment[id].underlying, environment.target)
    case .record(let id): return try form(id, environment)
    default: throw Unsupported(reason: "\(environment.description(of: type)) cannot be passed by value")
    }
  }

  private static func scalar(_ kind: loam_ffi_kind) -> OpaquePointer { loam_ffi_scalar(kind) }

  private static func form(_ scalar: CScalar, _ target: CTarget) throws -> OpaquePointer {
    switch scalar {
    case .bool: return self.scalar(LOAM_FFI_BOOL)
    case .float: return self.scalar(LOAM_FFI_FLOAT)
    case .double: return self.scalar(LOAM_FFI_DOUBLE)
    case .longDouble: return self.scalar(LOAM_FFI_LONG_DOUBLE)
    case .int128, .unsignedInt128, .float16, .bfloat16, .float128:
      throw Unsupported(reason: "\(scalar.name) cannot be passed")
    default: return integer(scalar.size, isSigned: !scalar.isUnsigned(on: target))
    }
  }

  private static func integer(_ size: Int, isSigned: Bool = false) -> OpaquePointer {
    switch size {
    case 1: scalar(isSigned ? LOAM_FFI_INT8 : LOAM_FFI_UINT8)
    case 2: scalar(isSigned ? LOAM_FFI_INT16 : LOAM_FFI_UINT16)
    case 4: scalar(isSigned ? LOAM_FFI_INT32 : LOAM_FFI_UINT32)
    default: scalar(isSigned ? LOAM_FFI_INT64 : LOAM_FFI_UINT64)
    }
  }

  // MARK: Structs and unions

  private func form(_ id: CRecordID, _ environment: CEnvironment) throws -> OpaquePointer {
    if let known = records[id] { return known }
    let record = environment[id]
    if !record.isComplete || record.size == 0 {
      throw Unsupported(reason: "\(environment.description(of: id)) has no size, and cannot be passed by value")
    }
    let made: OpaquePointer?
    let registers = registers(id, environment)
    if let fields = packedFields(id, environment) {
      var list: [OpaquePointer?] = fields
      made = loam_ffi_record_create_as(
        &list, UInt32(list.count), UInt64(record.size), UInt32(record.alignment), registers)
    } else {
      let isPlain = isPlain(record, environment)
      var list: [OpaquePointer?] =
        isPlain ? try plainFields(record, environment) : try classifiedFields(id, environment)
      made = loam_ffi_record_create(
        &list, UInt32(list.count), UInt64(record.size), UInt32(record.alignment), registers)
    }
    guard let made else {
      throw Unsupported(
        reason:
          "\(record.keyword) \(record.tag ?? record.typedefName ?? "") is laid out in a way that cannot be passed by value"
      )
    }
    records[id] = made
    return made
  }

  /// The registers that it goes to; none if it is in memory.
  private func registers(_ id: CRecordID, _ environment: CEnvironment) -> loam_ffi_registers {
    guard environment[id].size <= 16, let used = try? classes(of: id, environment), !used.contains(.x87) else {
      return loam_ffi_registers()
    }
    let floats = used.count { $0 == .float || $0 == .double }
    return loam_ffi_registers(
      integers: UInt8(used.count { $0 == .integer }), floats: UInt8(floats),
      integer_first: used.count == 2 && floats == 1 && used[0] == .integer)
  }

  /// Whether libffi lays it out by itself as C does.
  private func isPlain(_ record: CRecord, _ environment: CEnvironment) -> Bool {
    if record.isUnion || record.isPacked || record.packLimit != nil || record.requestedAlignment != nil { return false }
    return (record.fields ?? []).allSatisfy { field in
      if field.isBitField || field.isPacked || field.alignment != nil { return false }
      return isPlain(field.type, environment)
    }
  }

  private func isPlain(_ type: CTypeID, _ environment: CEnvironment) -> Bool {
    switch environment.resolved(type) {
    case .scalar(let scalar): scalar.size <= 8 && scalar != .float16 && scalar != .bfloat16 || scalar == .longDouble
    case .complex(.float), .complex(.double), .pointer, .enumeration: true
    case .array(let element, let count): count ?? 0 > 0 && count ?? 0 <= 4096 && isPlain(element, environment)
    case .record(let id): environment[id].isComplete && isPlain(environment[id], environment)
    default: false
    }
  }

  private func plainFields(_ record: CRecord, _ environment: CEnvironment) throws -> [OpaquePointer] {
    var list: [OpaquePointer] = []
    func add(_ type: CTypeID) throws {
      if case .array(let element, let count) = environment.resolved(type) {
        for _ in 0..<(count ?? 0) { try add(element) }
      } else {
        list.append(try form(type, environment))
      }
    }
    for field in record.fields ?? [] { try add(field.type) }
    return list
  }

  /// The fields of a struct that lies less aligned than they themselves would, or more, or is in memory for what its fields
  /// are, and then none; nil: it is no such struct.
  private func packedFields(_ id: CRecordID, _ environment: CEnvironment) -> [OpaquePointer]? {
    let record = environment[id]
    guard record.size <= 16 else { return nil }
    let used: [Class]
    do {
      used = try classes(of: id, environment)
    } catch is InMemory {
      #if arch(x86_64)
        return []
      #else
        return Array(repeating: CallForms.integer(1), count: record.size)
      #endif
    } catch {
      return nil
    }
    #if arch(x86_64)
      let isFloating = used.contains(.float) || used.contains(.double)
      if used.contains(.x87) || !(record.alignment == 16 || isFloating && isPacked(id, environment)) { return nil }
      // The number of bytes that they have does not matter.
      return used.flatMap { kind -> [OpaquePointer] in
        switch kind {
        case .double: [CallForms.scalar(LOAM_FFI_DOUBLE)]
        case .float: [CallForms.scalar(LOAM_FFI_FLOAT), CallForms.scalar(LOAM_FFI_FLOAT)]
        case .integer: [CallForms.integer(8)]
        case .none, .x87, .x87up: []  // the second eight bytes are there for the alignment
        }
      }
    #else
      return nil
    #endif
  }

  private func isPacked(_ id: CRecordID, _ environment: CEnvironment) -> Bool {
    let record = environment[id]
    return record.isPacked || record.packLimit != nil
      || (record.fields ?? []).contains { field in
        if field.isPacked { return true }
        var type = environment.resolved(field.type)
        while case .array(let element, _) = type { type = environment.resolved(element) }
        return if case .record(let inner) = type { isPacked(inner, environment) } else { false }
      }
  }

  /// A field lies where its type may not, or shares its place with one that goes elsewhere.
  private struct InMemory: Error {}

  /// `x87` and `x87up` are the halves of a long double.
  private enum Class { case none, integer, float, double, x87, x87up }

  /// Those of the eight bytes of a record of 16 bytes at most.
  private func classes(of id: CRecordID, _ environment: CEnvironment) throws -> [Class] {
    var classes: [Class] = [.none, .none]
    try classify(.record(id), at: 0, environment, &classes)
    if classes[1] == .x87up, classes[0] != .x87 { throw InMemory() }
    return Array(classes.prefix((environment[id].size + 7) / 8))
  }

  private func classifiedFields(_ id: CRecordID, _ environment: CEnvironment) throws -> [OpaquePointer] {
    let record = environment[id]
    let unit = min(record.alignment, 8)
    if record.size > 16 {
      // In memory: only size and alignment count.
      if record.alignment == 16 {
        return Array(repeating: CallForms.scalar(LOAM_FFI_LONG_DOUBLE), count: record.size / 16)
      }
      return Array(repeating: CallForms.integer(unit), count: record.size / unit)
    }
    let classes = try classes(of: id, environment)
    if classes == [.x87, .x87up] { return [CallForms.scalar(LOAM_FFI_LONG_DOUBLE)] }
    var list: [OpaquePointer] = []
    for (index, kind) in classes.enumerated() {
      let bytes = min(8, record.size - index * 8)
      if bytes <= 0 { break }
      switch kind {
      case .double where bytes == 8 && unit == 8: list.append(CallForms.scalar(LOAM_FFI_DOUBLE))
      case .float where bytes % 4 == 0 && unit == 4:
        list += Array(repeating: CallForms.scalar(LOAM_FFI_FLOAT), count: bytes / 4)
      case .float where bytes == 8 && unit == 8: list.append(CallForms.scalar(LOAM_FFI_DOUBLE))
      case .double, .float:
        throw Unsupported(reason: "\(environment.description(of: id)) is packed, and cannot be passed by value")
      case .integer, .none, .x87, .x87up: list += Array(repeating: CallForms.integer(unit), count: bytes / unit)
      }
    }
    return list
  }

  /// Merges what lies at an offset into the classes of eight bytes each.
  private func classify(
    _ type: CType, at offset: Int, _ environment: CEnvironment, _ classes: inout [Class]
  ) throws {
    func merge(_ kind: Class, _ size: Int) throws {
      guard offset % size == 0, offset + size <= 16 else { throw InMemory() }
      try merge(kind, at: offset / 8)
    }
    func merge(_ kind: Class, at index: Int) throws {
      switch (classes[index], kind) {
      case (.none, _): classes[index] = kind
      case (let before, _) where before == kind: break
      case (.integer, _), (_, .integer): classes[index] = .integer
      case (.x87, _), (_, .x87), (.x87up, _), (_, .x87up): throw InMemory()
      case (.double, _), (_, .double): classes[index] = .double
      default: classes[index] = kind
      }
    }
    func merge(_ low: Class, _ high: Class) throws {
      if offset != 0 { throw InMemory() }
      try merge(low, at: 0)
      try merge(high, at: 1)
    }
    switch type {
    case .scalar(.float): try merge(.float, 4)
    case .scalar(.double): try merge(.double, 8)
    case .scalar(let scalar) where scalar.isInteger && scalar.size <= 8: try merge(.integer, scalar.size)
    case .scalar(let scalar) where scalar.isInteger: try merge(.integer, .integer)
    case .scalar(.longDouble): try merge(.x87, .x87up)
    case .complex(.float):
      try classify(.scalar(.float), at: offset, environment, &classes)
      try classify(.scalar(.float), at: offset + 4, environment, &classes)
    case .complex(.double):
      try classify(.scalar(.double), at: offset, environment, &classes)
      try classify(.scalar(.double), at: offset + 8, environment, &classes)
    case .pointer: try merge(.integer, 8)
    case .enumeration(let id): try merge(.integer, environment[id].underlying.size)
    case .array(let element, let count):
      let size = environment.size(of: element) ?? 0
      for index in 0..<(count ?? 0) {
        try classify(environment.resolved(element), at: offset + index * size, environment, &classes)
      }
    case .record(let id):
      for field in environment[id].fields ?? [] {
        if let width = field.bitWidth {
          guard width > 0 else { continue }  // those without a name count for gcc, and not for clang
          let first = (offset * 8 + field.bitOffset) / 64
          let last = (offset * 8 + field.bitOffset + width - 1) / 64
          for index in first...last { classes[index] = .integer }
        } else {
          try classify(environment.resolved(field.type), at: offset + field.offset, environment, &classes)
        }
      }
    default: throw Unsupported(reason: "a union with such a member cannot be passed by value")
    }
  }
}
