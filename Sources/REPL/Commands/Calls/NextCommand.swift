// SPDX-License-Identifier: Apache-2.0

import Driver

struct NextCommand: Command {
  let name = "next"
  let group = CommandGroup.calls
  let arguments = "[N]"
  let summary = "go on to the next statement of the function, over calls"
  let help = """
    The stopped goroutine goes on to the next statement of the function that it is in, or, when that returns, of one that
    called it. A breakpoint on the way stops it, too. With a number that many times.

        loam> func double(n int) int { x := n * 2; return x }
        loam> :break double
        loam> double(4)
        loam> :next
    """

  func run(_ argument: String, in prompt: Prompt) -> Step { prompt.goOn(self, .next, times: argument) }
}
