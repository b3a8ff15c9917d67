// SPDX-License-Identifier: Apache-2.0
//
// FlowGraph.swift — blocks of a procedure, and which registers' words are live at their borders.
//
// How.      The words of a register that is used in more than one block are units of a bit set (registers longer than 16
//           words are one unit); what is used in one block only is seen by walking that block. Registers in memory and
//           pinned ones are not followed: they live over their whole range.

import Bytecode
import CRuntime
import IR

/// Blocks and liveness of one procedure.
struct FlowGraph {
  struct Block {
    var first: Int
    /// Behind the last instruction.
    var end: Int
    var successors: [Int] = []
    var isReachable = false
  }

  let procedure: Procedure
  private(set) var blocks: [Block] = []
  private var blockOfLabel: [Int]
  /// First unit of each register that has units, else -1.
  private(set) var firstUnit: [Int32]
  private(set) var unitCount = 0
  /// Register of each unit.
  private(set) var registerOfUnit: [Int32] = []
  /// Bit sets of units, one row of `rowWords` per block.
  private(set) var liveIn: [UInt64] = []
  private(set) var liveOut: [UInt64] = []
  private(set) var rowWords = 0
  /// Result registers that RETURN reads.
  private(set) var returned: [Operand] = []

  static let longestFollowed = 16

  init(_ procedure: Procedure) {
    self.procedure = procedure
    blockOfLabel = [Int](repeating: -1, count: procedure.labelCount)
    firstUnit = [Int32](repeating: -1, count: procedure.registers.count)
    for (index, register) in procedure.registers.enumerated() where !register.isMemory && !register.isPinned {
      if case .incoming(let word) = register.home, word >= procedure.argumentSlots, register.slots > 0 {
        returned.append(Operand(RegisterID(raw: Int32(index)), word: 0, width: register.slots))
      }
    }
    findBlocks()
    connect()
    findUnits()
    solve()
  }

  // MARK: Blocks

  private static func endsBlock(_ op: Opcode) -> Bool {
    switch op {
    case LOAM_OP_RETURN, LOAM_OP_UNREACHABLE, LOAM_OP_PANIC, LOAM_OP_BLOCK, LOAM_OP_JTABLE, LOAM_OP_MAPNEXT: true
    default: op.isBranch
    }
  }

  private static func fallsThrough(_ op: Opcode) -> Bool {
    switch op {
    case LOAM_OP_RETURN, LOAM_OP_UNREACHABLE, LOAM_OP_PANIC, LOAM_OP_BLOCK, LOAM_OP_JMP: false
    default: true
    }
  }

  private mutating func findBlocks() {
    var first = 0
    for (index, instruction) in procedure.instructions.enumerated() {
      if instruction.op == .label {
        if index > first {
          blocks.append(Block(first: first, end: index))
          first = index
        }
        blockOfLabel[Int(instruction.target)] = blocks.count
      } else if !instruction.op.isPseudo, Self.endsBlock(instruction.op) {
        blocks.append(Block(first: first, end: index + 1))
        first = index + 1
      }
    }
    if first < procedure.instructions.count { blocks.append(Block(first: first, end: procedure.instructions.count)) }
  }

  /// The label that a jump to `label` leads to, past jumps that stand alone.
  private func destination(_ label: Int) -> Int { blockOfLabel[label] }

  private mutating func connect() {
    for index in blocks.indices {
      let last = procedure.instructions[blocks[index].end - 1]
      var successors: [Int] = []
      if !last.op.isPseudo {
        if last.op.isBranch { successors.append(destination(Int(last.target))) }
        if case .label(let label) = last.k { successors.append(destination(label)) }
        if last.op == LOAM_OP_JTABLE {
          for label in procedure.tables[Int(last.list)] {
            let next = destination(label)
            if !successors.contains(next) { successors.append(next) }
          }
        }
      }
      if last.op.isPseudo || Self.fallsThrough(last.op), index + 1 < blocks.count { successors.append(index + 1) }
      blocks[index].successors = successors
    }
    guard !blocks.isEmpty else { return }
    var pending = [0]
    blocks[0].isReachable = true
    // Deferred calls continue at the epilogue, whatever jumps there.
    if procedure.hasDefers {
      for index in blocks.indices
      where (blocks[index].first..<blocks[index].end).contains(where: {
        procedure.instructions[$0].op == LOAM_OP_RUN_DEFERS
      }) {
        blocks[index].isReachable = true
        pending.append(index)
      }
    }
    while let index = pending.popLast() {
      for next in blocks[index].successors where !blocks[next].isReachable {
        blocks[next].isReachable = true
        pending.append(next)
      }
    }
  }

  // MARK: Operands

