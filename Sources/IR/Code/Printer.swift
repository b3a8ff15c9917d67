// SPDX-License-Identifier: Apache-2.0
//
// Printer.swift — procedures as text, for tests and for people.

import Bytecode

extension Procedure {
  /// One line per instruction; labels stand at the margin.
  public var description: String {
    var text = "procedure \(name) arguments \(argumentSlots) results \(resultSlots)\n"
    for (index, instruction) in instructions.enumerated() {
      text += line(index, instruction) + "\n"
    }
    for (index, register) in registers.enumerated() {
      text += "  v\(index): \(register.slots) slots, pointers \(String(register.pointers, radix: 2))"
      if case .incoming(let word) = register.home { text += ", incoming \(word)" }
      if case .context = register.home { text += ", context" }
      if register.isMemory { text += ", memory \(register.range)" }
      if register.isPinned { text += ", pinned" }
      text += "\n"
    }
    return text
  }

  private func line(_ index: Int, _ instruction: Instruction) -> String {
    if instruction.op == .label { return "L\(instruction.target):" }
    var text = "  \(index): \(instruction.op.name)"
    for operand in [instruction.a, instruction.b, instruction.c] where !operand.isNone { text += " " + show(operand) }
    if instruction.k != .none { text += " \(instruction.k)" }
    if instruction.k2 != .none { text += " \(instruction.k2)" }
    if instruction.op.isBranch { text += " -> L\(instruction.target)" }
    if instruction.list >= 0, instruction.op.shape.isCall {
      let call = calls[Int(instruction.list)]
      text += " (" + call.arguments.map { "\($0.word): \(show($0.operand))" }.joined(separator: ", ") + ")"
      text += " -> (" + call.results.map { "\($0.word): \(show($0.operand))" }.joined(separator: ", ") + ")"
    }
    return text
  }

  private func show(_ operand: Operand) -> String {
    if operand.isNone { return "_" }
    if operand.isImmediate { return "#\(operand.number)" }
    var text = "v\(operand.register.raw)"
    if operand.word != 0 || operand.width != registers[Int(operand.register.raw)].slots {
      text += "[\(operand.word)..<\(Int(operand.word) + operand.width)]"
    }
    return text
  }
}
