// SPDX-License-Identifier: Apache-2.0
//
// Session+Stacks.swift — a goroutine's block as a whole: what is used, what points into it, how it came to lie there.

import CRuntime
import Codegen
import Types

/// Why a stack changed its block.
public enum MoveReason: String, Sendable {
  case grow, shrink, move

  var raw: loam_stack_reason {
    switch self {
    case .grow: .LOAM_STACK_GROW
    case .shrink: .LOAM_STACK_SHRINK
    case .move: .LOAM_STACK_MOVE
    }
  }

  init(_ raw: loam_stack_reason) {
    switch raw {
    case .LOAM_STACK_GROW: self = .grow
    case .LOAM_STACK_SHRINK: self = .shrink
    default: self = .move
    }
  }
}

/// One change of a goroutine's block.
public struct StackMoveFigures: Sendable {
  public let reason: MoveReason
  /// Lowest addresses of the blocks, and their sizes.
  public let oldBase: UInt64
  public let newBase: UInt64
  public let oldSize: UInt64
  public let newSize: UInt64
  /// 0 when it grew or shrank where it lay.
  public let bytesCopied: UInt64
  public let slotsRewritten: UInt64
  public let nanoseconds: UInt64

  init(_ raw: loam_stack_history) {
    reason = MoveReason(raw.reason)
    oldBase = UInt64(raw.old_base)
    newBase = UInt64(raw.new_base)
    oldSize = raw.old_size
    newSize = raw.new_size
    bytesCopied = raw.bytes_copied
    slotsRewritten = raw.slots_rewritten
    nanoseconds = raw.nanoseconds
  }
}

/// A slot of a frame, as a person calls it.
public struct SlotFigures: Sendable, Equatable {
  /// Number of the frame, from the innermost; the one being called is -1.
  public let frame: Int
  public let function: String
  /// Counted from the frame's lowest; of a function that is being called its argument word.
  public let slot: Int
  /// The variable, or the part of one, that lies there: "s", "p.next", "list.array"; nil when it is no variable's.
  public let variable: String?
  /// Distance from the stack's high end.
  public let offset: UInt64
}

/// A live word of a stack that points into that stack.
public struct StackPointer: Sendable {
  public let from: SlotFigures
  public let to: SlotFigures
  /// Addresses of the word and of what it points to.
  public let address: UInt64
  public let target: UInt64
}

/// A goroutine's block.
public struct StackFigures: Sendable {
  public let goroutine: UInt64
  /// The block is [low, high); what is used begins at `used`. Go code may go down to `low`.
  public let low: UInt64
  public let high: UInt64
  public let used: UInt64
  public var size: UInt64 { high - low }
  /// Bytes that the block may grow to.
  public let maximum: UInt64
  /// The function that it is about to call.
  public let calling: String?
  public let frames: [FrameFigures]
  public let pointers: [StackPointer]
  /// Words outside the stack that lead into it.
  public let records: [RecordFigures]
  /// Newest first.
  public let history: [StackMoveFigures]
}

/// A word outside of the frames that leads into the stack: a deferred call's function value.
public struct RecordFigures: Sendable, Equatable {
  public enum Kind: Sendable, Equatable { case deferred, running, call }
  public let kind: Kind
  /// Who deferred.
  public let function: String
  public let value: UInt64
}

extension Session {
  /// A goroutine's block with its frames; nil when there is no such goroutine.
  public func stack(of goroutine: UInt64) -> StackFigures? {
    inspecting { () -> StackFigures? in
      guard let stack = StackReading(execution, goroutine) else { return nil }
      var history = [loam_stack_history](repeating: loam_stack_history(), count: Int(LOAM_STACK_HISTORY))
      let count = loam_runtime_stack_history(execution.runtime.raw, goroutine, &history, UInt32(history.count))
      return StackFigures(
        goroutine: goroutine, low: UInt64(stack.outline.lo), high: UInt64(stack.outline.hi),
        used: UInt64(stack.outline.fp), maximum: maximumStack, calling: stack.calling,
        frames: stack.frames.indices.map { stack.figures(of: $0) }, pointers: stack.pointers(),
        records: stack.records(inStack: true), history: history.prefix(Int(count)).map { StackMoveFigures($0) })
    }
  }

  /// Bytes that a stack may have. Read by setting it: the runtime has no other way to tell.
  var maximumStack: UInt64 {
    let raw = execution.runtime.raw
    let bytes = loam_runtime_set_maximum_stack(raw, .max)
    _ = loam_runtime_set_maximum_stack(raw, bytes)
    return bytes
  }
}

/// A word of the used part of a stack with the frame that it belongs to.
struct StackWord {
  let slot: SlotFigures
  /// It is in the map of the frame or of the call: it holds a live pointer.
  let isMapped: Bool
  /// The call record of a frame.
  let isRecord: Bool
  let address: UInt
  /// The variable that the slot belongs to now.
  let place: VariablePlace?
}

extension StackReading {
  var calling: String? { outline.callee.map { $0.pointee.name.text } }

