// SPDX-License-Identifier: Apache-2.0
//
// Encoder.swift — procedures as words of the runtime.
//
// How.      One walk over the instructions in order; forward branches are patched at the end. Backward branches become
//           the polling forms. A procedure whose short branches do not reach is encoded again with long ones.
// Upholds.  The last two words are the pad. Every ALLOC, BLOCK and CALL has its safepoint word last.

import Bytecode
import CRuntime
import IR
import Source
import Types

/// What a procedure came to; `define` hands it to the runtime.
struct EncodedFunction {
  var words: [UInt64] = []
  var frameSlots = 1
  var maps: [UInt64] = []
  var wordsPerMap = 1
  var mapCount = 1
  var lines: [loam_line] = []
  var deferReturn = 0
  /// First word of each instruction.
  var wordOfInstruction: [Int] = []
}

/// A frame has more slots than an instruction can name.
struct FrameTooLarge: Error {}

/// Gives the addresses of what constants name.
protocol ConstantResolver {
  mutating func resolve(_ constant: Constant64) throws -> UInt64
}

struct Encoder<Resolver: ConstantResolver> {
  let procedure: Procedure
  let graph: FlowGraph
  let allocation: SlotAllocation
  let maps: StackMaps
  var resolver: Resolver
  let source: SourceFile?
  var output = EncodedFunction()
  private var wordOfLabel: [Int]
  private var fixups: [Fixup] = []
  private var usesLongBranches = false
  private var lastLine: UInt32 = 0
  private var lineStart: UInt32 = .max
  private var lineEnd: UInt32 = 0

  private struct Fixup {
    enum Form { case short, long, table(base: Int), constant(base: Int) }
    let word: Int
    let label: Int
    let form: Form
  }

  init(_ procedure: Procedure, _ layouts: TypeLayouts, resolver: Resolver, source: SourceFile?) {
    self.procedure = procedure
    self.resolver = resolver
    self.source = source
    graph = FlowGraph(procedure)
    allocation = SlotAllocation(graph)
    maps = StackMaps(graph, allocation, layouts)
    wordOfLabel = [Int](repeating: -1, count: procedure.labelCount)
  }

  mutating func encode() throws -> EncodedFunction {
    guard allocation.frameSlots + 1 + procedure.argumentSlots + procedure.resultSlots < 0xfff0 else {
      throw FrameTooLarge()
    }
    if try !attempt() {
      usesLongBranches = true
      output = EncodedFunction()
      fixups = []
      lastLine = 0
      lineStart = .max
      lineEnd = 0
      wordOfLabel = [Int](repeating: -1, count: procedure.labelCount)
      _ = try attempt()
    }
    return output
  }

  private mutating func attempt() throws -> Bool {
    output.frameSlots = allocation.frameSlots
    output.maps = maps.words
    output.wordsPerMap = maps.wordsPerMap
    output.mapCount = maps.count
    output.words.reserveCapacity(procedure.instructions.count * 2)
    output.wordOfInstruction.reserveCapacity(procedure.instructions.count)
    var isReachable = [Bool](repeating: false, count: procedure.instructions.count)
    for block in graph.blocks where block.isReachable {
      for index in block.first..<block.end { isReachable[index] = true }
    }
    for (index, instruction) in procedure.instructions.enumerated() {
      output.wordOfInstruction.append(output.words.count)
      if instruction.op == .label {
        wordOfLabel[Int(instruction.target)] = output.words.count
      } else if isReachable[index], !instruction.op.isPseudo {
        if instruction.op == LOAM_OP_JMP, leadsToNext(index, instruction) { continue }
        note(line: instruction.position)
        try emit(index, instruction)
      }
    }
    output.words.append(safepoint(maps.deferReturn))
    output.words.append(UInt64(LOAM_OP_PANIC_RETURN.rawValue))
    return patch()
  }

  /// Whether only labels stand between a jump and its target.
  private func leadsToNext(_ index: Int, _ instruction: Instruction) -> Bool {
    var next = index + 1
    while next < procedure.instructions.count, procedure.instructions[next].op == .label {
      if procedure.instructions[next].target == instruction.target { return true }
      next += 1
    }
    return false
  }

