// SPDX-License-Identifier: Apache-2.0
//
// Cycle.swift — the phases of a collection and the legal steps between them, in one place.

/// Where a collection stands.
///
///     off ──begin──► marking ──drained──► markTermination ──finish──► sweeping ──swept──► off
///                       ▲                        │
///                       └─────────more───────────┘
public enum CyclePhase: Sendable, Equatable { case off, marking, markTermination, sweeping }

/// The state machine of a cycle. Every transition checks its precondition and traps when it does not hold: a wrong
/// step is a bug of the collector, never of the program.
struct Cycle {
  private(set) var phase = CyclePhase.off
  /// Cycles finished since the start.
  private(set) var finished: UInt64 = 0
  /// Stops of the world of this cycle that found more to mark.
  private(set) var resumed = 0

  /// The barrier is on from here.
  /// - Precondition: `off`, everything is swept, and the world is stopped.
  mutating func begin() {
    precondition(phase == .off, "[collect.phase] a cycle begins while one is \(phase)")
    phase = .marking
    resumed = 0
  }

  /// - Precondition: `marking`, no marker has work left, and the world is stopped.
  mutating func drained() {
    precondition(phase == .marking, "[collect.phase] marking ends while \(phase)")
    phase = .markTermination
  }

  /// What the barrier had shaded was more than the world may stand for.
  /// - Precondition: `markTermination`.
  mutating func more() {
    precondition(phase == .markTermination, "[collect.phase] marking goes on while \(phase)")
    phase = .marking
    resumed += 1
  }

  /// The barrier is off.
  /// - Precondition: `markTermination`, nothing is left to mark, and the world is stopped.
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
