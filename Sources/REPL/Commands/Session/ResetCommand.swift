// SPDX-License-Identifier: Apache-2.0

import Driver

struct ResetCommand: Command {
  let name = "reset"
  let group = CommandGroup.session
  let arguments = ""
  let summary = "begin anew: no names, no goroutines, an empty heap"
  let help = """
    Ends all goroutines of the session, gives its memory back, and begins a new one with the settings that loam was started
    with. Only the history stays: arrow up still has what was typed. :save first keeps the entries.

        loam> x := 1
        loam> :reset
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard argument.isEmpty else { return usage() }
    do {
      try prompt.reset()
    } catch {
      Output.error(["\(error)", "the session is as it was"])
      return .failed
    }
    return .done
  }
}
