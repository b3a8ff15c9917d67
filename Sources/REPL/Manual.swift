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

  /// Where summaries begin in a table of commands.
  private static let summaryAt = 28

  /// The command's row in a table: its title and the summary, in as many lines as that needs.
  public func lines(columns: Int) -> [String] {
    let room = max(24, columns - ManualEntry.summaryAt)
    var parts: [String] = []
    for word in summary.split(separator: " ") {
      if let last = parts.last, last.count + 1 + word.count <= room {
        parts[parts.count - 1] = last + " " + word
      } else {
        parts.append(String(word))
      }
    }
    let blanks = String(repeating: " ", count: ManualEntry.summaryAt)
    let start = "  " + title
    // A title that leaves no room for two blanks has a line of its own.
    var lines = start.count > ManualEntry.summaryAt - 2 ? [start] : []
    for part in parts {
      lines.append((lines.isEmpty ? Output.left(start, ManualEntry.summaryAt) : blanks) + part)
    }
    return lines
  }
}

extension REPL {
  /// The commands by group, in the order of the table of contents.
  public static var manual: [(group: String, commands: [ManualEntry])] {
    let all = CommandTable().all
    return CommandGroup.allCases.compactMap { group in
      let commands = all.filter { $0.group == group }.map(\.entry)
      return commands.isEmpty ? nil : (group.rawValue, commands)
    }
  }
}

extension Command {
  var entry: ManualEntry {
    ManualEntry(title: ":\(name)" + (arguments.isEmpty ? "" : " \(arguments)"), summary: summary, text: help)
  }
}
