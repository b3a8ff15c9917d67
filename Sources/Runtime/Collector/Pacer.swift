// SPDX-License-Identifier: Apache-2.0
//
// Pacer.swift — when the next collection starts and how wide it marks: a pure function of figures.

import CRuntime

/// Decides the heap goal. A value type without a heap behind it, so that it is tested by numbers alone.
public struct Pacer: Sendable, Equatable {
  /// GOGC: growth in percent over the live heap; negative is off.
  public var percent: Int32
  /// GOMEMLIMIT in bytes; `UInt64.max` is none.
  public var memoryLimit: UInt64
  /// Bytes of live heap that one mark worker is worth waking for.
  public static let bytesPerMarker: UInt64 = 2 << 20

  public init(percent: Int32, memoryLimit: UInt64) {
    self.percent = percent
    self.memoryLimit = memoryLimit
  }

  /// The heap size in bytes at which the next cycle starts, after one that found `marked` live bytes and scanned
  /// `roots` bytes of stacks and globals, while `stacks` bytes of memory count against the limit beside the heap. The
  /// rule stands in C (loam_collect_goal), which applies it as well when the program changes percentage or limit.
  public func goal(marked: UInt64, roots: UInt64, stacks: UInt64) -> UInt64 {
    var counts = loam_collect_counts()
    counts.marked_bytes = marked
    counts.stack_scanned = roots
    counts.stack_memory = stacks
    return loam_collect_goal(percent, memoryLimit, &counts)
  }

  /// How many mark workers are worth having for a heap of `live` bytes on `processors` processors.
  public func markers(live: UInt64, processors: Int, limit: Int) -> Int {
    min(max(1, Int(live / Pacer.bytesPerMarker)), max(1, processors), limit)
  }
}
