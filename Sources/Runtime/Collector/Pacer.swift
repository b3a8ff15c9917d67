// SPDX-License-Identifier: Apache-2.0
//
// Pacer.swift — when a collection starts, when it is to be done, and how much of the processors it takes: a pure
// function of figures.
//
// How.      As Go's (proposal 44167, "GC pacer redesign"): the goal is the heap size at which marking is to be done. The
//           trigger lies before it by what the program allocated while the last cycles marked. Background workers have a
//           quarter of the processors; those who allocate do what these do not get done in time.

import CRuntime

/// Decides goals, triggers and shares. A value type without a heap behind it, so that it is tested by numbers alone.
public struct Pacer: Sendable, Equatable {
  /// GOGC: growth in percent over the live heap; negative is off.
  public var percent: Int32
  /// GOMEMLIMIT in bytes; `UInt64.max` is none.
  public var memoryLimit: UInt64
  /// Bytes that the program is expected to allocate while a cycle marks.
  public private(set) var runway: UInt64 = 0
  /// Bytes that the next cycle is expected to mark; 0 before the first.
  public private(set) var expectedWork: UInt64 = 0

  /// Bytes of live heap that one more mark worker is worth waking for.
  public static let bytesPerMarker: UInt64 = 2 << 20
  /// Share of the processors that background marking takes.
  public static let backgroundShare = 0.25

  public init(percent: Int32, memoryLimit: UInt64) {
    self.percent = percent
    self.memoryLimit = memoryLimit
  }

  /// The heap size in bytes at which the next cycle is to be done, after one that found `marked` live bytes and scanned
  /// `roots` bytes of stacks and globals, while `stacks` bytes of memory count against the limit beside the heap. The
  /// rule stands in C (loam_collect_goal), which applies it as well when the program changes percentage or limit.
  public func goal(marked: UInt64, roots: UInt64, stacks: UInt64) -> UInt64 {
    var counts = loam_collect_counts()
    counts.marked_bytes = marked
    counts.stack_scanned = roots
    counts.stack_memory = stacks
    return loam_collect_goal(percent, memoryLimit, &counts)
  }

  /// Takes note of a cycle that marked `work` bytes while the program allocated `allocated` bytes.
  public mutating func learn(work: UInt64, allocated: UInt64) {
    expectedWork = work
    // Rises at once and falls slowly: being late costs those who allocate more than being early.
    let tenth = allocated / 10
    runway = max(allocated + tenth, runway - runway / 4)
  }

  /// The heap size at which a cycle starts so that it is done by `goal`, when `marked` bytes were live: at the latest
  /// when 95 percent of the way from there is used up, at the earliest after 70 percent.
  public func trigger(goal: UInt64, marked: UInt64) -> UInt64 {
    guard goal != .max else { return .max }
    let way = goal > marked ? goal - marked : 0
    let earliest = goal - way / 10 * 3, latest = goal - way / 20
    let wanted = goal > runway ? goal - runway : 0
    return min(max(wanted, earliest), latest)
  }

  /// The heap size at which those who allocate while a cycle is under way are to rest, when the heap has `live` bytes:
  /// a sixteenth of the goal more.
  public static func overshoot(of goal: UInt64, live: UInt64) -> UInt64 {
    guard goal != .max else { return .max }
    return live + max(goal / 16, 256 << 10)
  }

  /// The heap size at which it is to be seen whether the limiter is still on, when the heap has `live` bytes and a cycle is
  /// due at `trigger` without the memory limit: a sixteenth more.
  public static func look(at trigger: UInt64, live: UInt64) -> UInt64 {
    let step = max(live / 16, 256 << 10)
    return min(trigger, live < .max - step ? live + step : .max)
  }

  /// How mark workers take their share.
  public struct Share: Sendable, Equatable {
    /// Work items side by side.
    public var width: Int
    /// Part of the time that the last of them works; the others always do.
    public var duty: Double
  }

  /// A quarter of `processors` (GOMAXPROCS), or the `idle` ones when these are more: so goroutines that run are left alone
  /// where others have nothing to do. Never more than `limit`, and no more than a heap of `live` bytes is worth.
  public func share(live: UInt64, processors: Int, idle: Int, limit: Int) -> Share {
    let background = Double(processors) * Pacer.backgroundShare
    let wanted = min(max(background, Double(idle)), Double(processors))
    let worth = max(1, min(Int(live / Pacer.bytesPerMarker), limit))
    guard wanted < Double(worth) else { return Share(width: worth, duty: 1) }
    let whole = Int(wanted)
    let rest = wanted - Double(whole)
    return rest > 0.01 ? Share(width: whole + 1, duty: rest) : Share(width: whole, duty: 1)
  }
}
