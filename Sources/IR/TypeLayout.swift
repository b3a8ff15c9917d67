// SPDX-License-Identifier: Apache-2.0
//
// TypeLayout.swift — how values of a type lie in slots, and which of their words are pointers.
//
// How.      One record per type, made when first asked for and kept in an array by type number.

public import Types

/// How instructions treat values of a type.
@frozen public enum ValueShape: UInt8, Sendable {
  /// Size 0.
  case empty
  case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64
  case float32, float64
  /// Pointers, maps, channels, functions and unsafe.Pointer: interfaces hold them directly.
  case pointer
  case string, slice
  /// `any` and other interfaces without methods.
  case eface
  case iface
  /// Structs and arrays of any size but 0.
  case aggregate
  case complex

  /// Fits one slot and is worked on by scalar instructions.
  @inlinable public var isScalar: Bool {
    rawValue >= ValueShape.bool.rawValue && rawValue <= ValueShape.pointer.rawValue
  }
  @inlinable public var isInteger: Bool {
    rawValue >= ValueShape.int8.rawValue && rawValue <= ValueShape.uint64.rawValue
  }
  @inlinable public var isSigned: Bool { rawValue >= ValueShape.int8.rawValue && rawValue <= ValueShape.int64.rawValue }
  @inlinable public var isFloat: Bool { self == .float32 || self == .float64 }
  @inlinable public var isInterface: Bool { self == .eface || self == .iface }
  /// Bits of an integer.
  @inlinable public var bits: Int {
    switch self {
    case .bool, .int8, .uint8: 8
    case .int16, .uint16: 16
    case .int32, .uint32, .float32: 32
    default: 64
    }
  }
}

/// What is known of a type's values.
public struct TypeLayout: Sendable {
  public var shape: ValueShape
  public var size: Int
  public var slots: Int
  /// Bit i: word i is a pointer, of the first 64 words.
  public var pointers: UInt64
  public var hasPointers: Bool
}

/// Layouts of all types of a program.
public final class TypeLayouts {
  public let types: TypeTable
  private var known: [TypeLayout?] = []

  public init(_ types: TypeTable) { self.types = types }

  public subscript(type: TypeID) -> TypeLayout {
    let index = Int(type.raw)
    if index < known.count, let layout = known[index] { return layout }
    let layout = make(type)
    if index >= known.count {
      known.append(contentsOf: repeatElement(nil, count: max(types.count, index + 1) - known.count))
    }
    known[index] = layout
    return layout
  }

  /// Forgets types whose numbers will stand for others.
  public func forget(_ types: [TypeID]) {
    for type in types where Int(type.raw) < known.count { known[Int(type.raw)] = nil }
  }

  private func make(_ type: TypeID) -> TypeLayout {
    let size = Int(types.sizeof(type))
    let shape = shape(type, size: size)
    var pointers: UInt64 = 0
    switch shape {
    case .pointer, .string, .slice: pointers = 1
    case .eface, .iface: pointers = 2
    case .aggregate:
      var words = [UInt64](repeating: 0, count: 1)
      markPointers(type, at: 0, limit: 64, in: &words)
      pointers = words[0]
    default: break
    }
    return TypeLayout(
      shape: shape, size: size, slots: (size + 7) / 8, pointers: pointers, hasPointers: hasPointers(type))
  }

  private func shape(_ type: TypeID, size: Int) -> ValueShape {
    switch types.underlyingView(of: type) {
    case .basic(let kind):
      switch kind {
      case .bool, .untypedBool: return .bool
      case .int, .int64, .untypedInt: return .int64
      case .int8: return .int8
      case .int16: return .int16
      case .int32, .untypedRune: return .int32
      case .uint8: return .uint8
      case .uint16: return .uint16
      case .uint32: return .uint32
      case .uint, .uint64, .uintptr: return .uint64
      case .float32: return .float32
      case .float64, .untypedFloat: return .float64
      case .string, .untypedString: return .string
      case .unsafePointer, .untypedNil: return .pointer
      case .complex64, .complex128, .untypedComplex: return .complex
      case .invalid: return .empty
      }
    case .pointer, .map, .channel, .function: return .pointer
    case .slice: return .slice
    case .interface(let id): return types[id].methods.isEmpty ? .eface : .iface
    default: return size == 0 ? .empty : .aggregate
    }
  }

  /// Whether a value holds any word that the collector must see.
  public func hasPointers(_ type: TypeID) -> Bool {
    switch types.underlyingView(of: type) {
    case .basic(let kind):
      return kind == .string || kind == .unsafePointer || kind == .untypedString || kind == .untypedNil
    case .pointer, .map, .channel, .function, .slice, .interface: return true
    case .array(let element, let length): return length > 0 && hasPointers(element)
    case .structure(let id): return types[id].contains { hasPointers($0.type) }
    default: return false
    }
  }

  /// Sets the bits of the words in which a value that lies at byte `offset` holds pointers, up to word `limit`.
  public func markPointers(_ type: TypeID, at offset: Int, limit: Int, in words: inout [UInt64]) {
    func mark(_ byte: Int) {
      let word = byte / 8
      if word < limit { words[word / 64] |= 1 << UInt64(word % 64) }
    }
    switch types.underlyingView(of: type) {
    case .basic(let kind):
      if kind == .string || kind == .unsafePointer || kind == .untypedString || kind == .untypedNil { mark(offset) }
    case .pointer, .map, .channel, .function, .slice: mark(offset)
    // The first word of an interface names a descriptor or dispatch table, which live outside the heap.
    case .interface: mark(offset + 8)
    case .array(let element, let length):
      guard length > 0, hasPointers(element) else { return }
      let size = Int(types.sizeof(element))
      for index in 0..<Int(length) {
        if (offset + index * size) / 8 >= limit { return }
        markPointers(element, at: offset + index * size, limit: limit, in: &words)
      }
    case .structure(let id):
      let offsets = types.offsetsof(type)
      for (index, field) in types[id].enumerated() {
        markPointers(field.type, at: offset + Int(offsets[index]), limit: limit, in: &words)
      }
    default: break
    }
  }
}
