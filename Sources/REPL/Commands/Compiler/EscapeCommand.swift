// SPDX-License-Identifier: Apache-2.0

import Driver

struct EscapeCommand: Command {
  let name = "escape"
  let group = CommandGroup.compiler
  let arguments = "FUNC|EXPR"
  let completes = ArgumentKind.expression
  let summary = "where the variables and allocations of a function live, and why"
  let help = """
    A verdict on each parameter, variable and allocation of a function, or of an expression whose value nobody uses: stack
    or heap. Below what leaves its frame stands how: line by line what flows where, & for its address and * for what it
    points to, up to what outlives it. A parameter that is kept or returned makes its caller's value escape with it.

        loam> type P struct{ X int }
        loam> func make1() *P { p := P{1}; q := &p; return q }
        loam> :escape make1
        loam> :escape fmt.Sprint(42)
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard !argument.isEmpty else { return usage() }
    guard let verdicts = prompt.session.escape(of: argument).orPrint() else { return .failed }
    let screen = prompt.screen
    Output.print(screen.bold(verdicts.title))
    if verdicts.list.isEmpty { Output.print("  nothing is made here: no variables, no allocations") }
    let width = min(40, verdicts.list.map { title($0).count }.max() ?? 0)
    for verdict in verdicts.list { show(verdict, width, screen) }
    return .done
  }

  private func title(_ verdict: EscapeVerdict) -> String {
    verdict.type.isEmpty ? verdict.text : "\(verdict.text) \(verdict.type)"
  }

  private func show(_ verdict: EscapeVerdict, _ width: Int, _ screen: Screen) {
    let words: String
    switch verdict.verdict {
    case .stays where verdict.isMap:
      words = screen.paint("does not escape", .green) + ", but a map is always in the heap"
    case .stays: words = screen.paint("stack", .green)
    case .heap: words = screen.paint("heap", .red) + ": " + verdict.reason
    case .leaks(let how): words = screen.paint("leaks", .yellow) + ": " + how
    }
    Output.print(Output.right("\(verdict.line)", 5) + "  " + Output.left(title(verdict), width) + "  " + words)
    for step in verdict.steps {
      let what = step.what.isEmpty ? "" : ", \(step.what)"
      Output.print("         \(Output.right("\(step.line)", 4)): \(screen.paint(step.source, .grey))")
      Output.print("               \(step.flow)\(what)")
    }
  }
}
