// SPDX-License-Identifier: Apache-2.0
//
// Cycle.swift — the phases of a collection and the legal steps between them, in one place.

/// Where a collection stands.
///
///     off ──begin──► marking ──drained──► markTermination ──finish──► sweeping ──swept──► off
public enum CyclePhase: Sendable, Equatable { case off, marking, markTermination, sweeping }

/// The state machine of a cycle. Every transition checks its precondition and traps when it does not hold: a wrong
/// step is a bug of the collector, never of the program.
struct Cycle {
  private(set) var phase = CyclePhase.off
  /// Cycles finished since the start.
  private(set) var finished: UInt64 = 0

  /// - Precondition: `off`, and the world is stopped.
  mutating func begin() {
    precondition(phase == .off, "[collect.phase] a cycle begins while one is \(phase)")
    phase = .marking
  }

  /// - Precondition: `marking`, and no marker has work left.
  mutating func drained() {
    precondition(phase == .marking, "[collect.phase] marking ends while \(phase)")
    phase = .markTermination
  }

  /// - Precondition: `markTermination`, and the world is stopped.
  mutating func finish() {
    precondition(phase == .markTermination, "[collect.phase] marking finishes while \(phase)")
    phase = .sweeping
  }

  /// - Precondition: `sweeping`, and every span is swept.
  mutating func swept() {
    precondition(phase == .sweeping, "[collect.phase] sweeping ends while \(phase)")
    phase = .off
    finished += 1
  }
}
