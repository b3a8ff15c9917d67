// SPDX-License-Identifier: Apache-2.0

import Driver

struct LocalsCommand: Command {
  let name = "locals"
  let group = CommandGroup.calls
  let arguments = ""
  let summary = "list the variables of the stopped frame with their values"
  let help = """
    A line for each variable that is in scope where the program stands: name, value, type. Their names can be used in
    entries, which may assign to them.

        loam> func double(n int) int { x := n * 2; return x }
        loam> :break double
        loam> double(4)
        loam> :next
        loam> :locals
        loam> x = 100
        loam> :continue
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard argument.isEmpty else { return usage() }
    guard prompt.session.isStopped else {
      Output.error(["nothing is stopped; :break FUNC sets a breakpoint"])
      return .failed
    }
    let locals = prompt.session.locals()
    if locals.isEmpty { Output.print("no variables here") }
    for local in locals { Output.print("\(local.name) = \(local.text) : \(local.type)") }
    return .done
  }
}
