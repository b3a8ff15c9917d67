// SPDX-License-Identifier: Apache-2.0
//
// TypeTable+Sizes.swift — sizes, alignments and field offsets as Go has them on amd64.

/// How a type lies in memory.
public struct Layout: Sendable {
  public var size: Int64
  public var alignment: Int64
  /// The offsets of a struct's fields; empty for other types.
  public var offsets: [Int64] = []
}

extension TypeTable {
  public func sizeof(_ type: TypeID) -> Int64 {
    switch view(of: underlying(type)) {
    case .basic(let kind): return Self.basicSize(kind)
    case .pointer, .map, .channel, .function: return 8
    case .interface: return 16
    case .slice: return 24
    default: return layout(of: type).size
    }
  }

  public func alignof(_ type: TypeID) -> Int64 {
    switch view(of: underlying(type)) {
    case .basic(let kind):
      switch kind {
      case .complex64: return 4
      case .complex128, .string, .untypedString: return 8
      default: return max(1, Self.basicSize(kind))
      }
    case .structure, .array: return layout(of: type).alignment
    default: return 8
    }
  }

  /// The offsets of a struct type's fields; empty for other types.
  public func offsetsof(_ type: TypeID) -> [Int64] { layout(of: type).offsets }

  /// Size, alignment and offsets together; remembered for structs and arrays.
  public func layout(of type: TypeID) -> Layout {
    let type = underlying(type)
    switch view(of: type) {
    case .structure(let id):
      if let known = sizes[type.raw] { return known }
      var layout = Layout(size: 0, alignment: 1)
      let fields = self[id]
      layout.offsets.reserveCapacity(fields.count)
      for (index, field) in fields.enumerated() {
        let alignment = alignof(field.type)
        layout.alignment = max(layout.alignment, alignment)
        layout.size = Self.roundUp(layout.size, alignment)
        layout.offsets.append(layout.size)
        let size = sizeof(field.type)
        layout.size = Self.saturatingAdd(layout.size, size)
        // A pointer to a last field of no size must not point past the struct.
        if index == fields.count - 1, size == 0, layout.size > 0 { layout.size += 1 }
      }
      layout.size = Self.roundUp(layout.size, layout.alignment)
      sizes[type.raw] = layout
      return layout
    case .array(let element, let length):
      if let known = sizes[type.raw] { return known }
      let (size, overflow) = sizeof(element).multipliedReportingOverflow(by: max(0, length))
      let layout = Layout(size: overflow ? Int64.max / 2 : size, alignment: alignof(element))
      sizes[type.raw] = layout
      return layout
    case .tuple, .named, .typeParameter: return Layout(size: 0, alignment: 1)
    default: return Layout(size: sizeof(type), alignment: alignof(type))
    }
  }

  static func basicSize(_ kind: BasicKind) -> Int64 {
    switch kind {
    case .invalid, .untypedNil: 0
    case .bool, .int8, .uint8, .untypedBool: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32, .untypedRune: 4
    case .int, .int64, .uint, .uint64, .uintptr, .float64, .complex64, .unsafePointer, .untypedInt, .untypedFloat: 8
    case .complex128, .string, .untypedComplex, .untypedString: 16
    }
  }

  static func roundUp(_ size: Int64, _ alignment: Int64) -> Int64 {
    size > Int64.max / 2 ? size : (size + alignment - 1) / alignment * alignment
  }

  static func saturatingAdd(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? Int64.max / 2 : sum
  }
}
