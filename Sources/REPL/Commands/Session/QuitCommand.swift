// SPDX-License-Identifier: Apache-2.0

import Driver

struct QuitCommand: Command {
  let name = "quit"
  let group = CommandGroup.session
  let arguments = ""
  let summary = "leave, as ^D does"
  let help = """
    Goroutines that still run are ended. To leave with an exit code, type os.Exit(code).

        loam> :quit
    """

  func run(_ argument: String, in prompt: Prompt) -> Step { argument.isEmpty ? .leave(0) : usage() }
}