  /// Every word from the lowest used one up to the last frame's end, in order of address.
  func words() -> [StackWord] {
    var list: [StackWord] = []
    // A function being called has its arguments in the lowest words of the innermost frame.
    var passed = 0
    var argumentMap: UnsafePointer<UInt64>?
    if let callee = outline.callee {
      passed = Int(callee.pointee.argument_slots)
      argumentMap = callee.pointee.argument_map
    }
    var caller: (number: Int, places: [VariablePlace])?
    for (number, frame) in frames.enumerated() {
      let places = places(in: frame) ?? []
      for slot in 0..<Int(frame.frame_slots) {
        let address = frame.fp + 8 * UInt(slot)
        if number == 0, slot < passed, let argumentMap, let callee = outline.callee {
          list.append(
            StackWord(
              slot: SlotFigures(
                frame: -1, function: callee.pointee.name.text, slot: slot, variable: nil,
                offset: UInt64(outline.hi - address)),
              isMapped: argumentMap[slot / 64] >> UInt64(slot % 64) & 1 != 0, isRecord: false, address: address,
              place: nil))
          continue
        }
        // The lowest words of a caller's frame are what it passed: they belong to the callee's maps and variables.
        if let called = caller, let word = passedWord(slot, address, to: called) {
          list.append(word)
          continue
        }
        list.append(word(slot, address, frame, number, places))
      }
      let record = frame.fp + 8 * UInt(frame.frame_slots)
      if record < outline.hi {
        list.append(
          StackWord(
            slot: slotFigures(Int(frame.frame_slots), record, frame, number, nil), isMapped: false, isRecord: true,
            address: record, place: nil))
      }
      caller = (number, places)
    }
    return list
  }

  private func word(
    _ slot: Int, _ address: UInt, _ frame: loam_stack_frame, _ number: Int, _ places: [VariablePlace]
  ) -> StackWord {
    let place = variable(at: slot, among: places)
    return StackWord(
      slot: slotFigures(slot, address, frame, number, place), isMapped: isMapped(slot, in: frame), isRecord: false,
      address: address, place: place)
  }

  /// The word as an argument or result of the frame below; nil when it is none.
  private func passedWord(
    _ slot: Int, _ address: UInt, to called: (number: Int, places: [VariablePlace])
  ) -> StackWord? {
    let frame = frames[called.number]
    let function = frame.function.pointee
    guard slot < Int(function.argument_slots + function.result_slots) else { return nil }
    return word(Int(frame.frame_slots) + 1 + slot, address, frame, called.number, called.places)
  }

  private func variable(at slot: Int, among places: [VariablePlace]) -> VariablePlace? {
    // A dead variable's slots may be another's by now.
    places.last { owns($0, slot) && $0.state == .live } ?? places.last { owns($0, slot) && $0.holds }
  }

  private func owns(_ place: VariablePlace, _ slot: Int) -> Bool {
    place.slot >= 0 && slot >= place.slot && slot < place.slot + (place.isBoxed ? 1 : place.slots)
  }

  private func slotFigures(
    _ slot: Int, _ address: UInt, _ frame: loam_stack_frame, _ number: Int, _ place: VariablePlace?
  ) -> SlotFigures {
    SlotFigures(
      frame: number, function: frame.function.pointee.name.text, slot: slot,
      variable: place.map { name(of: $0, at: 8 * (slot - $0.slot)) }, offset: UInt64(outline.hi - address))
  }

  /// What a person calls a word of a variable.
  private func name(of place: VariablePlace, at offset: Int) -> String {
    if place.isBoxed { return "&" + place.name }
    guard let type = try? execution.compiler.typeDescriptor(for: place.type) else { return place.name }
    return place.name + TypePath.text(type, at: offset)
  }

  /// Where an address of the stack is.
  private func slot(at address: UInt, in words: [StackWord]) -> SlotFigures? {
    guard let first = words.first, address >= first.address else { return nil }
    let index = Int((address - first.address) / 8)
    return index < words.count ? words[index].slot : nil
  }

  /// The live words that point into the stack.
  func pointers() -> [StackPointer] {
    let words = words()
    return words.compactMap { word in
      let value = UnsafePointer<UInt>(bitPattern: word.address)!.pointee
      guard word.isMapped, value >= outline.lo, value < outline.hi, let to = slot(at: value, in: words) else {
        return nil
      }
      return StackPointer(from: word.slot, to: to, address: UInt64(word.address), target: UInt64(value))
    }
  }

  /// The words outside of the frames; of those that lead into the stack when `inStack`.
  func records(inStack: Bool) -> [RecordFigures] {
    var raw = [loam_stack_record_word](repeating: loam_stack_record_word(), count: Int(outline.records))
    let count = loam_goroutine_records(execution.runtime.raw, goroutine, &raw, outline.records)
    return raw.prefix(Int(count)).compactMap { record in
      if inStack, UInt(record.value) < outline.lo || UInt(record.value) >= outline.hi { return nil }
      return RecordFigures(
        kind: record.kind == .LOAM_RECORD_DEFERRED ? .deferred : record.kind == .LOAM_RECORD_RUNNING ? .running : .call,
        function: record.function.map { $0.pointee.name.text } ?? "", value: record.value)
    }
  }
}

/// The way to a word inside of a value: ".next", "[2].name".
enum TypePath {
  static func text(_ type: TypePointer, at offset: Int) -> String {
    switch type.kind {
    case .LOAM_KIND_STRUCT:
      for index in stride(from: Int(type.pointee.field_count) - 1, through: 0, by: -1) {
        let field = type.pointee.fields[index]
        guard let fieldType = field.type, Int(field.offset) <= offset, fieldType.pointee.size > 0 else { continue }
        return "." + field.name.text + text(fieldType, at: offset - Int(field.offset))
      }
      return ""
    case .LOAM_KIND_ARRAY:
      guard let element = type.pointee.element, element.pointee.size > 0 else { return "" }
      let size = Int(element.pointee.size)
      return "[\(offset / size)]" + text(element, at: offset % size)
    case .LOAM_KIND_SLICE: return [".array", ".len", ".cap"][min(2, offset / 8)]
    case .LOAM_KIND_STRING: return [".bytes", ".len"][min(1, offset / 8)]
    case .LOAM_KIND_INTERFACE: return [".type", ".data"][min(1, offset / 8)]
    default: return ""
    }
  }
}
