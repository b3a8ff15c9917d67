// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Runtime

@Suite struct LimiterTests {
  private let second: UInt64 = 1_000_000_000
  private let millisecond: UInt64 = 1_000_000

  @Test func `a collector that takes less than half never fills it`() {
    var limiter = Limiter()
    for _ in 0..<100_000 {
      limiter.note(collector: 9 * millisecond, program: 10 * millisecond, processors: 2)
      #expect(!limiter.isOn && limiter.level == 0)
    }
  }

  @Test func `a burst as deep as the bucket does not put it on, and the next moment does`() {
    var limiter = Limiter()
    limiter.note(collector: 4 * second - 1, program: 0, processors: 4)
    #expect(!limiter.isOn)
    limiter.note(collector: 1, program: 0, processors: 4)
    #expect(limiter.isOn && limiter.level == 4 * second)
    limiter.note(collector: 0, program: 1, processors: 4)
    #expect(!limiter.isOn)
  }

  @Test func `what a cycle took beyond a full bucket drains as well, but only that of the last one`() {
    var limiter = Limiter()
    for _ in 0..<10 { limiter.note(collector: 5 * second, program: 0, processors: 1) }
    #expect(limiter.level == 6 * second)
    limiter.note(collector: 0, program: 5 * second, processors: 1)
    #expect(limiter.isOn)
    limiter.note(collector: 0, program: 1, processors: 1)
    #expect(!limiter.isOn)
  }

  /// Cycles follow each other while it is off, and the program alone runs while it is on: whatever the figures, in the
  /// end collections have had half, and what the bucket holds.
  @Test(arguments: [(1, 1), (40, 1), (40, 7), (300, 50), (2000, 1), (1, 40)])
  func `in the long run collections have at most half`(
    cycle: UInt64, between: UInt64
  ) {
    var limiter = Limiter()
    var collector: UInt64 = 0
    var program: UInt64 = 0
    for _ in 0..<20_000 {
      let took = limiter.isOn ? 0 : cycle * millisecond
      let ran = (limiter.isOn ? 5 : between) * millisecond
      collector += took
      program += ran
      limiter.note(collector: took, program: ran, processors: 2)
      #expect(collector <= program + 2 * second + cycle * millisecond)
    }
    // Nor is it on for longer than that takes.
    if cycle > between { #expect(collector + 2 * second + 5 * millisecond >= program) }
  }

  @Test func `it is the time that counts and not how often it is told`() {
    var often = Limiter()
    var seldom = Limiter()
    for step in 1...1000 {
      often.note(collector: millisecond, program: 0, processors: 1)
      if step % 100 == 0 { seldom.note(collector: 100 * millisecond, program: 0, processors: 1) }
    }
    #expect(often == seldom && often.isOn)
  }

  @Test func `fewer processors make it shallower at once`() {
    var limiter = Limiter()
    limiter.note(collector: 6 * second, program: 0, processors: 8)
    #expect(!limiter.isOn)
    limiter.note(collector: 0, program: 0, processors: 2)
    #expect(limiter.isOn && limiter.level == 2 * second)
  }

  @Test func `extreme figures do not overflow`() {
    var limiter = Limiter()
    limiter.note(collector: .max, program: 0, processors: .max)
    limiter.note(collector: .max, program: 1, processors: .max)
    limiter.note(collector: 0, program: .max, processors: 0)
    #expect(limiter.level == 0)
  }

  @Test func `it is told of what came since, of which the workers' own part is not the program's`() {
    var spending = Spending()
    spending.note(
      workers: 10 * second, resting: 0, sweeping: 0, assisting: 0, elsewhere: 0, processors: 1)
    // Of the next second all went into collections, for which half a second was rested as well.
    spending.note(
      workers: 11 * second, resting: second / 2, sweeping: second / 4, assisting: second * 3 / 4, elsewhere: second / 2,
      processors: 4)
    #expect(!spending.isTooMuch)
    // Nothing happened since, and there are fewer processors for it.
    spending.note(
      workers: 11 * second, resting: second / 2, sweeping: second / 4, assisting: 0, elsewhere: 0, processors: 3)
    #expect(!spending.isTooMuch)
    spending.note(
      workers: 11 * second, resting: second / 2, sweeping: second / 4, assisting: 0, elsewhere: 0, processors: 2)
    #expect(spending.isTooMuch)
  }

  @Test func `the heap is looked at again a sixteenth later, or when a cycle is due without the memory limit`() {
    #expect(Pacer.look(at: .max, live: 160 << 20) == 170 << 20)
    #expect(Pacer.look(at: 165 << 20, live: 160 << 20) == 165 << 20)
    #expect(Pacer.look(at: .max, live: 0) == 256 << 10)
    #expect(Pacer.look(at: .max, live: .max - 1) == .max)
  }
}
