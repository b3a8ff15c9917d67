// SPDX-License-Identifier: Apache-2.0

import Driver

struct ContinueCommand: Command {
  let name = "continue"
  let group = CommandGroup.calls
  let arguments = ""
  let summary = "let the stopped program go on"
  let help = """
    All goroutines go on, to the next breakpoint or to the end of the entry that was stopped, whose value is then shown.

        loam> func double(n int) int { x := n * 2; return x }
        loam> :break double
        loam> double(4)
        loam> :continue
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    argument.isEmpty ? prompt.goOn(.continue) : usage()
  }
}
