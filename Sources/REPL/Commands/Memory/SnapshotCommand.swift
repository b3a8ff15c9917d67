// SPDX-License-Identifier: Apache-2.0

import Driver

struct SnapshotCommand: Command {
  let name = "snapshot"
  let group = CommandGroup.memory
  let arguments = "FILE"
  let completes = ArgumentKind.file
  let summary = "write all objects and what keeps them alive; loam snapshot reads it"
  let help = """
    Collects garbage and writes every object of the heap, its pointers, and the variables, frames and others that refer
    to them. `loam snapshot FILE` tells which types hold how much, and a way to any object.

        loam> s := make([]int, 100000)
        loam> :snapshot heap.snap
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard !argument.isEmpty else { return usage() }
    do {
      try prompt.session.writeSnapshot(to: FileArgument.path(argument))
      return .done
    } catch {
      if prompt.session.wasInterrupted { return .failed }  // there is no file
      Output.error(["\(error)"])
      return .failed
    }
  }
}
