// SPDX-License-Identifier: Apache-2.0
//
// ForeignCommand.swift — a command that a plugin registered.

import Driver
import Plugins
import Synchronization

struct ForeignCommand: Command {
  private let plugin: Plugin
  private let command: Plugin.Command

  init(_ plugin: Plugin, _ command: Plugin.Command) {
    self.plugin = plugin
    self.command = command
  }

  var name: String { command.name }
  var group: CommandGroup { .plugins }
  var arguments: String { command.arguments }
  var summary: String { command.summary }
  var help: String { command.help }

  func run(_ argument: String, in prompt: Prompt) -> Step {
    do throws(PluginRefusal) {
      let hasSpoken = Mutex(false)
      let isDone = try plugin.run(command, argument, isInterrupted: { prompt.session.wasInterrupted }) {
        TerminalOutput.shared.print($0, $1)
        hasSpoken.withLock { $0 = true }
      }
      if !isDone && !hasSpoken.withLock({ $0 }) { Output.error(["the command :\(command.name) failed"]) }
      return isDone ? .done : .failed
    } catch {
      Output.error(error.lines)
      return .failed
    }
  }
}
