// SPDX-License-Identifier: Apache-2.0

import Driver

struct AbandonCommand: Command {
  let name = "abandon"
  let group = CommandGroup.calls
  let arguments = ""
  let summary = "give the entry up that stands at a breakpoint"
  let help = """
    The entry that was stopped ends where it stands, and so does the goroutine that came to the breakpoint: their deferred
    calls run, as after ^C. Other goroutines go on, and variables keep their values.

        loam> func double(n int) int { x := n * 2; return x }
        loam> :break double
        loam> double(4)
        loam> :abandon
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard argument.isEmpty else { return usage() }
    guard prompt.session.isStopped else {
      Output.error(["nothing is stopped; :break FUNC sets a breakpoint"])
      return .failed
    }
    prompt.session.abandon()
    prompt.settleFailed()
    return .done
  }
}
