// SPDX-License-Identifier: Apache-2.0

import Driver

struct HelpCommand: Command {
  let name = "help"
  let group = CommandGroup.session
  let arguments = "[COMMAND|GROUP]"
  let completes = ArgumentKind.command
  let summary = "list the commands, or say what one does"
  let help = """
    Without an argument: the table of all commands. With the name of a group: those of the group. With a command's name:
    what it does, and an example.

        loam> :help heap
        loam> :help compiler
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    if argument.isEmpty {
      for line in Self.contents(prompt) { Output.print(line) }
      Output.print(
        """

        Anything else is Go: declarations, statements, expressions, whose values are
        printed with their types. An open bracket or brace goes on on the next line.
        ^C ends what runs, or the line; ^D leaves.
        """)
      return .done
    }
    let name = argument.hasPrefix(":") ? String(argument.dropFirst()) : argument
    if let group = CommandGroup(rawValue: name), prompt.commands.find(name) == nil {
      for line in Self.contents(prompt, [group]) { Output.print(line) }
      return .done
    }
    guard let command = prompt.commands.find(name) else {
      Output.error([prompt.commands.unknown(name)])
      return .failed
    }
    Output.print("\(command.entry.title)\n    \(command.summary)\n\n\(command.help)")
    return .done
  }

  /// The table of contents: a line for each command, in groups.
  private static func contents(_ prompt: Prompt, _ groups: [CommandGroup] = CommandGroup.allCases) -> [String] {
    let all = prompt.commands.all
    let screen = prompt.screen
    var lines: [String] = []
    for group in groups where all.contains(where: { $0.group == group }) {
      lines.append(screen.bold(group.rawValue))
      for command in all where command.group == group { lines += command.entry.lines(columns: screen.columns) }
    }
    return lines
  }
}
