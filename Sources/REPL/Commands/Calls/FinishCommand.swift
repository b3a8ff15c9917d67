// SPDX-License-Identifier: Apache-2.0

import Driver

struct FinishCommand: Command {
  let name = "finish"
  let group = CommandGroup.calls
  let arguments = ""
  let summary = "go on until the function has returned, and show its results"
  let help = """
    The stopped goroutine goes on until the function that it is in has returned, and then to the next statement of one that
    called it. The results are shown.

        loam> func double(n int) int { x := n * 2; return x }
        loam> :break double
        loam> double(4)
        loam> :finish
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    argument.isEmpty ? prompt.goOn(.finish) : usage()
  }
}
