// SPDX-License-Identifier: Apache-2.0
//
// Session+Memory.swift — the figures that people ask for, as Go's runtime.MemStats and more: `:memstats`.

import CRuntime

/// Figures of a session's memory. Names without a unit are bytes.
public struct MemoryFigures: Sendable {
  /// A size of goroutine stacks.
  public struct StackSize: Sendable {
    public let size: UInt64
    public let stacks: UInt64
  }

  public let heapLive: UInt64
  public let heapObjects: UInt64
  public let heapInUse: UInt64
  public let heapIdle: UInt64
  public let heapReleased: UInt64
  public let heapSystem: UInt64
  public let totalAllocated: UInt64
  public let mallocs: UInt64
  public let frees: UInt64
  public let stackInUse: UInt64
  public let machineStacks: UInt64
  public let stackSystem: UInt64
  public let stacks: [StackSize]
  public let stackGrows: UInt64
  public let stackShrinks: UInt64
  public let stackMoves: UInt64
  public let stackBytesCopied: UInt64
  public let stackSlotsRewritten: UInt64
  public let goroutines: UInt64
  public let goroutinesCreated: UInt64
  /// Spans' records, workers' caches, the heap profile, the collector's tables, all else.
  public let spansSystem: UInt64
  public let cachesSystem: UInt64
  public let profileSystem: UInt64
  public let metadataSystem: UInt64
  public let otherSystem: UInt64
  public let system: UInt64
  public let nextGoal: UInt64
  public let collections: UInt64
  public let forcedCollections: UInt64
  public let pauseNanoseconds: UInt64
  /// Of the last collection.
  public let lastPauseNanoseconds: UInt64
  /// Share of the processors that collections have taken.
  public let collectorShare: Double
}

extension Session {
  public func memoryStatistics() -> MemoryFigures {
    withUnsafeTemporaryAllocation(of: loam_memory_statistics.self, capacity: 1) { memory in
      let raw = memory.baseAddress!
      raw.initialize(to: loam_memory_statistics())
      loam_runtime_memory_statistics(execution.runtime.raw, raw)
      let s = raw.pointee
      var sizes: [MemoryFigures.StackSize] = []
      withUnsafeBytes(of: s.stacks.by_size) { bytes in
        for (index, count) in bytes.bindMemory(to: UInt64.self).enumerated() where count > 0 {
          sizes.append(MemoryFigures.StackSize(size: 2048 << UInt64(index), stacks: count))
        }
      }
      let last = withUnsafeBytes(of: s.pauses_ns) { bytes in
        s.collections == 0 ? 0 : bytes.bindMemory(to: UInt64.self)[Int((s.collections + 255) % 256)]
      }
      return MemoryFigures(
        heapLive: s.heap_allocated, heapObjects: s.heap_objects, heapInUse: s.heap_in_use, heapIdle: s.heap_idle,
        heapReleased: s.heap_released, heapSystem: s.heap_system, totalAllocated: s.total_allocated,
        mallocs: s.mallocs, frees: s.frees, stackInUse: s.stack_in_use, machineStacks: s.machine_stack_in_use,
        stackSystem: s.stack_system, stacks: sizes, stackGrows: s.stacks.grows, stackShrinks: s.stacks.shrinks,
        stackMoves: s.stacks.moves, stackBytesCopied: s.stacks.bytes_copied,
        stackSlotsRewritten: s.stacks.slots_rewritten, goroutines: s.goroutines,
        goroutinesCreated: s.goroutines_created, spansSystem: s.spans_system, cachesSystem: s.caches_system,
        profileSystem: s.profile_system, metadataSystem: s.metadata_system, otherSystem: s.other_system,
        system: s.system_total, nextGoal: s.next_goal, collections: UInt64(s.collections),
        forcedCollections: UInt64(s.forced_collections), pauseNanoseconds: s.pause_total_ns,
        lastPauseNanoseconds: last, collectorShare: s.collector_cpu_fraction)
    }
  }
}
