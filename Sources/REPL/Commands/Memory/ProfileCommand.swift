// SPDX-License-Identifier: Apache-2.0

import Driver
import Runtime

struct ProfileCommand: Command {
  let name = "profile"
  let group = CommandGroup.memory
  let arguments = "KIND FILE"
  let summary = "write a profile for go tool pprof: heap, allocs, stacks or goroutine"
  let help = """
    heap and allocs say where objects were allocated: those still in use first, or all. One allocation in 512 KiB is
    sampled; runtime.MemProfileRate = 1 samples each from there on. stacks says what functions use the memory of goroutine
    stacks, goroutine where goroutines stand.

        loam> runtime.MemProfileRate = 1
        loam> s := make([]int, 100000)
        loam> :profile heap heap.pb
    """

  private static let kinds: [(name: String, profile: Profile)] = [
    ("heap", .heap), ("allocs", .allocations), ("stacks", .stacks), ("stack", .stacks), ("goroutine", .goroutines),
  ]

  var completes: ArgumentKind { .words(ProfileCommand.kinds.map(\.name), then: .file) }

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let words = argument.split(maxSplits: 1) { $0 == " " || $0 == "\t" }
    guard words.count == 2, let kind = ProfileCommand.kinds.first(where: { $0.name == words[0] }) else {
      return usage("kinds are " + ProfileCommand.kinds.map(\.name).filter { $0 != "stack" }.joined(separator: ", "))
    }
    do {
      try prompt.session.write(kind.profile, to: FileArgument.path(String(words[1])))
      return .done
    } catch {
      Output.error(["\(error)"])
      return .failed
    }
  }
}
