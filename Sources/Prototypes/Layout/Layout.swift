// SPDX-License-Identifier: Apache-2.0
//
// Sizes and alignments in bytes, and where the fields of records stand.
//
// How.      The rules that gcc and clang share for System V on x86-64 and for AAPCS64: a bit-field stands right after the one
//           before unless it would cross a unit of its type; `packed` and `#pragma pack` let it cross.
// Upholds.  What gcc and clang compute; a test compares them over generated records.

struct Layout {
  let types: TypeTable
  let records: [CRecord]
  let enumerations: [CEnumeration]
  let typedefs: [CTypedef]
  let target: CTarget

  /// nil for a type without a size: incomplete, a function, or larger than memory.
  func size(_ id: CTypeID) -> Int? {
    switch types.resolved(id) {
    case .void, .function: return nil
    case .scalar(let scalar): return scalar.size
    case .complex(let scalar): return scalar.size * 2
    case .vector(let element, let count): return size(element).map { $0 * count }
    case .vaList: return target.vaList.size
    case .pointer: return 8
    case .array(let element, let count):
      guard let count, let one = size(element) else { return nil }
      let (bytes, overflows) = one.multipliedReportingOverflow(by: count)
      return overflows || bytes > Layout.limit ? nil : bytes
    case .record(let id):
      let record = records[id.index]
      return record.isComplete ? record.size : nil
    case .enumeration(let id):
      let type = enumerations[id.index]
      return type.enumerators != nil || type.hasFixedType ? type.underlying.size : nil
    case .named: return nil
    }
  }

  /// No object may be larger.
  static let limit = 1 << 60

  /// Of a complete type, and of an array without length.
  func alignment(_ id: CTypeID) -> Int? {
    if case .named(let name) = types[id] {
      let typedef = typedefs[name.index]
      return typedef.alignment ?? alignment(typedef.type)
    }
    switch types[id] {
    case .void, .function, .named: return nil
    case .scalar(let scalar), .complex(let scalar): return scalar.size
    case .vector(let element, let count): return size(element).map { $0 * count }
    case .vaList: return target.vaList.alignment
    case .pointer: return 8
    case .array(let element, _): return alignment(element)
    case .record(let id): return records[id.index].isComplete ? records[id.index].alignment : nil
    case .enumeration: return size(id)
    }
  }

  /// Places the fields of a record and sets its size and alignment. False: it is larger than memory.
  func place(_ record: inout CRecord) -> Bool {
    var state = RecordState()
    guard var fields = record.fields else { return true }
    for index in fields.indices {
      let placed =
        fields[index].bitWidth == nil
        ? placeField(&fields[index], record, &state) : placeBits(&fields[index], record, &state)
      if !placed { return false }
    }
    record.fields = fields
    record.alignment = max(state.alignment, record.requestedAlignment ?? 1)
    let bytes = (state.sizeInBits + 7) / 8
    record.size = (bytes + record.alignment - 1) / record.alignment * record.alignment
    return record.size <= Layout.limit / 8
  }

  private struct RecordState {
    /// Where the next field may begin, in bits. Of a union always 0.
    var next = 0
    var sizeInBits = 0
    var alignment = 1
  }

  private func placeField(_ field: inout CField, _ record: CRecord, _ state: inout RecordState) -> Bool {
    // An array without length at the end takes no room.
    guard let size = size(field.type) ?? flexibleSize(field.type), var alignment = alignment(field.type),
      size <= Layout.limit / 8
    else { return false }
    if record.isPacked || field.isPacked { alignment = 1 }
    alignment = max(alignment, field.alignment ?? 1)
    if let limit = record.packLimit { alignment = min(alignment, limit) }
    let offset = Layout.round(Layout.round(state.next, 8), alignment * 8)
    field.bitOffset = offset
    let (end, overflows) = offset.addingReportingOverflow(size * 8)
    if overflows || end > Layout.limit { return false }
    state.sizeInBits = max(state.sizeInBits, end)
    if !record.isUnion { state.next = end }
    state.alignment = max(state.alignment, alignment)
    return true
  }

  private func flexibleSize(_ type: CTypeID) -> Int? {
    if case .array(_, nil) = types.resolved(type) { 0 } else { nil }
  }

  private func placeBits(_ field: inout CField, _ record: CRecord, _ state: inout RecordState) -> Bool {
    guard let size = size(field.type), let natural = alignment(field.type) else { return false }
    let width = field.bitWidth ?? 0
    let isPacked = record.isPacked || field.isPacked
    // In bits from here on.
    var alignment = isPacked && width > 0 ? 1 : natural * 8
    let requested = (field.alignment ?? 0) * 8
    alignment = max(alignment, requested)
    let limit = record.packLimit.map { $0 * 8 }
    if let limit, width > 0 { alignment = isPacked ? min(max(natural * 8, requested), limit) : min(alignment, limit) }
    var offset = state.next
    if width == 0 || limit == nil && offset % alignment + width > size * 8 {
      offset = Layout.round(offset, alignment)
    } else if requested > 0 {
      // As gcc does; clang aligns it only if the limit is not passed.
      offset = Layout.round(offset, min(requested, limit ?? requested))
    }
    field.bitOffset = offset
    let end = offset + width
    if end > Layout.limit { return false }
    state.sizeInBits = max(state.sizeInBits, end)
    if !record.isUnion { state.next = end }
    if field.name != nil || target.unnamedBitFieldsAlign { state.alignment = max(state.alignment, (alignment + 7) / 8) }
    return true
  }

  private static func round(_ value: Int, _ multiple: Int) -> Int { (value + multiple - 1) / multiple * multiple }
}
