// SPDX-License-Identifier: Apache-2.0
//
// Session+Move.swift — a stack moved by force, and what that did to each of its words.
//
// How.      The used part is copied before the move. Afterwards the maps say which words the runtime may have rewritten:
//           those that pointed into the old block. All other words that looked as if they did are told with the reason
//           why they were left as they were. Then all words are compared, old with new, which needs no map: a word that
//           changed and is not listed, or the other way round, is reported as a bug.
// Upholds.  What is listed as rewritten is what was.

import CRuntime
import Codegen

/// A word that a move rewrote.
public struct RewrittenSlot: Sendable {
  public let slot: SlotFigures
  public let old: UInt64
  public let new: UInt64
}

/// A word that looks like an address in the old block and was left as it was.
public struct LeftSlot: Sendable {
  public enum Reason: Sendable, Equatable {
    /// A variable that is no pointer: the program may read it as a number.
    case number(type: String)
    /// A pointer of a variable that will not be read any more.
    case dead
    /// No variable: something that the program has finished with.
    case leftover
  }

  public let slot: SlotFigures
  public let value: UInt64
  public let reason: Reason
}

/// A record outside of the frames that a move rewrote.
public struct RewrittenRecord: Sendable {
  public let record: RecordFigures
  public let old: UInt64
  public let new: UInt64
}

/// What a forced move did.
public struct ForcedMove: Sendable {
  public let goroutine: UInt64
  public let move: StackMoveFigures
  /// Bytes in use.
  public let used: UInt64
  public let rewritten: [RewrittenSlot]
  public let records: [RewrittenRecord]
  public let left: [LeftSlot]
  /// Words of which listing and comparison say different things, as distances from the high end. Always empty.
  public let disputed: [UInt64]
}

/// Why a stack was not moved.
public enum MoveRefusal: Error, Sendable, Equatable {
  case noSuchGoroutine
  /// It is inside of a function in C, which knows where its frame is.
  case inNative
  /// Stacks may not be that large.
  case tooLarge(maximum: UInt64)
  /// What is in use does not fit in half of the block.
  case inUse(used: UInt64, half: UInt64)
  /// The block is the smallest there is.
  case smallest
  case noMemory
}

extension Session {
  /// Moves a goroutine's stack to another block and tells what was rewritten.
  public func move(_ goroutine: UInt64, _ reason: MoveReason) -> Result<ForcedMove, MoveRefusal> {
    inspecting { () -> Result<ForcedMove, MoveRefusal> in
      guard let before = StackReading(execution, goroutine) else { return .failure(.noSuchGoroutine) }
      let outline = before.outline
      let words = before.words()
      let used = UInt(outline.hi - outline.fp)
      let old = Array(
        UnsafeBufferPointer(start: UnsafePointer<UInt>(bitPattern: outline.fp), count: Int(used / 8)))
      let oldRecords = before.records(inStack: false)
      var history = loam_stack_history()
      switch loam_goroutine_move(execution.runtime.raw, goroutine, reason.raw, &history) {
      case .LOAM_OK: break
      case .LOAM_WRONG_STATE: return .failure(.inNative)
      case .LOAM_LIMIT: return .failure(refusal(reason, outline))
      case .LOAM_INVALID_ARGUMENT: return .failure(.noSuchGoroutine)
      default: return .failure(.noMemory)
      }
      guard let after = StackReading(execution, goroutine) else { return .failure(.noSuchGoroutine) }
      let new = UnsafeBufferPointer(start: UnsafePointer<UInt>(bitPattern: after.outline.fp), count: old.count)
      return .success(
        ForcedMove(before, words, old, new, after, oldRecords, StackMoveFigures(history), used: UInt64(used)))
    }
  }

  private func refusal(_ reason: MoveReason, _ outline: loam_stack_outline) -> MoveRefusal {
    let size = UInt64(outline.hi - outline.lo)
    let used = UInt64(outline.hi - outline.fp)
    guard reason == .shrink else { return .tooLarge(maximum: maximumStack) }
    return used > size / 2 ? .inUse(used: used, half: size / 2) : .smallest
  }
}

extension ForcedMove {
  fileprivate init(
    _ before: StackReading, _ words: [StackWord], _ old: [UInt], _ new: UnsafeBufferPointer<UInt>,
    _ after: StackReading, _ oldRecords: [RecordFigures], _ move: StackMoveFigures, used: UInt64
  ) {
    let outline = before.outline
    goroutine = before.goroutine
    self.move = move
    self.used = used
    var rewritten: [RewrittenSlot] = []
    var left: [LeftSlot] = []
    var listed = [Bool](repeating: false, count: old.count)
    for word in words where !word.isRecord {
      let index = Int((word.address - outline.fp) / 8)
      guard index < old.count, old[index] >= outline.lo, old[index] < outline.hi else { continue }
      if word.isMapped {
        listed[index] = true
        rewritten.append(RewrittenSlot(slot: word.slot, old: UInt64(old[index]), new: UInt64(new[index])))
      } else {
        left.append(LeftSlot(slot: word.slot, value: UInt64(old[index]), reason: before.reason(word)))
      }
    }
    let distance = after.outline.hi &- outline.hi
    disputed = old.indices.compactMap { index in
      let isRight = listed[index] ? new[index] == old[index] &+ distance : new[index] == old[index]
      return isRight ? nil : used - 8 * UInt64(index)
    }
    records = zip(oldRecords, after.records(inStack: false)).compactMap { old, new in
      old.value == new.value ? nil : RewrittenRecord(record: new, old: old.value, new: new.value)
    }
    self.rewritten = rewritten
    self.left = left
  }
}

extension StackReading {
  /// Why a word was left as it was.
  fileprivate func reason(_ word: StackWord) -> LeftSlot.Reason {
    guard let place = word.place else { return .leftover }
    let program = execution.compilation.program
    let slot = word.slot.slot
    let isPointer = place.isBoxed || holdsPointer(place, at: 8 * (slot - place.slot))
    if isPointer { return .dead }
    return .number(type: program.text(place.type, in: execution.compilation.main))
  }

  private func holdsPointer(_ place: VariablePlace, at offset: Int) -> Bool {
    guard let type = try? execution.compiler.typeDescriptor(for: place.type) else { return false }
    return TypePath.holdsPointer(type, at: offset)
  }
}

extension TypePath {
  /// Whether the word at an offset of a value holds a pointer.
  static func holdsPointer(_ type: TypePointer, at offset: Int) -> Bool {
    if UInt64(offset) >= type.pointee.pointer_bytes { return false }
    if let map = type.pointee.pointer_map { return map[offset / 512] >> UInt64(offset / 8 % 64) & 1 != 0 }
    guard let element = type.pointee.element, element.pointee.size > 0 else { return false }
    return holdsPointer(element, at: offset % Int(element.pointee.size))
  }
}
