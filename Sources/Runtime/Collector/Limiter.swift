// SPDX-License-Identifier: Apache-2.0
//
// Limiter.swift — a cap on the collector's share of the processors, so that a memory limit is never a death spiral: a
// pure function of figures.
//
// How.      A leaky bucket, as in Go's design for a memory limit (proposal 48409). The time that collections take from
//           the program fills it, the time that the program runs drains it. While it is full the limiter is on: the
//           memory limit starts no cycles, nobody rests for it, and nobody helps with marking, so that the heap passes the
//           limit and the program goes on. What one cycle took beyond a full bucket has to drain as well, since cycles
//           are not broken off. So over any time longer than the bucket is deep collections have at most half
//           of what the two take together. Time in which nobody has anything to do counts for neither.
// Upholds.  pace.half   (INVARIANTS.md)

/// Decides whether collections have had more than half of the processors' time. A value type with its clock outside, so
/// that it is tested by numbers alone.
public struct Limiter: Sendable, Equatable {
  /// Nanoseconds that collections have had beyond what the program had.
  public private(set) var level: UInt64 = 0
  /// Whether it is full.
  public private(set) var isOn = false

  /// Nanoseconds that the bucket holds for each processor: bursts of so much are nobody's concern.
  public static let depth: UInt64 = 1_000_000_000

  public init() {}

  /// Takes note of a time in which collections took `collector` nanoseconds from the program and this had `program`, both
  /// summed over all threads, with `processors` (GOMAXPROCS) to run on.
  public mutating func note(collector: UInt64, program: UInt64, processors: Int) {
    let depth = Limiter.depth.multipliedReportingOverflow(by: UInt64(max(1, processors)))
    let most = depth.overflow ? .max : depth.partialValue
    if collector >= program {
      let sum = min(level, most).addingReportingOverflow(collector - program)
      level = sum.overflow ? .max : sum.partialValue
    } else {
      level -= min(level, program - collector)
    }
    isOn = level >= most
  }
}
