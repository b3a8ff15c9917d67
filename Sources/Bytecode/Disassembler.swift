// SPDX-License-Identifier: Apache-2.0
//
// Disassembler.swift — code words as text.

import CRuntime

/// Writes code as one line per instruction.
public enum Disassembler {
  /// An instruction.
  public struct Instruction: Sendable {
    /// The index of its first word.
    public let at: Int
    public let text: String
    /// The number of the pointer map that holds while the goroutine stands here; nil where it cannot stand.
    public let map: Int?
  }

  /// - Parameter words: code as given to `loam_function_define`, the pad included.
  public static func text(_ words: [UInt64], name: String) -> String {
    var text = "code \(name)\n"
    for instruction in instructions(words) {
      let map = instruction.map.map { "  map \($0)" } ?? ""
      text += "  \(instruction.at): \(instruction.text)\(map)\n"
    }
    return text
  }

  /// The instructions of code as given to `loam_function_define`, the pad included.
  /// - Parameter name: what the first constant of an instruction stands for; nil: it is shown as a number.
  public static func instructions(
    _ words: [UInt64], name: (Opcode, UInt64) -> String? = { _, _ in nil }
  ) -> [Instruction] {
    var result: [Instruction] = []
    var at = 0
    while at < words.count - 2 {
      let word = words[at]
      let opcode = Opcode(rawValue: UInt32(word & 0xffff))
      let shape = opcode.shape
      let a = Int(word >> 16 & 0xffff)
      let b = Int(word >> 32 & 0xffff)
      let c = Int(word >> 48)
      var line = opcode.name
      var map: Int?
      var next = at + 1
      if shape.isLongBranch {
        if shape.a != .unused { line += " \(a)" }
        line += " -> \(at + Int(Int32(truncatingIfNeeded: word >> 32)))"
      } else {
        if shape.a != .unused { line += " \(a)" }
        if opcode == LOAM_OP_LOADI {
          line += " #\(Int32(truncatingIfNeeded: word >> 32))"
        } else {
          if shape.b != .unused { line += shape.b == .immediate ? " #\(Int16(truncatingIfNeeded: b))" : " \(b)" }
          if shape.isShortBranch {
            line += " -> \(at + Int(Int16(truncatingIfNeeded: c)))"
          } else if shape.c != .unused {
            line += shape.c == .immediate ? " #\(Int16(truncatingIfNeeded: c))" : " \(c)"
          }
        }
      }
      for index in 0..<shape.constants where next < words.count {
        let name = index == 0 ? name(opcode, words[next]) : nil
        line += " " + (name ?? "0x\(String(words[next], radix: 16))")
        next += 1
      }
      if shape.hasTable {
        for _ in 0..<b where next < words.count {
          line += " [\(Int64(bitPattern: words[next]))]"
          next += 1
        }
      }
      if shape.hasSafepoint, next < words.count {
        map = Int(words[next] >> 40)
        next += 1
      }
      result.append(Instruction(at: at, text: line, map: map))
      at = next
    }
    return result
  }
}
