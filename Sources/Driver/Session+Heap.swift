// SPDX-License-Identifier: Apache-2.0
//
// Session+Heap.swift — the heap by size class and by span: `:heap`.
//
// How.      Figures by class are the runtime's own, which balance: allocated - freed = live. What spans lose behind their
//           last object is counted from span to span. All is read in one stop of the world, so sums agree.

import CRuntime

/// Figures of the heap.
public struct HeapFigures: Sendable {
  /// Objects of one size class, with or without pointers; size 0: large ones.
  public struct Class: Sendable {
    public let size: UInt64
    public let hasPointers: Bool
    public let spans: UInt64
    /// Bytes of the spans' pages.
    public let spanBytes: UInt64
    /// Objects that there is room for.
    public let capacity: UInt64
    public let live: UInt64
    public let liveBytes: UInt64
    public let allocated: UInt64
    public let freed: UInt64
    /// Bytes of the spans that no object can have; of large objects those that nobody asked for.
    public let wasted: UInt64
    public var freeBytes: UInt64 { spanBytes - min(spanBytes, liveBytes + (size == 0 ? 0 : wasted)) }
  }

  public let classes: [Class]
  public let liveBytes: UInt64
  public let liveObjects: UInt64
  /// Objects of less than 16 bytes since the start, packed several into one object.
  public let packed: UInt64
  /// Bytes of spans that hold objects, of free pages, and of those the ones that take no memory.
  public let inUse: UInt64
  public let idle: UInt64
  public let released: UInt64
  public let nextGoal: UInt64
  public let collections: UInt64
  public let stacks: UInt64
}

extension Session {
  /// The heap by size class.
  public func heap() -> HeapFigures {
    stopped {
      var spans: [ClassKey: (spans: UInt64, bytes: UInt64, capacity: UInt64, wasted: UInt64)] = [:]
      for span in self.spans() where span.purpose == .objects || span.purpose == .large {
        let key = ClassKey(sizeClass: span.sizeClass, hasPointers: span.hasPointers)
        let sum = spans[key] ?? (0, 0, 0, 0)
        spans[key] = (
          sum.spans + 1, sum.bytes + span.bytes, sum.capacity + span.capacity, sum.wasted + span.wasted
        )
      }
      let memory = memoryStatistics()
      return withHeapStatistics { statistics in
        var classes: [HeapFigures.Class] = []
        for sizeClass in Array(1..<Int(LOAM_HEAP_CLASSES)) + [0] {
          for hasPointers in [false, true] {
            let row = Session.row(statistics, sizeClass, hasPointers)
            let sum = spans[ClassKey(sizeClass: sizeClass, hasPointers: hasPointers)] ?? (0, 0, 0, 0)
            if row.allocated == 0 && sum.spans == 0 { continue }
            classes.append(
              HeapFigures.Class(
                size: UInt64(row.size), hasPointers: hasPointers, spans: sum.spans, spanBytes: sum.bytes,
                capacity: sum.capacity, live: row.live, liveBytes: row.live_bytes, allocated: row.allocated,
                freed: row.freed, wasted: sum.wasted))
          }
        }
        let total = statistics.pointee
        return HeapFigures(
          classes: classes, liveBytes: total.total.live_bytes, liveObjects: total.total.live,
          packed: total.tiny_objects, inUse: total.in_use, idle: total.idle, released: total.idle_released,
          nextGoal: memory.nextGoal, collections: memory.collections, stacks: memory.stackInUse)
      }
    }
  }

  /// Every run of pages of the heap, in order of address, without gaps.
  public func spans() -> [SpanFigures] {
    let list = SpanList()
    _ = loam_heap_each_span(execution.runtime.raw, keepSpan, Unmanaged.passUnretained(list).toOpaque())
    return list.spans
  }

  func withHeapStatistics<Result>(_ body: (UnsafePointer<loam_heap_statistics>) throws -> Result) rethrows -> Result {
    try withUnsafeTemporaryAllocation(of: loam_heap_statistics.self, capacity: 1) { memory in
      memory.baseAddress!.initialize(to: loam_heap_statistics())
      loam_runtime_heap_statistics(execution.runtime.raw, memory.baseAddress)
      return try body(UnsafePointer(memory.baseAddress!))
    }
  }

  private struct ClassKey: Hashable {
    let sizeClass: Int
    let hasPointers: Bool
  }

  /// The C arrays come as tuples, too long to be named by element.
  private static func row(
    _ statistics: UnsafePointer<loam_heap_statistics>, _ sizeClass: Int, _ hasPointers: Bool
  ) -> loam_class_statistics {
    let offset =
      hasPointers
      ? MemoryLayout<loam_heap_statistics>.offset(of: \.pointers)!
      : MemoryLayout<loam_heap_statistics>.offset(of: \.plain)!
    return UnsafeRawPointer(statistics).load(
      fromByteOffset: offset + sizeClass * MemoryLayout<loam_class_statistics>.stride, as: loam_class_statistics.self)
  }
}

private final class SpanList {
  var spans: [SpanFigures] = []
}

private func keepSpan(_ context: UnsafeMutableRawPointer?, _ span: UnsafePointer<loam_span_info>?) -> Bool {
  if let span { Unmanaged<SpanList>.fromOpaque(context!).takeUnretainedValue().spans.append(SpanFigures(span.pointee)) }
  return true
}
