// SPDX-License-Identifier: Apache-2.0
//
// Verify.swift — what every procedure must satisfy before it is encoded. A finding is a bug of the lowering.

import Bytecode

extension Procedure {
  /// Every broken rule, one line each; empty when all is well.
  public func verify() -> [String] {
    var findings: [String] = []
    var placed = [Bool](repeating: false, count: labelCount)
    func check(_ operand: Operand, _ role: Role, _ index: Int, _ field: String) {
      switch role {
      case .unused: break
      case .immediate:
        if operand.isRegister { findings.append("\(name):\(index) \(field) is a register where a number belongs") }
      case .read, .written, .modified:
        if operand.isImmediate {
          findings.append("\(name):\(index) \(field) is a number where a register belongs")
        } else if operand.isRegister {
          if operand.register.raw < 0 || Int(operand.register.raw) >= registers.count {
            findings.append("\(name):\(index) \(field) names no register")
          } else if Int(operand.word) + operand.width > registers[Int(operand.register.raw)].slots {
            findings.append("\(name):\(index) \(field) reaches past its register")
          }
        }
      }
    }
    for (index, instruction) in instructions.enumerated() {
      if instruction.op == .label {
        if placed[Int(instruction.target)] { findings.append("\(name): label \(instruction.target) placed twice") }
        placed[Int(instruction.target)] = true
        continue
      }
      if instruction.op.isPseudo { continue }
      let shape = instruction.op.shape
      check(instruction.a, shape.a, index, "a")
      check(instruction.b, shape.b, index, "b")
      check(instruction.c, shape.c, index, "c")
      if shape.isCall, instruction.list >= 0 {
        for argument in calls[Int(instruction.list)].arguments { check(argument.operand, .read, index, "argument") }
        for result in calls[Int(instruction.list)].results { check(result.operand, .written, index, "result") }
      }
    }
    for instruction in instructions where instruction.op.isBranch {
      if instruction.target < 0 || !placed[Int(instruction.target)] {
        findings.append("\(name): jump to label \(instruction.target), which is nowhere")
      }
    }
    return findings
  }
}
