// SPDX-License-Identifier: Apache-2.0

import Driver

struct BreakCommand: Command {
  let name = "break"
  let group = CommandGroup.calls
  let arguments = "[FUNC[:LINE] [if EXPR] | clear N|all]"
  let completes = ArgumentKind.each([("clear", .words(["all"], then: .nothing))], or: .function)
  let summary = "stop where a function begins, or at a line of it; list or clear breakpoints"
  let help = """
    FUNC is a function, a method (T.M or (*T).M), a function of a package (strings.Repeat), or a function literal as
    traces name it (f.func1). LINE is a line of its file, for what was typed a line of the entry; it may lie in a function
    literal inside FUNC. With a condition, a Go expression in which the function's variables are known, it stops only when
    that is true. A function that does not exist yet is waited for, and a new version takes its breakpoints over. Calls
    that run already go on without.

    While the program stands still all its goroutines do. Entries are evaluated beside it, and know the variables of the
    frame: they can be read and assigned. Breakpoints do not stop what such an entry calls. :step, :next, :finish and
    :continue go on; :abandon gives the entry up. Without an argument the breakpoints are listed; `:break clear N` takes
    one away.

        loam> func double(n int) int {
          ...   x := n * 2
          ...   return x
          ... }
        loam> :break double:3 if x > 10
        loam> double(4) + double(7)
        loam> x
        loam> :continue
        loam> :break clear 1
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let argument = String(argument.drop { $0 == " " })
    let words = argument.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    if words.isEmpty { return list(prompt.session.breakpoints()) }
    if words[0] == "clear" || words[0] == "delete" { return clear(Array(words.dropFirst()), prompt.session) }
    var condition: String?
    if words.count > 1 {
      guard words[1] == "if" else {
        Output.error([":break FUNC[:LINE] [if EXPR]: behind the place stands `if`, not \(words[1])"])
        return .failed
      }
      let text = argument.dropFirst(words[0].count).drop { $0 == " " }.dropFirst(2).drop { $0 == " " }
      guard !text.isEmpty else {
        Output.error([":break \(words[0]) if EXPR: the condition is missing"])
        return .failed
      }
      condition = String(text)
    }
    do {
      let (number, notes) = try prompt.session.setBreakpoint(at: words[0], condition: condition)
      if let set = prompt.session.breakpoints().first(where: { $0.number == number }), !set.locations.isEmpty {
        Output.print("breakpoint \(number) at \(set.locations.joined(separator: ", "))")
      }
      Output.note(notes)
      return .done
    } catch {
      Output.error(["\(error)"])
      return .failed
    }
  }

  private func list(_ breakpoints: [BreakpointFigures]) -> Step {
    if breakpoints.isEmpty { Output.print("no breakpoints; :break FUNC sets one") }
    for breakpoint in breakpoints {
      let place = breakpoint.locations.isEmpty ? "not there yet" : breakpoint.locations.joined(separator: ", ")
      let condition = breakpoint.condition.map { " if \($0)" } ?? ""
      let hits = breakpoint.hits == 1 ? "stopped once" : "stopped \(breakpoint.hits) times"
      Output.print("\(Output.right("\(breakpoint.number)", 3))  \(breakpoint.place)\(condition)  \(place)  \(hits)")
    }
    return .done
  }

  private func clear(_ words: [String], _ session: Session) -> Step {
    if words == ["all"] {
      for breakpoint in session.breakpoints() { try? session.clearBreakpoint(breakpoint.number) }
      return .done
    }
    guard words.count == 1, let number = Int(words[0]) else {
      Output.error([":break clear N, or :break clear all; :break lists the numbers"])
      return .failed
    }
    do {
      try session.clearBreakpoint(number)
      return .done
    } catch {
      Output.error(["\(error)"])
      return .failed
    }
  }
}
