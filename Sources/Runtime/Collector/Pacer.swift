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

  /// The heap size in bytes at which the next cycle is to be done, after one that found `marked` live bytes, `overshot` of
  /// them born beyond its goal, and scanned `roots` bytes of stacks and globals, while `stacks` bytes of memory count
  /// against the limit beside the heap. The rule stands in C (loam_collect_goal), which applies it as well when the
  /// program changes percentage or limit.
  public func goal(marked: UInt64, overshot: UInt64 = 0, roots: UInt64, stacks: UInt64) -> UInt64 {
    var counts = loam_collect_counts()
    counts.marked_bytes = marked
    counts.overshot_bytes = overshot
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

  /// The heap size at which the next of those who allocate on `processors` (GOMAXPROCS) is asked to rest while a cycle
  /// is due or under way, when the heap has `live` bytes: a sixteenth of the goal more, and so little that all of them
  /// one after the other come to no more than a quarter.
  public static func overshoot(of goal: UInt64, live: UInt64, processors: Int) -> UInt64 {
    guard goal != .max else { return .max }
    let step = max(goal / UInt64(max(16, 4 * min(processors, 1 << 20))), Pacer.leastStep)
    return live < .max - step ? live + step : .max
  }

  /// Bytes that the heap at least grows by between two askings.
  public static let leastStep: UInt64 = 64 << 10
  /// Nanoseconds of the first rest of one who allocates beyond the goal.
  public static let firstRest: UInt64 = 1_000_000
  /// And of the longest before those until marking has ended.
  public static let longestRest: UInt64 = 20_000_000

  /// How long one who allocates is to rest while a cycle is due or under way, when the heap has `live` bytes and marking
  /// was to be done at `goal`: in nanoseconds, `UInt64.max` is until it is done. Not at all up to a tenth beyond the goal;
  /// then a millisecond, and the more the nearer the heap comes to three quarters beyond it, where it is until the end. So
  /// with the last quarter for those who are not asked yet a heap has at most twice its goal, and what was being
  /// allocated. For a mebibyte nobody is stopped.
  public static func rest(live: UInt64, goal: UInt64) -> UInt64 {
    let beyond = live > goal ? live - goal : 0
    let first = max(goal / 10, 256 << 10), last = max(goal / 4 * 3, 1 << 20)
    guard beyond > first else { return 0 }
    guard beyond < last else { return .max }
    let rest = Double(firstRest) * Double(last - first) / Double(last - beyond)
    return UInt64(min(rest, Double(longestRest)))
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