  private mutating func note(line position: UInt32) {
    guard let source else { return }
    if position >= lineStart, position < lineEnd { return }
    let line = source.line(at: position)
    lineStart = source.lineStarts[line - 1]
    lineEnd = line < source.lineStarts.count ? source.lineStarts[line] : .max
    if UInt32(line) == lastLine { return }
    lastLine = UInt32(line)
    if let last = output.lines.last, last.pc == UInt32(output.words.count) { output.lines.removeLast() }
    output.lines.append(loam_line(pc: UInt32(output.words.count), line: UInt32(line)))
  }

  // MARK: Words

  private func slot(_ operand: Operand) -> Int {
    if operand.isNone { return Int(LOAM_NONE) }
    if operand.width == 0 { return 0 }
    return allocation.location(operand.register) + Int(operand.word)
  }

  private func field(_ operand: Operand) -> Int { operand.isImmediate ? operand.number : slot(operand) }

  private func word(_ op: Opcode, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) -> UInt64 {
    UInt64(op.rawValue & 0xffff) | UInt64(UInt16(truncatingIfNeeded: a)) << 16
      | UInt64(UInt16(truncatingIfNeeded: b)) << 32 | UInt64(UInt16(truncatingIfNeeded: c)) << 48
  }

  /// Safepoint word for the place where it is appended next.
  private func safepoint(_ map: Int) -> UInt64 {
    UInt64(map) << 40 | UInt64(output.frameSlots) << 24 | UInt64(output.words.count)
  }

  private mutating func append(_ word: UInt64) { output.words.append(word) }

  private mutating func copy(_ destination: Int, _ source: Int, _ width: Int) {
    if destination == source || width == 0 { return }
    switch width {
    case 1: append(word(LOAM_OP_MOV, destination, source))
    case 2: append(word(LOAM_OP_MOV2, destination, source))
    case 3: append(word(LOAM_OP_MOV3, destination, source))
    default: append(word(LOAM_OP_MOVN, destination, source, width))
    }
  }

  // MARK: Instructions

  private mutating func emit(_ index: Int, _ instruction: Instruction) throws {
    let op = instruction.op
    let map = Int(maps.mapOfInstruction[index])
    switch op {
    case LOAM_OP_MOV: copy(slot(instruction.a), slot(instruction.b), instruction.a.width)
    case LOAM_OP_LOADK:
      let value = try resolver.resolve(instruction.k)
      let signed = Int64(bitPattern: value)
      if let small = Int32(exactly: signed) {
        let bits = UInt32(bitPattern: small)
        append(word(LOAM_OP_LOADI, slot(instruction.a), Int(bits & 0xffff), Int(bits >> 16)))
      } else {
        append(word(LOAM_OP_LOADK, slot(instruction.a)))
        append(value)
      }
    case LOAM_OP_ZERO:
      let width = instruction.a.width
      if width == 1 {
        append(word(LOAM_OP_LOADI, slot(instruction.a)))
      } else {
        append(word(LOAM_OP_ZERO, slot(instruction.a), width))
      }
    case LOAM_OP_RETURN: append(word(LOAM_OP_RETURN, output.frameSlots))
    case LOAM_OP_ADDR, LOAM_OP_FLD8U, LOAM_OP_FLD8S, LOAM_OP_FLD16U, LOAM_OP_FLD16S, LOAM_OP_FLD32U, LOAM_OP_FLD32S:
      let offset = instruction.c.number
      append(word(op, slot(instruction.a), slot(instruction.b) + offset / 8, offset % 8))
    case LOAM_OP_FST8, LOAM_OP_FST16, LOAM_OP_FST32:
      let offset = instruction.c.number
      append(word(op, slot(instruction.a) + offset / 8, slot(instruction.b), offset % 8))
    case LOAM_OP_JTABLE:
      let base = output.words.count
      let table = procedure.tables[Int(instruction.list)]
      append(word(op, slot(instruction.a), table.count))
      for label in table {
        fixups.append(Fixup(word: output.words.count, label: label, form: .table(base: base)))
        append(0)
      }
    case LOAM_OP_SELECT:
      append(word(op, slot(instruction.a), instruction.b.number, instruction.c.number))
      for item in procedure.selects[Int(instruction.list)] {
        append(
          UInt64(slot(item.channel)) | UInt64(slot(item.value)) << 16 | UInt64(slot(item.ok)) << 32
            | UInt64(item.isSend ? 2 : 1) << 48)
      }
      append(safepoint(map))
    case LOAM_OP_MAPNEXT:
      let base = output.words.count
      append(word(op, slot(instruction.a), slot(instruction.b), slot(instruction.c)))
      if case .label(let label) = instruction.k {
        fixups.append(Fixup(word: output.words.count, label: label, form: .constant(base: base)))
      }
      append(0)
    default:
      let shape = op.shape
      if shape.isCall {
        try emitCall(instruction, map)
      } else if shape.isShortBranch || shape.isLongBranch {
        emitBranch(instruction, map)
      } else {
        append(word(op, field(instruction.a), field(instruction.b), field(instruction.c)))
        if shape.constants > 0 { append(try constant(instruction.k)) }
        if shape.constants > 1 { append(try constant(instruction.k2)) }
        if shape.hasSafepoint { append(safepoint(map)) }
      }
    }
  }

