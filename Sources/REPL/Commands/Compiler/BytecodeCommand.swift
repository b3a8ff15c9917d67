// SPDX-License-Identifier: Apache-2.0

import Driver

struct BytecodeCommand: Command {
  let name = "bytecode"
  let group = CommandGroup.compiler
  let arguments = "FUNC"
  let completes = ArgumentKind.function
  let summary = "what a function was compiled to, with source lines and stack maps"
  let help = """
    The instructions of a function and of the function literals in it, under the lines they come from. Operands are slots
    of the frame, 8 bytes each, or constants behind #. Where the function can be stopped, the slots that hold live pointers
    stand behind the instruction, with the variables' names: what the collector follows, and what is rewritten when the
    stack moves.

        loam> func keep(n int) *int { p := new(int); *p = n; return p }
        loam> :bytecode keep
    """

  func run(_ argument: String, in prompt: Prompt) -> Step {
    guard !argument.isEmpty else { return usage() }
    guard let functions = prompt.session.bytecode(of: argument).orPrint() else { return .failed }
    for (index, function) in functions.enumerated() {
      if index > 0 { Output.print("") }
      show(function, prompt.screen)
    }
    return .done
  }

  private func show(_ function: FunctionCode, _ screen: Screen) {
    Output.print(
      screen.bold(function.name)
        + "  frame \(function.frameSlots) slots, arguments \(function.argumentSlots), results \(function.resultSlots)")
    for variable in function.variables {
      let live = "live in \(variable.live.lowerBound)..<\(variable.live.upperBound)"
      let place = variable.isCaptured ? "closure +\(variable.slot)" : "slot \(Output.right("\(variable.slot)", 3))"
      Output.print("  \(place)  \(variable.name) \(variable.type), \(live)")
    }
    let digits = "\(function.instructions.last?.at ?? 0)".count
    let width = min(44, function.instructions.map(\.text.count).max() ?? 0)
    var line = 0
    for instruction in function.instructions {
      if instruction.line != line, instruction.line > 0 {
        line = instruction.line
        let text = function.lines[line] ?? ""
        Output.print(screen.paint("\(function.file):\(line)  \(text)", .grey))
      }
      let text = Output.right("\(instruction.at)", digits + 2) + "  "
      guard let pointers = instruction.pointers else {
        Output.print(text + instruction.text)
        continue
      }
      let slots = pointers.map { $0.name.isEmpty ? "\($0.slot)" : "\($0.slot) \($0.name)" }
      Output.print(
        text + Output.left(instruction.text, width) + "  ; "
          + screen.paint(slots.isEmpty ? "no live pointers" : "live " + slots.joined(separator: ", "), .cyan))
    }
  }
}
