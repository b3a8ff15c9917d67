// SPDX-License-Identifier: Apache-2.0

import Driver

struct ShowCommand: Command {
  let name = "show"
  let group = CommandGroup.session
  let arguments = "EXPR"
  let completes = ArgumentKind.expression
  let summary = "print a value whole, however long it is"
  let help = """
    Values that are typed at the prompt are cut after 1000 bytes, lists and maps after 100 elements. This prints all of
    one. It is no new result: _ and the numbers stay what they are. ^C ends it.

        loam> strings.Split(strings.Repeat("word ", 200), " ")
        loam> :show _
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    if argument.isEmpty { return usage() }
    let outcome = prompt.session.show(argument)
    switch outcome {
    case .incomplete:
      Output.error([":show \(argument): the expression is not complete"])
      return .failed
    case .errors(let lines):
      Output.error(lines)
      return .failed
    case .done: return .done
    case .failed: return .failed
    case .exited(let code): return .leave(code)
    case .stopped: return prompt.report(outcome)
    }
  }
}