  /// Calls `read` for what an instruction reads and `write` for what it writes.
  @inline(__always)
  func visit(_ instruction: Instruction, read: (Operand) -> Void, write: (Operand) -> Void) {
    if instruction.op.isPseudo { return }
    let shape = instruction.op.shape
    @inline(__always) func field(_ operand: Operand, _ role: Role) {
      guard operand.isRegister, operand.width > 0 else { return }
      switch role {
      case .read: read(operand)
      case .written: write(operand)
      case .modified:
        read(operand)
        write(operand)
      default: break
      }
    }
    field(instruction.a, shape.a)
    field(instruction.b, shape.b)
    field(instruction.c, shape.c)
    if case .slot(let operand) = instruction.k2, operand.isRegister { write(operand) }
    if instruction.list >= 0 {
      if shape.isCall {
        let call = procedure.calls[Int(instruction.list)]
        for argument in call.arguments where argument.operand.width > 0 { read(argument.operand) }
        for result in call.results where result.operand.width > 0 { write(result.operand) }
      } else if instruction.op == LOAM_OP_SELECT {
        for item in procedure.selects[Int(instruction.list)] {
          read(item.channel)
          if item.value.isRegister, item.value.width > 0 {
            if item.isSend { read(item.value) } else { write(item.value) }
          }
          if item.ok.isRegister { write(item.ok) }
        }
      }
    }
    if instruction.op == LOAM_OP_RETURN { for operand in returned { read(operand) } }
  }

  // MARK: Liveness

  private mutating func findUnits() {
    // Block of the register's uses; -2 none yet, -1 several.
    var blockOf = [Int32](repeating: -2, count: procedure.registers.count)
    for (index, block) in blocks.enumerated() where block.isReachable {
      func see(_ operand: Operand) {
        let register = Int(operand.register.raw)
        if blockOf[register] == -2 {
          blockOf[register] = Int32(index)
        } else if blockOf[register] != Int32(index) {
          blockOf[register] = -1
        }
      }
      for instruction in procedure.instructions[block.first..<block.end] {
        visit(instruction, read: see, write: see)
      }
    }
    for (index, register) in procedure.registers.enumerated() {
      if register.isMemory || register.isPinned { continue }
      // Parameters are written at the entry.
      var isShared = blockOf[index] == -1
      if case .incoming = register.home, blockOf[index] >= 0 { isShared = true }
      if case .context = register.home, blockOf[index] >= 0 { isShared = true }
      guard isShared else { continue }
      firstUnit[index] = Int32(unitCount)
      let count = register.slots <= Self.longestFollowed ? register.slots : 1
      for _ in 0..<count { registerOfUnit.append(Int32(index)) }
      unitCount += count
    }
    rowWords = (unitCount + 63) / 64
  }

  /// The units of an operand, and whether writing it ends all of them.
  @inline(__always)
  func units(_ operand: Operand) -> Range<Int> {
    let register = Int(operand.register.raw)
    let first = Int(firstUnit[register])
    if first < 0 { return 0..<0 }
    if procedure.registers[register].slots > Self.longestFollowed { return first..<first + 1 }
    return first + Int(operand.word)..<first + Int(operand.word) + operand.width
  }

  @inline(__always)
  func endsUnits(_ operand: Operand) -> Bool {
    let slots = procedure.registers[Int(operand.register.raw)].slots
    return slots <= Self.longestFollowed || operand.width == slots
  }

  private mutating func solve() {
    let count = blocks.count * rowWords
    liveIn = [UInt64](repeating: 0, count: count)
    liveOut = [UInt64](repeating: 0, count: count)
    if rowWords == 0 { return }
    var used = [UInt64](repeating: 0, count: count)
    var defined = [UInt64](repeating: 0, count: count)
    for (index, block) in blocks.enumerated() where block.isReachable {
      let row = index * rowWords
      for position in stride(from: block.end - 1, through: block.first, by: -1) {
        let instruction = procedure.instructions[position]
        visit(
          instruction, read: { _ in },
          write: { operand in
            if !endsUnits(operand) { return }
            for unit in units(operand) {
              used[row + unit / 64] &= ~(1 << UInt64(unit % 64))
              defined[row + unit / 64] |= 1 << UInt64(unit % 64)
            }
          })
        visit(
          instruction,
          read: { operand in
            for unit in units(operand) {
              used[row + unit / 64] |= 1 << UInt64(unit % 64)
              defined[row + unit / 64] &= ~(1 << UInt64(unit % 64))
            }
          }, write: { _ in })
      }
    }
    var changed = true
    while changed {
      changed = false
      for index in stride(from: blocks.count - 1, through: 0, by: -1) where blocks[index].isReachable {
        let row = index * rowWords
        for word in 0..<rowWords {
          var out: UInt64 = 0
          for next in blocks[index].successors { out |= liveIn[next * rowWords + word] }
          let into = used[row + word] | (out & ~defined[row + word])
          if out != liveOut[row + word] || into != liveIn[row + word] {
            liveOut[row + word] = out
            liveIn[row + word] = into
            changed = true
          }
        }
      }
    }
  }
}
