// SPDX-License-Identifier: Apache-2.0

import Driver

struct HelpCommand: Command {
  let name = "help"
  let group = CommandGroup.session
  let arguments = "[COMMAND]"
  let completes = ArgumentKind.command
  let summary = "list the commands, or say what one does"
  let help = """
    Without an argument: the table of all commands.

        loam> :help heap
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    if argument.isEmpty {
      let all = CommandTable.all
      let titles = all.map { ":\($0.name) \($0.arguments)" }
      let width = (titles.map(\.count).max() ?? 0) + 2
      for group in CommandGroup.allCases where all.contains(where: { $0.group == group }) {
        Output.print(prompt.screen.bold(group.rawValue))
        for (title, command) in zip(titles, all) where command.group == group {
          Output.print("  " + Output.left(title, width) + command.summary)
        }
      }
      Output.print(
        """

        Anything else is Go: declarations, statements, expressions, whose values are printed with their types.
        An open bracket or brace goes on on the next line. ^C ends what runs, or the line; ^D leaves.
        """)
      return .done
    }
    let name = argument.hasPrefix(":") ? String(argument.dropFirst()) : argument
    guard let command = CommandTable.find(name) else {
      Output.error([CommandTable.unknown(name)])
      return .failed
    }
    let title = command.arguments.isEmpty ? command.name : "\(command.name) \(command.arguments)"
    Output.print(":\(title)\n    \(command.summary)\n\n\(command.help)")
    return .done
  }
}
