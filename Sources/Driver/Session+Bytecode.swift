// SPDX-License-Identifier: Apache-2.0
//
// Session+Bytecode.swift — what a function was compiled to: instructions, the lines they come from, and which slots hold
// pointers where the function can be stopped.

import Bytecode
import CRuntime
import Codegen
import IR
import Source
import Types

/// A compiled function.
public struct FunctionCode: Sendable {
  public struct Instruction: Sendable {
    /// The index of its first word.
    public let at: Int
    public let text: String
    /// The line that it comes from; 0 for none.
    public let line: Int
    /// At a safepoint: the slots that hold live pointers, with the variable in each where there is one.
    public let pointers: [(slot: Int, name: String)]?
  }

  public let name: String
  public let file: String
  public let frameSlots: Int
  public let argumentSlots: Int
  public let resultSlots: Int
  public let instructions: [Instruction]
  /// The variables: name, type, slot (of what a closure has captured: its byte in the closure), and the words of code in
  /// which they are live.
  public let variables: [(name: String, type: String, slot: Int, isCaptured: Bool, live: Range<Int>)]
  /// The text of the lines that instructions come from.
  public let lines: [Int: String]
}

extension Session {
  /// A function as compiled, and after it the function literals in it. Compiles what was not compiled yet.
  public func bytecode(of name: String) -> Result<[FunctionCode], CompileErrors> {
    asking {
      Result { () throws(CompileErrors) in
        let function = try findFunction(name)
        guard !program[function].isNative else {
          throw CompileErrors(lines: ["\(name) is native: its body is written in C"])
        }
        do {
          let pointers = try ([function] + literals(in: function)).map {
            try execution.compiler.function(.function($0))
          }
          return try pointers.map {
            try execution.compiler.makeOwnCode(of: $0)
            return code(of: $0)
          }
        } catch {
          throw CompileErrors(lines: [program.describe(error, in: ":bytecode")])
        }
      }
    }
  }

  /// The literals inside a function, in order.
  private func literals(in function: FunctionID) -> [FunctionID] {
    program.checkBody(of: function)
    return program.functions.indices.map { FunctionID(raw: UInt32($0)) }.filter { id in
      var outer = program[id].enclosing
      while outer.exists, outer != function { outer = program[outer].enclosing }
      return outer.exists
    }
  }

  private func code(of pointer: FunctionPointer) -> FunctionCode {
    let function = pointer.pointee
    let words = Array(UnsafeBufferPointer(start: function.code, count: Int(function.code_words)))
    let table = Array(UnsafeBufferPointer(start: function.lines, count: Int(function.line_count)))
    let variables = Array(UnsafeBufferPointer(start: function.variables, count: Int(function.variable_count)))
    var (next, line) = (0, 0)
    let instructions = Disassembler.instructions(words, name: constantName).map { instruction in
      while next < table.count, Int(table[next].pc) <= instruction.at {
        line = Int(table[next].line)
        next += 1
      }
      let pointers: [(slot: Int, name: String)]? = instruction.map.map {
        slots(ofMap: $0, function).map { ($0, name(of: $0, at: instruction.at, variables)) }
      }
      return FunctionCode.Instruction(at: instruction.at, text: instruction.text, line: line, pointers: pointers)
    }
    let file = function.file.text
    let source = program.sources.files.last { $0.name == file }
    let numbers = Set(instructions.map(\.line)).subtracting([0])
    return FunctionCode(
      name: function.name.text, file: file, frameSlots: Int(function.frame_slots),
      argumentSlots: Int(function.argument_slots), resultSlots: Int(function.result_slots), instructions: instructions,
      variables: variables.map {
        (
          $0.name.text, $0.type.map { $0.pointee.name.text } ?? "", Int($0.slot), $0.captured,
          Int($0.start)..<max(Int($0.start), Int($0.end))
        )
      },
      lines: Dictionary(uniqueKeysWithValues: numbers.map { ($0, source?.text(line: $0) ?? "") }))
  }

  /// The type or function whose address an instruction holds.
  private func constantName(_ opcode: Opcode, _ constant: UInt64) -> String? {
    switch opcode {
    case LOAM_OP_CALL:
      return UnsafePointer<loam_function>(bitPattern: UInt(constant)).map { $0.pointee.name.text }
    case LOAM_OP_NEW, LOAM_OP_BOX, LOAM_OP_MAKEMAP, LOAM_OP_MAKECHAN, LOAM_OP_MAKESLICE, LOAM_OP_GROW, LOAM_OP_APPEND8,
      LOAM_OP_APPEND32, LOAM_OP_APPEND64, LOAM_OP_APPENDP, LOAM_OP_APPENDN, LOAM_OP_APPEND_SLICE, LOAM_OP_APPEND_STRING,
      LOAM_OP_STN, LOAM_OP_COPYMEM, LOAM_OP_ZEROMEM, LOAM_OP_COPY, LOAM_OP_CLEAR_SLICE, LOAM_OP_STR_TO_BYTES,
      LOAM_OP_STR_TO_RUNES, LOAM_OP_VALUE_EQ:
      return UnsafePointer<loam_type>(bitPattern: UInt(constant)).map { $0.pointee.name.text }
    default: return nil
    }
  }

  private func slots(ofMap map: Int, _ function: loam_function) -> [Int] {
    guard let maps = function.maps, map < Int(function.map_count) else { return [] }
    let width = Int(function.map_words)
    return (0..<width * 64).filter { maps[map * width + $0 / 64] >> UInt64($0 % 64) & 1 != 0 }
  }

  /// The variable whose words hold a slot while execution is at a word of the code.
  private func name(of slot: Int, at word: Int, _ variables: [loam_variable]) -> String {
    for variable in variables where !variable.captured && Int(variable.start) <= word && word < Int(variable.end) {
      let size = variable.boxed ? 1 : max(1, Int((variable.type?.pointee.size ?? 8) + 7) / 8)
      if slot >= Int(variable.slot), slot < Int(variable.slot) + size { return variable.name.text }
    }
    return ""
  }
}
