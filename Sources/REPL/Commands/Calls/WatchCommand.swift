// SPDX-License-Identifier: Apache-2.0

import Driver

struct WatchCommand: Command {
  let name = "watch"
  let group = CommandGroup.calls
  let arguments = "[EXPR | clear N]"
  let completes = ArgumentKind.each([("clear", .words(["all"], then: .nothing))], or: .expression)
  let summary = "stop when a variable changes; list or clear watches"
  let help = """
    EXPR is a variable of the stopped frame or of the session, or another place: p.x, a[3], *p; then the place that it
    names now is watched. The program stops at the next statement behind a change and says old and new value and where
    it was. A variable is followed when its stack moves, and its watch ends with its scope. What code without breakpoints'
    forms (the library) changes is seen when it returns. Without an argument the watches are listed.

        loam> total := 0
        loam> func add(n int) { total += n }
        loam> :watch total
        loam> for i := range 3 { add(i) }
        loam> :watch clear 1
        loam> :continue
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let session = prompt.session
    if argument.isEmpty {
      let watches = session.watches()
      if watches.isEmpty { Output.print("no watches; :watch VAR sets one") }
      for watch in watches { Output.print("\(Output.right("\(watch.number)", 3))  \(watch.name) = \(watch.text)") }
      return .done
    }
    do {
      let words = argument.split(separator: " ")
      // A variable may be called clear, too: then it stands in brackets.
      if let first = words.first, first == "clear" || first == "delete", words.count <= 2 {
        guard words.count == 2 else { return usage("\(first) which one? :watch lists the numbers") }
        if words[1] == "all" {
          for watch in session.watches() { try session.clearWatch(watch.number) }
          return .done
        }
        guard let number = Int(words[1]) else {
          Output.error([":watch clear N, or :watch clear all; :watch lists the numbers"])
          return .failed
        }
        try session.clearWatch(number)
        return .done
      }
      let watch = try session.watch(argument)
      Output.print("watch \(watch.number): \(watch.name) = \(watch.text)")
      return .done
    } catch {
      Output.error(["\(error)"])
      return .failed
    }
  }
}
