// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Runtime

@Suite struct PacerTests {
  private let mebibyte: UInt64 = 1 << 20

  @Test func `the goal is the live heap and a share of it`() {
    let pacer = Pacer(percent: 100, memoryLimit: .max)
    #expect(pacer.goal(marked: 100 * mebibyte, roots: 0, stacks: 0) / mebibyte == 200)
    #expect(Pacer(percent: 50, memoryLimit: .max).goal(marked: 100 * mebibyte, roots: 0, stacks: 0) / mebibyte == 150)
  }

  @Test func `stacks and globals let the heap grow as live objects do, without counting as heap`() {
    let pacer = Pacer(percent: 100, memoryLimit: .max)
    #expect(pacer.goal(marked: 10 * mebibyte, roots: 30 * mebibyte, stacks: 0) == 50 * mebibyte)
    #expect(
      Pacer(percent: 50, memoryLimit: .max).goal(marked: 10 * mebibyte, roots: 30 * mebibyte, stacks: 0)
        == 30 * mebibyte)
    #expect(pacer.goal(marked: 0, roots: 200 * mebibyte, stacks: 1 << 40) == 200 * mebibyte)
    // No byte is lost to rounding.
    #expect(
      Pacer(percent: 200, memoryLimit: .max).goal(marked: 5_000_099, roots: 1, stacks: 0) == 5_000_099 + 10_000_200)
  }

  @Test func `what was born beyond the goal lets the heap grow no further`() {
    let pacer = Pacer(percent: 100, memoryLimit: .max)
    #expect(pacer.goal(marked: 90 * mebibyte, overshot: 40 * mebibyte, roots: 0, stacks: 0) == 100 * mebibyte)
    // Cycles that each end at twice their goal, beside ten mebibytes that live: without that each is larger than the last.
    var goal = 20 * mebibyte
    for _ in 0..<50 {
      let begun = goal / 20 * 17
      let ended = 2 * goal
      let born = ended - begun
      goal = pacer.goal(marked: 10 * mebibyte + born, overshot: ended - goal, roots: 0, stacks: 0)
    }
    #expect(goal < 30 * mebibyte)
  }

  @Test func `small heaps wait for four mebibytes`() {
    #expect(Pacer(percent: 100, memoryLimit: .max).goal(marked: 1000, roots: 0, stacks: 0) >= 4 * mebibyte - 128)
  }

  @Test func `off is off`() {
    #expect(Pacer(percent: -1, memoryLimit: .max).goal(marked: 100 * mebibyte, roots: 0, stacks: 0) == .max)
  }

  @Test func `a memory limit lowers the goal, but never below what is live`() {
    let pacer = Pacer(percent: 100, memoryLimit: 120 * mebibyte)
    #expect(pacer.goal(marked: 100 * mebibyte, roots: 0, stacks: 10 * mebibyte) == 110 * mebibyte)
    #expect(pacer.goal(marked: 200 * mebibyte, roots: 0, stacks: 0) > 200 * mebibyte)
    #expect(Pacer(percent: -1, memoryLimit: 64 * mebibyte).goal(marked: 0, roots: 0, stacks: 0) == 64 * mebibyte)
  }

  @Test func `huge figures do not overflow`() {
    #expect(Pacer(percent: .max, memoryLimit: .max).goal(marked: .max / 2, roots: .max / 2, stacks: 0) > 0)
  }

  @Test func `a quarter of the processors marks, or those that are idle when they are more`() {
    let pacer = Pacer(percent: 100, memoryLimit: .max)
    func share(_ processors: Int, idle: Int) -> Pacer.Share {
      pacer.share(live: 1 << 40, processors: processors, idle: idle, limit: 8)
    }
    #expect(share(4, idle: 0) == Pacer.Share(width: 1, duty: 1))
    #expect(share(8, idle: 0) == Pacer.Share(width: 2, duty: 1))
    #expect(share(2, idle: 0) == Pacer.Share(width: 1, duty: 0.5))
    #expect(share(6, idle: 1) == Pacer.Share(width: 2, duty: 0.5))
    #expect(share(8, idle: 5) == Pacer.Share(width: 5, duty: 1))
    #expect(share(2, idle: 2) == Pacer.Share(width: 2, duty: 1))
    #expect(share(64, idle: 64) == Pacer.Share(width: 8, duty: 1))
  }

  @Test func `small heaps are marked by one worker`() {
    let pacer = Pacer(percent: 100, memoryLimit: .max)
    #expect(pacer.share(live: 0, processors: 8, idle: 8, limit: 8) == Pacer.Share(width: 1, duty: 1))
    #expect(pacer.share(live: 5 * mebibyte, processors: 8, idle: 8, limit: 8).width == 2)
  }

  @Test func `a cycle starts so early that marking ends at the goal`() {
    var pacer = Pacer(percent: 100, memoryLimit: .max)
    // Nothing is known: as late as is allowed.
    #expect(pacer.trigger(goal: 200 * mebibyte, marked: 100 * mebibyte) == 195 * mebibyte)
    pacer.learn(work: 100 * mebibyte, allocated: 10 * mebibyte)
    #expect(pacer.trigger(goal: 200 * mebibyte, marked: 100 * mebibyte) == 189 * mebibyte)
    // Never before 70 percent of the way.
    pacer.learn(work: 100 * mebibyte, allocated: 90 * mebibyte)
    #expect(pacer.trigger(goal: 200 * mebibyte, marked: 100 * mebibyte) == 170 * mebibyte)
    // One quick cycle does not undo what slow ones have taught.
    pacer.learn(work: 100 * mebibyte, allocated: 0)
    #expect(pacer.runway > 70 * mebibyte && pacer.expectedWork == 100 * mebibyte)
    #expect(pacer.trigger(goal: .max, marked: 0) == .max)
    #expect(pacer.trigger(goal: 10, marked: 20) == 10)
  }
}

