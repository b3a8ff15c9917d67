// SPDX-License-Identifier: Apache-2.0

import Driver

struct CollectCommand: Command {
  let name = "gc"
  let group = CommandGroup.collector
  let arguments = ""
  let summary = "collect garbage now and say what it did"
  let help = """
    Runs one whole collection. Objects and bytes are those of the heap before and after.

        loam> s := make([]*int, 1000)
        loam> for i := range s { s[i] = new(int) }
        loam> s = nil
        loam> :gc
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard let figures = prompt.session.collect() else { return .failed }
    let (before, after) = (figures.before, figures.after)
    Output.print(
      """
      before  \(Output.right(Output.bytes(before.liveBytes), 12))  \(Output.right("\(before.liveObjects)", 10)) objects
      after   \(Output.right(Output.bytes(after.liveBytes), 12))  \(Output.right("\(after.liveObjects)", 10)) objects
      took    \(Double(figures.nanoseconds / 1000) / 1000) ms, collection \(after.collections), \
      next at \(Output.bytes(after.nextGoal))
      """)
    return .done
  }
}
