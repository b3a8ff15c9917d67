// SPDX-License-Identifier: Apache-2.0
//
// Cancellation.swift — the wish, by another thread, that the compiling of an entry ends.
//
// Upholds.  Only what compiles an entry is cancelled: a function that is compiled because it is called must be.

import Synchronization

/// What compiling an entry looks at, statement by statement. Threads: any, but for `begin` and `end`.
public final class Cancellation: Sendable {
  private let state = Atomic<UInt8>(0)
  private static let (idle, active, cancelled): (UInt8, UInt8, UInt8) = (0, 1, 2)

  /// Whether compiling is to end.
  public var isSet: Bool { state.load(ordering: .relaxed) == Cancellation.cancelled }

  /// Has what compiles an entry now end soon.
  public func set() {
    _ = state.compareExchange(
      expected: Cancellation.active, desired: Cancellation.cancelled, ordering: .relaxed)
  }

  /// An entry is about to be compiled.
  public func begin() { state.store(Cancellation.active, ordering: .relaxed) }

  /// Nothing is compiled any more.
  /// - Returns: whether that was wished to end.
  public func end() -> Bool { state.exchange(Cancellation.idle, ordering: .relaxed) == Cancellation.cancelled }
}
