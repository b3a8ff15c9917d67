// SPDX-License-Identifier: Apache-2.0
//
// Manual.swift — the commands as the manual and the command line's help show them.

/// A command of the prompt, for manuals.
public struct ManualEntry: Sendable {
  /// ":gc" with its arguments.
  public let title: String
  public let summary: String
  /// What `:help` says, with examples indented by four spaces.
  public let text: String
}

extension REPL {
  /// The commands by group, in the order of the table of contents.
  public static var manual: [(group: String, commands: [ManualEntry])] {
    CommandGroup.allCases.compactMap { group in
      let commands = CommandTable.all.filter { $0.group == group }.map {
        ManualEntry(
          title: ":\($0.name)" + ($0.arguments.isEmpty ? "" : " \($0.arguments)"), summary: $0.summary, text: $0.help)
      }
      return commands.isEmpty ? nil : (group.rawValue, commands)
    }
  }
}
