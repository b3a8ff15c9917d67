// SPDX-License-Identifier: Apache-2.0
//
// Prompt.swift — what commands act on: the session, the screen, and what the person has set.

import Driver
import Runtime

/// The state of one sitting at the prompt, or of one script.
///
/// Threads: the one that reads entries.
final class Prompt {
  /// The program that entries belong to.
  private(set) var session: Session
  let screen: Screen
  /// The entries of the session, for `:save`.
  private(set) var transcript = Transcript()
  /// How many scripts are being loaded, each by the one before.
  var loading = 0
  /// Told of a new session, which takes the place of the one before.
  var whenReset: (Session) -> Void = { _ in }

  init(_ session: Session, screen: Screen) {
    self.session = session
    self.screen = screen
  }

  /// Does what one ^C ends as a whole.
  func turn<Result>(_ body: () -> Result) -> Result {
    session.beginTurn()
    defer { session.endTurn() }  // of the one that there is then
    return body()
  }

  /// Begins a new session and ends the one before, with all of its goroutines and memory.
  func reset() throws(RuntimeError) {
    let fresh = try session.anew()
    if session.isInTurn { fresh.beginTurn() }
    whenReset(fresh)
    session = fresh
    transcript = Transcript()
  }
}
