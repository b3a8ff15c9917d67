// SPDX-License-Identifier: Apache-2.0

import Driver

struct StepCommand: Command {
  let name = "step"
  let group = CommandGroup.calls
  let arguments = "[N]"
  let summary = "go on to the next statement, into calls"
  let help = """
    The stopped goroutine goes on to its next statement, also when that is in a function which it calls. Functions of the
    library are stepped over, unless they have a breakpoint. Other goroutines run meanwhile. With a number that many steps,
    unless something else stops it before.

        loam> func double(n int) int { x := n * 2; return x }
        loam> :break double
        loam> double(4)
        loam> :step
        loam> :step 2
    """

  func run(_ argument: String, in prompt: Prompt) -> Step { prompt.goOn(self, .step, times: argument) }
}
