// SPDX-License-Identifier: Apache-2.0
//
// Prompt.swift — what commands act on: the session, the screen, and what the person has set.

import Driver

/// The state of one sitting at the prompt, or of one script.
///
/// Threads: the one that reads entries.
final class Prompt {
  /// The program that entries belong to.
  var session: Session
  let screen: Screen

  init(_ session: Session, screen: Screen) {
    self.session = session
    self.screen = screen
  }
}
