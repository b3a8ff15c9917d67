// SPDX-License-Identifier: Apache-2.0
//
// Session+Inspect.swift — figures of a session's heap and goroutines, in Swift's types.

import CRuntime
import Glibc
import Runtime

/// Figures of the heap.
public struct HeapFigures: Sendable {
  /// A size class that has been used.
  public struct Class: Sendable {
    public let size: UInt64
    public let allocated: UInt64
    public let freed: UInt64
    public var live: UInt64 { allocated >= freed ? allocated - freed : 0 }
  }

  public let liveBytes: UInt64
  public let liveObjects: UInt64
  /// Bytes of spans that hold objects, of those that hold none, and of both.
  public let inUse: UInt64
  public let idle: UInt64
  public let total: UInt64
  public let nextGoal: UInt64
  public let collections: UInt64
  public let stacks: UInt64
  public let classes: [Class]
  /// Objects too large for a class, and their bytes.
  public let large: Class
}

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

/// What a forced collection did.
public struct CollectionFigures: Sendable {
  public let before: HeapFigures
  public let after: HeapFigures
  public let nanoseconds: UInt64
}

extension Session {
  public func heap() -> HeapFigures {
    withUnsafeTemporaryAllocation(of: loam_memory_statistics.self, capacity: 1) { memory in
      let statistics = memory.baseAddress!
      statistics.initialize(to: loam_memory_statistics())
      loam_runtime_memory_statistics(execution.runtime.raw, statistics)
      let figures = statistics.pointee
      var classes: [HeapFigures.Class] = []
      var inClasses: (allocated: UInt64, freed: UInt64, live: UInt64) = (0, 0, 0)
      withUnsafeBytes(of: figures.by_size) { bytes in
        // {u32 size, u64 mallocs, u64 frees}, 24 bytes each.
        for index in 0..<bytes.count / 24 {
          let size = UInt64(bytes.load(fromByteOffset: index * 24, as: UInt32.self))
          let item = HeapFigures.Class(
            size: size, allocated: bytes.load(fromByteOffset: index * 24 + 8, as: UInt64.self),
            freed: bytes.load(fromByteOffset: index * 24 + 16, as: UInt64.self))
          if size == 0 || item.allocated == 0 { continue }
          classes.append(item)
          inClasses.allocated += item.allocated
          inClasses.freed += item.freed
          inClasses.live += item.live * size
        }
      }
      let large = HeapFigures.Class(
        size: figures.heap_allocated > inClasses.live ? figures.heap_allocated - inClasses.live : 0,
        allocated: figures.mallocs > inClasses.allocated ? figures.mallocs - inClasses.allocated : 0,
        freed: figures.frees > inClasses.freed ? figures.frees - inClasses.freed : 0)
      return HeapFigures(
        liveBytes: figures.heap_allocated, liveObjects: figures.heap_objects, inUse: figures.heap_in_use,
        idle: figures.heap_idle, total: figures.heap_system, nextGoal: figures.next_goal,
        collections: UInt64(figures.collections), stacks: figures.stack_in_use, classes: classes, large: large)
    }
  }

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

  /// Forces a collection; nil when it could not be run.
  public func collect() -> CollectionFigures? {
    let before = heap()
    let begun = now()
    guard case .done = evaluate("runtime.GC()", name: "gc") else { return nil }
    return CollectionFigures(before: before, after: heap(), nanoseconds: now() - begun)
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
    execution.runtime.collectBetweenRuns()
    try execution.runtime.writeSnapshot(into: file)
  }

  private func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  func text(_ string: loam_string) -> String {
    guard let bytes = string.bytes, string.length > 0 else { return "" }
    return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(string.length)), as: UTF8.self)
  }
}
