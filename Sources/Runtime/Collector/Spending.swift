// SPDX-License-Identifier: Apache-2.0
//
// Spending.swift — what collections take from the program, from the running totals of several clocks: what the limiter
// is told.

/// Keeps the totals that were noted last, so that the limiter learns of what came since. A value type without a clock.
struct Spending {
  private var limiter = Limiter()
  /// Nanoseconds: of the workers, and of those who swept and rested.
  private var workers: UInt64 = 0
  private var resting: UInt64 = 0
  private var sweeping: UInt64 = 0

  /// Whether collections have taken more than their share.
  var isTooMuch: Bool { limiter.isOn }

  /// Takes note of totals in nanoseconds since the start: `workers` ran, `resting` and `sweeping` of those who allocate;
  /// and of what came since the last note: `assisting` by workers, `elsewhere` on other threads, for collections.
  mutating func note(
    workers: UInt64, resting: UInt64, sweeping: UInt64, assisting: UInt64, elsewhere: UInt64, processors: Int
  ) {
    let within = assisting + sweeping - self.sweeping
    let ran = workers - self.workers
    limiter.note(
      collector: within + resting - self.resting + elsewhere, program: ran > within ? ran - within : 0,
      processors: processors)
    self.workers = workers
    self.resting = resting
    self.sweeping = sweeping
  }
}
