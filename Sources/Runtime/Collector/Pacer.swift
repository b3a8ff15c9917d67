// SPDX-License-Identifier: Apache-2.0
//
// Pacer.swift — when the next collection starts and how wide it marks: a pure function of figures.

/// Decides the heap goal. A value type without a heap behind it, so that it is tested by numbers alone.
public struct Pacer: Sendable, Equatable {
  /// GOGC: growth in percent over the live heap; negative is off.
  public var percent: Int32
  /// GOMEMLIMIT in bytes; `UInt64.max` is none.
  public var memoryLimit: UInt64
  /// Heap below which no collection starts, at 100 percent, in bytes. Go's value.
  public static let minimumHeap: UInt64 = 4 << 20
  /// Bytes of live heap that one mark worker is worth waking for.
  public static let bytesPerMarker: UInt64 = 2 << 20

  public init(percent: Int32, memoryLimit: UInt64) {
    self.percent = percent
    self.memoryLimit = memoryLimit
  }

  /// The heap size in bytes at which the next cycle starts, after one that found `marked` live bytes and scanned
  /// `roots` bytes of stacks and globals, while `overhead` bytes outside the heap count against the memory limit.
  public func goal(marked: UInt64, roots: UInt64, overhead: UInt64) -> UInt64 {
    var goal = UInt64.max
    if percent >= 0 {
      let factor = UInt64(percent)
      let growth = (marked / 100).multipliedReportingOverflow(by: factor)
      let rootGrowth = (roots / 100).multipliedReportingOverflow(by: factor)
      let sum = marked.addingReportingOverflow(growth.partialValue &+ rootGrowth.partialValue)
      if !growth.overflow && !rootGrowth.overflow && !sum.overflow { goal = sum.partialValue }
      goal = max(goal, Pacer.minimumHeap / 100 * factor)
    }
    if memoryLimit != .max {
      // A limit below what is live anyway must not make every allocation collect: leave 1/16 of the live heap as air.
      let room = memoryLimit > overhead ? memoryLimit - overhead : 0
      goal = min(goal, max(room, marked + marked / 16 + (64 << 10)))
    }
    return goal
  }

  /// How many mark workers are worth having for a heap of `live` bytes on `processors` processors.
  public func markers(live: UInt64, processors: Int, limit: Int) -> Int {
    min(max(1, Int(live / Pacer.bytesPerMarker)), max(1, processors), limit)
  }
}
