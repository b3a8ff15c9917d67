// SPDX-License-Identifier: Apache-2.0

import Driver

struct TraceCommand: Command {
  let name = "trace"
  let group = CommandGroup.calls
  let arguments = "[on|off|FILE]"
  let completes = ArgumentKind.each([("on", .nothing), ("off", .nothing)], or: .file)
  let summary = "print calls and returns as they happen, or record events in a file"
  let help = """
    `on` prints a line for each call of a function of one's own and for its return, with arguments and results, to
    standard error; calls that run already are not told of. With a file name, what goroutines, workers, stacks and the
    collector do is recorded there until `:trace off`, as by `loam run --trace`: ui.perfetto.dev shows it.

        loam> func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }
        loam> :trace on
        loam> fib(3)
        loam> :trace off
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let session = prompt.session
    do {
      switch argument {
      case "":
        let traced =
          (session.isTracingCalls ? ["calls are traced"] : [])
          + (session.recordedFile.map { ["events are recorded in \($0)"] } ?? [])
        Output.print(
          traced.isEmpty ? "nothing is traced; :trace on" : traced.joined(separator: ", ") + "; :trace off ends that")
      case "on": try session.traceCalls(true)
      case "off":
        let said = session.finishTrace()
        if said == nil, !session.isTracingCalls { Output.note(["nothing was traced"]) }
        try session.traceCalls(false)
        if let said { Output.print(said) }
      case _ where argument.hasPrefix("on ") || argument.hasPrefix("off "):
        return usage("on and off stand alone, and a name with a blank in quotes")
      default:
        let path = FileArgument.path(argument)
        try session.trace(to: path)
        Output.note(["events are recorded in \(path) until :trace off"])
      }
      return .done
    } catch {
      Output.error(["\(error)"])
      return .failed
    }
  }
}