  private mutating func constant(_ k: Constant64) throws -> UInt64 {
    if case .slot(let operand) = k { return UInt64(slot(operand)) }
    return try resolver.resolve(k)
  }

  private mutating func emitCall(_ instruction: Instruction, _ map: Int) throws {
    let call = procedure.calls[Int(instruction.list)]
    for (operand, target) in call.arguments { copy(target, slot(operand), operand.width) }
    append(word(instruction.op, field(instruction.a), field(instruction.b)))
    if instruction.op == LOAM_OP_CALL { append(try resolver.resolve(instruction.k)) }
    append(safepoint(map))
    for (operand, source) in call.results { copy(slot(operand), source, operand.width) }
  }

  private mutating func emitBranch(_ instruction: Instruction, _ map: Int) {
    let label = Int(instruction.target)
    let isBackward = wordOfLabel[label] >= 0
    let shape = instruction.op.shape
    let op = isBackward ? instruction.op.polling : instruction.op
    if shape.isShortBranch, usesLongBranches {
      // if cond goto +2; goto +?; goto target
      let base = output.words.count
      append(word(instruction.op, field(instruction.a), field(instruction.b), 2))
      let skip = output.words.count
      append(0)
      fixups.append(Fixup(word: output.words.count, label: label, form: .long))
      append(word(isBackward ? LOAM_OP_JMP_P : LOAM_OP_JMP))
      if isBackward { append(safepoint(map)) }
      _ = base
      output.words[skip] = word(LOAM_OP_JMP, 0, output.words.count - skip, 0)
      return
    }
    fixups.append(Fixup(word: output.words.count, label: label, form: shape.isShortBranch ? .short : .long))
    if shape.isShortBranch {
      append(word(op, field(instruction.a), field(instruction.b)))
    } else {
      append(word(op, instruction.a.isRegister ? slot(instruction.a) : 0))
    }
    if isBackward { append(safepoint(map)) }
  }

  private mutating func patch() -> Bool {
    for fixup in fixups {
      let target = wordOfLabel[fixup.label]
      switch fixup.form {
      case .short:
        let offset = target - fixup.word
        guard let small = Int16(exactly: offset) else { return false }
        output.words[fixup.word] |= UInt64(UInt16(bitPattern: small)) << 48
      case .long:
        let offset = UInt32(bitPattern: Int32(target - fixup.word))
        output.words[fixup.word] = output.words[fixup.word] & 0xffff_ffff | UInt64(offset) << 32
      case .table(let base), .constant(let base):
        output.words[fixup.word] = UInt64(bitPattern: Int64(target - base))
      }
    }
    if let index = procedure.instructions.firstIndex(where: { $0.op == LOAM_OP_RUN_DEFERS }) {
      output.deferReturn = output.wordOfInstruction[index]
    }
    return true
  }
}
