// SPDX-License-Identifier: Apache-2.0

import Driver

struct GoroutinesCommand: Command {
  let name = "goroutines"
  let group = CommandGroup.stacks
  let arguments = ""
  let summary = "list the goroutines with state, place and stack"
  let help = """
    A line for each goroutine: its number, what it does or waits for, the bytes of its stack that are in use and how many
    it has, its function and line. Goroutines stand still while the prompt waits; they run on with the next entry.

        loam> c := make(chan int)
        loam> go func() { c <- 1 }()
        loam> :goroutines
        loam> <-c
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let goroutines = prompt.session.goroutines()
    if goroutines.isEmpty {
      Output.print("no goroutines")
      return .done
    }
    let width = goroutines.map(\.state.count).max() ?? 0
    for goroutine in goroutines {
      let place = goroutine.file.isEmpty ? "" : "  \(goroutine.file):\(goroutine.line)"
      Output.print(
        Output.right("\(goroutine.id)", 5) + "  " + Output.left(goroutine.state, width) + "  stack "
          + Output.right("\(goroutine.stackUsed)", 6) + " of " + Output.left("\(goroutine.stackSize)", 7) + "  "
          + goroutine.function + place)
    }
    return .done
  }
}
