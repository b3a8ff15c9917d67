// SPDX-License-Identifier: Apache-2.0
//
// StackMaps.swift — which frame slots hold live pointers at each safepoint.
//
// How.      Each block is walked backward from what is live at its end. A map holds what is live after its instruction
//           without what that writes, and every pointer that the instruction itself reads, because it may be executed
//           again after a collection or a move; arguments of calls belong to the callee's maps. Equal maps are one.
// Upholds.  Map 0 has no bit set.

import Bytecode
import CRuntime
import IR

struct StackMaps {
  private(set) var words: [UInt64]
  private(set) var count = 1
  let wordsPerMap: Int
  /// Map of each instruction that has a safepoint.
  private(set) var mapOfInstruction: [Int32]
  /// Map at the instruction that recovered panics continue at.
  private(set) var deferReturn = 0

  private var live: [UInt64]
  /// Memory and pinned registers with pointers: their bits, and the instructions over which they count.
  private var standing: [(bits: [UInt64], range: ClosedRange<Int>)] = []

  init(_ graph: FlowGraph, _ allocation: SlotAllocation, _ layouts: TypeLayouts) {
    let procedure = graph.procedure
    wordsPerMap = (allocation.frameSlots + 1 + procedure.argumentSlots + procedure.resultSlots + 63) / 64
    words = [UInt64](repeating: 0, count: wordsPerMap)
    live = words
    mapOfInstruction = [Int32](repeating: 0, count: procedure.instructions.count)
    for (index, register) in procedure.registers.enumerated() where register.isMemory || register.isPinned {
      var bits = [UInt64](repeating: 0, count: wordsPerMap)
      if case .own = register.home, allocation.slots[index] < 0 { continue }
      Self.mark(RegisterID(raw: Int32(index)), 0..<register.slots, true, in: &bits, graph, allocation, layouts)
      guard bits.contains(where: { $0 != 0 }) else { continue }
      standing.append((bits, register.isPinned ? 0...Int.max : register.range))
    }
    for index in graph.blocks.indices where graph.blocks[index].isReachable { walk(index, graph, allocation, layouts) }
  }

  /// Sets or clears the bits of the pointers among some words of a register.
  private static func mark(
    _ register: RegisterID, _ range: Range<Int>, _ value: Bool, in bits: inout [UInt64], _ graph: FlowGraph,
    _ allocation: SlotAllocation, _ layouts: TypeLayouts
  ) {
    let info = graph.procedure.registers[Int(register.raw)]
    let base = allocation.location(register)
    if info.slots <= 64 || !info.type.isValid {
      var pointers = info.pointers
      while pointers != 0 {
        let word = pointers.trailingZeroBitCount
        pointers &= pointers - 1
        if range.contains(word) { set(base + word, value, in: &bits) }
      }
      return
    }
    guard layouts.hasPointers(info.type) else { return }
    var all = [UInt64](repeating: 0, count: (info.slots + 63) / 64)
    layouts.markPointers(info.type, at: 0, limit: info.slots, in: &all)
    for word in range where all[word / 64] >> UInt64(word % 64) & 1 != 0 { set(base + word, value, in: &bits) }
  }

  @inline(__always)
  private static func set(_ slot: Int, _ value: Bool, in bits: inout [UInt64]) {
    if value { bits[slot / 64] |= 1 << UInt64(slot % 64) } else { bits[slot / 64] &= ~(1 << UInt64(slot % 64)) }
  }

  /// The graph is a parameter, not a property: closures that change the maps could not read it in place then.
  private mutating func walk(
    _ index: Int, _ graph: FlowGraph, _ allocation: SlotAllocation, _ layouts: TypeLayouts
  ) {
    let block = graph.blocks[index]
    let procedure = graph.procedure
    for word in live.indices { live[word] = 0 }
    let row = index * graph.rowWords
    for word in 0..<graph.rowWords {
      var bits = graph.liveOut[row + word]
      while bits != 0 {
        let unit = word * 64 + bits.trailingZeroBitCount
        bits &= bits - 1
        let register = Int(graph.registerOfUnit[unit])
        let part = unit - Int(graph.firstUnit[register])
        let slots = procedure.registers[register].slots
        let range = slots > FlowGraph.longestFollowed ? 0..<slots : part..<part + 1
        Self.mark(RegisterID(raw: Int32(register)), range, true, in: &live, graph, allocation, layouts)
      }
    }
    for position in stride(from: block.end - 1, through: block.first, by: -1) {
      let instruction = procedure.instructions[position]
      if instruction.op.isPseudo { continue }
      let shape = instruction.op.shape
      graph.visit(
        instruction, read: { _ in },
        write: { operand in
          let info = procedure.registers[Int(operand.register.raw)]
          if info.isMemory || info.isPinned || !graph.endsUnits(operand) { return }
          Self.mark(
            operand.register, Int(operand.word)..<Int(operand.word) + operand.width, false, in: &live, graph,
            allocation, layouts)
        })
      let hasSafepoint = shape.hasSafepoint || shape.isLongBranch || shape.isShortBranch
      if shape.isCall {
        // Of what a call reads only the function value or interface is the caller's.
        if instruction.a.isRegister { markRead(instruction.a, graph, allocation, layouts) }
        mapOfInstruction[position] = Int32(snapshot(position))
      }
      graph.visit(instruction, read: { markRead($0, graph, allocation, layouts) }, write: { _ in })
      if hasSafepoint, !shape.isCall { mapOfInstruction[position] = Int32(snapshot(position)) }
      if instruction.op == LOAM_OP_RUN_DEFERS { deferReturn = Int(mapOfInstruction[position]) }
    }
  }

  private mutating func markRead(
    _ operand: Operand, _ graph: FlowGraph, _ allocation: SlotAllocation, _ layouts: TypeLayouts
  ) {
    let info = graph.procedure.registers[Int(operand.register.raw)]
    if info.isMemory || info.isPinned { return }
    let range =
      info.slots > FlowGraph.longestFollowed
      ? 0..<info.slots : Int(operand.word)..<Int(operand.word) + operand.width
    Self.mark(operand.register, range, true, in: &live, graph, allocation, layouts)
  }

  private mutating func snapshot(_ position: Int) -> Int {
    var bits = live
    for (extra, range) in standing where range.contains(position) {
      for word in bits.indices { bits[word] |= extra[word] }
    }
    if bits.allSatisfy({ $0 == 0 }) { return 0 }
    // Neighbours are alike; looking far back would not pay.
    for index in stride(from: count - 1, through: max(0, count - 64), by: -1) {
      let start = index * wordsPerMap
      if (0..<wordsPerMap).allSatisfy({ words[start + $0] == bits[$0] }) { return index }
    }
    words += bits
    count += 1
    return count - 1
  }
}