@Suite struct RestTests {
  private let mebibyte: UInt64 = 1 << 20

  private func rest(_ percent: UInt64) -> UInt64 { Pacer.rest(live: percent * mebibyte, goal: 100 * mebibyte) }

  @Test func `whoever allocates beyond the goal rests, and the longer the further the heap is beyond it`() {
    #expect(rest(0) == 0 && rest(100) == 0 && rest(110) == 0)
    #expect(Pacer.rest(live: 110 * mebibyte + 1, goal: 100 * mebibyte) == Pacer.firstRest)
    for percent in 111..<UInt64(174) {
      #expect(rest(percent) < rest(percent + 1) || rest(percent) == Pacer.longestRest)
    }
    // Half of the way there it is twice as long.
    let half = Pacer.rest(live: 142 * mebibyte + mebibyte / 2, goal: 100 * mebibyte)
    #expect(half > Pacer.firstRest * 199 / 100 && half < Pacer.firstRest * 201 / 100)
    #expect(rest(174) == Pacer.longestRest)
  }

  @Test func `from three quarters beyond the goal on they rest until marking has ended`() {
    for percent in [UInt64(175), 176, 200, 10_000] { #expect(rest(percent) == .max) }
    #expect(Pacer.rest(live: .max, goal: .max - 1) == 0 && Pacer.rest(live: .max, goal: .max) == 0)
    #expect(Pacer.rest(live: .max, goal: 1 << 63) == .max)
  }

  @Test func `nobody rests for a few hundred kilobytes, or to the end for less than a mebibyte`() {
    #expect(Pacer.rest(live: 256 << 10, goal: 0) == 0 && Pacer.rest(live: mebibyte, goal: 0) == .max)
    #expect(Pacer.rest(live: mebibyte - 1, goal: 0) == Pacer.longestRest)
  }

  /// Nothing is ever marked: each of those who allocate comes to where it rests to the end, one after the other.
  @Test(arguments: [1, 2, 3, 4, 16, 64, 1000], [UInt64(4), 100, 10_000])
  func `a heap has at most twice its goal, however many allocate`(processors: Int, goalMebibytes: UInt64) {
    let goal = goalMebibytes * mebibyte
    var live = Pacer.overshoot(of: goal, live: goal, processors: processors)
    var running = processors
    var rests: UInt64 = 0
    while running > 0 {
      let rest = Pacer.rest(live: live, goal: goal)
      if rest == .max { running -= 1 } else { rests += rest }
      live = Pacer.overshoot(of: goal, live: live, processors: processors)
    }
    #expect(live <= 2 * goal + UInt64(processors) * Pacer.leastStep)
    #expect(live > goal / 4 * 7 && rests > 10 * Pacer.firstRest)
  }

  @Test func `where there is no goal nobody is asked`() {
    #expect(Pacer.overshoot(of: .max, live: 5, processors: 2) == .max)
    #expect(Pacer.overshoot(of: .max - 1, live: .max - 5, processors: .max) == .max)
    #expect(Pacer.overshoot(of: 0, live: 5, processors: 1) == 5 + Pacer.leastStep)
  }
}

@Suite struct CycleTests {
  @Test func `a cycle goes through its phases and can begin again`() {
    var cycle = Cycle()
    for count in 1...3 {
      cycle.begin()
      #expect(cycle.phase == .marking)
      cycle.drained()
      #expect(cycle.phase == .markTermination)
      cycle.finish()
      #expect(cycle.phase == .sweeping)
      cycle.swept()
      #expect(cycle.phase == .off)
      #expect(cycle.finished == UInt64(count))
    }
  }

  @Test func `a step out of order traps`() async {
    await #expect(processExitsWith: .failure) {
      var cycle = Cycle()
      cycle.finish()
    }
  }
}

@Suite struct CycleTraceTests {
  @Test func `times have two significant digits and at most three places`() {
    let cases: [(UInt64, String)] = [
      (0, "0"), (999, "0"), (1_000, "0.001"), (17_000, "0.017"), (99_999, "0.099"), (123_456, "0.12"),
      (1_250_000, "1.2"), (9_999_999, "9.9"), (10_000_000, "10"), (250_900_000, "250"),
    ]
    for (nanoseconds, text) in cases { #expect(CycleTrace.milliseconds(nanoseconds) == text) }
  }

  @Test func `the line is Go's`() {
    var trace = CycleTrace(
      number: 12, at: 3_407_000_000, share: 0.229, beginning: 26_000, marking: 390_000, termination: 3_000,
      assisting: 110_000, background: 350_000, idle: 1_200_000, heapBefore: 4 << 20, heapAfter: 5 << 20,
      live: 1 << 20, goal: 4 << 20, stacks: 0, globals: 3 << 20, processors: 2, forced: false)
    let line =
      "gc 12 @3.407s 22%: 0.026+0.39+0.003 ms clock, 0.052+0.11/0.35/1.2+0.006 ms cpu, 4->5->1 MB, 4 MB goal, "
      + "0 MB stacks, 3 MB globals, 2 P"
    #expect(trace.line == line)
    trace.forced = true
    #expect(trace.line == line + " (forced)")
  }

  @Test func `numbers below one have a zero before the point`() {
    #expect(CycleTrace.decimal(7, places: 3) == "0.007" && CycleTrace.decimal(1234, places: 3) == "1.234")
    #expect(CycleTrace.decimal(12, places: 0) == "12")
  }
}
