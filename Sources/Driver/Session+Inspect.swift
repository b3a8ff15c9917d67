// SPDX-License-Identifier: Apache-2.0
//
// Session+Inspect.swift — a session's goroutines, profiles and snapshots, in Swift's types.

import CRuntime
import Glibc
import Runtime

/// One goroutine.
public struct GoroutineFigures: Sendable {
  public let id: UInt64
  public let state: String
  public let function: String
  public let file: String
  public let line: UInt32
  public let createdBy: String
  public let stackSize: UInt64
  public let stackUsed: UInt64
  /// Most bytes in use, as seen when the stack moved, at collections and now.
  public let stackPeak: UInt64
  public let grows: UInt64
  public let shrinks: UInt64
  /// Moves to a block of the same size.
  public let moves: UInt64
  public let bytesCopied: UInt64
  public let slotsRewritten: UInt64
  /// What it waits on, or 0, and on how many: a select on several.
  public let waitsFor: UInt64
  public let waitsCount: UInt32

  /// Whether it can go on only when something else happens.
  public var isBlocked: Bool { state != "running" && state != "runnable" && state != "syscall" }
}

extension Session {
  /// What traces call the function whose body an entry's statements are (Checker+Session.swift).
  public static let entryFunction = "main.prompt"

  public func goroutines() -> [GoroutineFigures] {
    var capacity = 64
    while true {
      var infos = [loam_goroutine_info](repeating: loam_goroutine_info(), count: capacity)
      let count = Int(loam_runtime_goroutines(execution.runtime.raw, &infos, UInt64(capacity)))
      if count > capacity {
        capacity = count + 64
        continue
      }
      return infos.prefix(count).map { info in
        GoroutineFigures(
          id: info.id, state: info.status.map { String(cString: $0) } ?? "", function: info.function.text,
          file: info.file.text, line: info.line, createdBy: info.created_by.text, stackSize: info.stack_size,
          stackUsed: info.stack_used, stackPeak: info.stack_peak, grows: info.grows, shrinks: info.shrinks,
          moves: info.moves, bytesCopied: info.bytes_copied, slotsRewritten: info.slots_rewritten,
          waitsFor: UInt64(UInt(bitPattern: info.waits_for)), waitsCount: info.waits_count)
      }
    }
  }

  /// Writes a profile of the program as it stands to a file; of the heap, after a collection.
  public func write(_ profile: Profile, to path: String) throws(RuntimeError) {
    let file = try OutputFile(path: path)
    switch profile {
    case .heap, .allocations: execution.runtime.collectBetweenRuns()
    case .stacks, .goroutines: break
    }
    try execution.runtime.write(profile, into: file)
  }

  /// Collects garbage and writes what is left to a file.
  public func writeSnapshot(to path: String) throws(RuntimeError) {
    let file = try OutputFile(path: path)
    do throws(RuntimeError) {
      guard waitForCollection() else { throw RuntimeError(description: "interrupted") }
      try execution.runtime.writeSnapshot(into: file, goesOn: { [self] in !wasInterrupted })
    } catch {
      if wasInterrupted { unlink(path) }
      throw error
    }
  }
}
