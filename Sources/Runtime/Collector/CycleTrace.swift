// SPDX-License-Identifier: Apache-2.0
//
// CycleTrace.swift — the line that GODEBUG=gctrace=1 prints for each cycle, in Go's format.

/// The figures of one finished cycle. Times are nanoseconds, sizes bytes.
struct CycleTrace: Sendable {
  var number: UInt64
  /// Since the runtime began.
  var at: UInt64
  /// Share of the processors that collections have taken since then, 0 to 1.
  var share: Double
  /// The two stops of the world, and the marking between them.
  var beginning: UInt64
  var marking: UInt64
  var termination: UInt64
  /// Processor time of marking: by those who allocated, in the background, by idle processors.
  var assisting: UInt64
  var background: UInt64
  var idle: UInt64
  /// The heap when the cycle began, when marking ended, and what of it lives.
  var heapBefore: UInt64
  var heapAfter: UInt64
  var live: UInt64
  var goal: UInt64
  var stacks: UInt64
  var globals: UInt64
  var processors: Int
  var forced: Bool

  /// The line, as documented for package runtime.
  var line: String {
    let seconds = CycleTrace.decimal(at / 1_000_000, places: 3)
    let clock = [beginning, marking, termination].map(CycleTrace.milliseconds).joined(separator: "+")
    let stops = UInt64(processors)
    let shares = [assisting, background, idle].map(CycleTrace.milliseconds).joined(separator: "/")
    let cpu =
      CycleTrace.milliseconds(beginning * stops) + "+" + shares + "+" + CycleTrace.milliseconds(termination * stops)
    let sizes = [heapBefore, heapAfter, live].map { "\($0 >> 20)" }.joined(separator: "->")
    return "gc \(number) @\(seconds)s \(Int(share * 100))%: \(clock) ms clock, \(cpu) ms cpu, \(sizes) MB, "
      + "\(goal >> 20) MB goal, \(stacks >> 20) MB stacks, \(globals >> 20) MB globals, \(processors) P"
      + (forced ? " (forced)" : "")
  }

  /// Milliseconds with two significant digits and at most three places, as Go writes them.
  static func milliseconds(_ nanoseconds: UInt64) -> String {
    if nanoseconds >= 10_000_000 { return "\(nanoseconds / 1_000_000)" }
    var value = nanoseconds / 1000
    if value == 0 { return "0" }
    var places = 3
    while value >= 100 {
      value /= 10
      places -= 1
    }
    return decimal(value, places: places)
  }

  /// `value` divided by ten to the power of `places`.
  static func decimal(_ value: UInt64, places: Int) -> String {
    guard places > 0 else { return "\(value)" }
    var digits = "\(value)"
    if digits.count <= places { digits = String(repeating: "0", count: places + 1 - digits.count) + digits }
    return digits.dropLast(places) + "." + digits.suffix(places)
  }
}
