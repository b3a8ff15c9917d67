// SPDX-License-Identifier: Apache-2.0
//
// Prompt.swift — what commands act on: the session, the screen, and what the person has set.

import Driver
import Plugins
import Runtime

/// The state of one sitting at the prompt, or of one script.
///
/// Threads: the one that reads entries.
final class Prompt {
  /// The program that entries belong to.
  private(set) var session: Session
  let screen: Screen
  let commands = CommandTable()
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

  /// Has the table have the commands of the plugins that are loaded, and tells these which names are taken.
  func use(_ plugins: PluginSet) {
    plugins.commandOwner = { [unowned commands] in commands.owner(of: $0) }
    var registered: [Plugin] = []
    let change = { [unowned self, unowned plugins] in
      for plugin in registered { self.commands.withdraw(of: plugin.ownerName) }
      registered = plugins.loaded
      for plugin in registered {
        for command in plugin.commands { self.commands.register(ForeignCommand(plugin, command), of: plugin.ownerName) }
      }
    }
    plugins.whenChanged = change
    change()
  }

  /// Has `:save` write that the plugins were loaded.
  func keepPlugins() {
    for plugin in session.loadedPlugins { transcript.add(Array(":plugin load \(plugin.path)".utf8), hasFailed: false) }
  }

  /// Begins a new session and ends the one before, with all of its goroutines and memory.
  func reset() throws(RuntimeError) {
    let fresh = try session.anew()
    if session.isInTurn { fresh.beginTurn() }
    whenReset(fresh)
    session = fresh
    transcript = Transcript()
    keepPlugins()
  }
}
