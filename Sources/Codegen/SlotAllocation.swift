// SPDX-License-Identifier: Apache-2.0
//
// SlotAllocation.swift — gives registers their frame slots.
//
// How.      Linear scan over one interval per register, first fit from the lowest slot. The outgoing area is the lowest
//           slots and belongs to no one: a call makes the words of its arguments and results unusable at its place, and a
//           register that is only an argument or result of calls is put straight where the call wants it, when nothing
//           lies between. Positions: 2i where instruction i reads, 2i+1 where it writes.
// Upholds.  No register whose life touches a call lies in that call's words, but for its own argument or result there.

import Bytecode
import CRuntime
import IR

struct SlotAllocation {
  /// Own slot of each register, or -1 (incoming, context, unused).
  private(set) var slots: [Int32]
  private(set) var frameSlots = 1
  /// Most words that a call needs.
  private(set) var outgoing = 0

  private var starts: [Int32]
  private var ends: [Int32]
  private var freeFrom: [Int32] = []
  private var callPositions: [Int32] = []
  private var callWords: [Int32] = []
  /// Sparse table over `callWords`.
  private var maxima: [[Int32]] = []
  private let procedure: Procedure

  private struct Hint {
    var argumentSlot: Int32 = -1
    var argumentCall: Int32 = -1
    var resultSlot: Int32 = -1
    var resultCall: Int32 = -1
    var copyOf: Int32 = -1
    var copiedTo: Int32 = -1
  }
  private var hints: [Hint]

  init(_ graph: FlowGraph) {
    procedure = graph.procedure
    let count = procedure.registers.count
    slots = [Int32](repeating: -1, count: count)
    starts = [Int32](repeating: .max, count: count)
    ends = [Int32](repeating: -1, count: count)
    hints = [Hint](repeating: Hint(), count: count)
    findIntervals(graph)
    findCalls(graph)
    place()
  }

  private mutating func findIntervals(_ graph: FlowGraph) {
    for (index, block) in graph.blocks.enumerated() where block.isReachable {
      for position in block.first..<block.end {
        graph.visit(
          procedure.instructions[position],
          read: { extend(Int($0.register.raw), Int32(position * 2)) },
          write: { extend(Int($0.register.raw), Int32(position * 2 + 1)) })
      }
      let row = index * graph.rowWords
      for word in 0..<graph.rowWords {
        var bits = graph.liveIn[row + word]
        while bits != 0 {
          let unit = word * 64 + bits.trailingZeroBitCount
          bits &= bits - 1
          extend(Int(graph.registerOfUnit[unit]), Int32(block.first * 2))
        }
        bits = graph.liveOut[row + word]
        while bits != 0 {
          let unit = word * 64 + bits.trailingZeroBitCount
          bits &= bits - 1
          extend(Int(graph.registerOfUnit[unit]), Int32(block.end * 2 - 1))
        }
      }
    }
    for (index, register) in procedure.registers.enumerated() {
      if register.isPinned {
        starts[index] = 0
        ends[index] = Int32(procedure.instructions.count * 2)
      } else if register.isMemory, ends[index] >= 0 {
        starts[index] = min(starts[index], Int32(register.range.lowerBound * 2))
        ends[index] = max(ends[index], Int32(register.range.upperBound * 2 + 1))
      }
    }
  }

  private mutating func extend(_ register: Int, _ position: Int32) {
    if position < starts[register] { starts[register] = position }
    if position > ends[register] { ends[register] = position }
  }

  private mutating func findCalls(_ graph: FlowGraph) {
    for block in graph.blocks where block.isReachable {
      for position in block.first..<block.end {
        let instruction = procedure.instructions[position]
        if instruction.op == LOAM_OP_MOV {
          if instruction.a.isRegister, instruction.b.isRegister, instruction.a.word == 0, instruction.b.word == 0 {
            hints[Int(instruction.a.register.raw)].copyOf = instruction.b.register.raw
            hints[Int(instruction.b.register.raw)].copiedTo = instruction.a.register.raw
          }
          continue
        }
        guard !instruction.op.isPseudo, instruction.op.shape.isCall, instruction.list >= 0 else { continue }
        let call = procedure.calls[Int(instruction.list)]
        callPositions.append(Int32(position * 2))
        callWords.append(Int32(call.words))
        outgoing = max(outgoing, call.words)
        for (operand, word) in call.arguments where operand.word == 0 {
          let register = Int(operand.register.raw)
          if hints[register].argumentCall < 0 || hints[register].argumentCall < Int32(position * 2) {
            hints[register].argumentSlot = Int32(word)
            hints[register].argumentCall = Int32(position * 2)
          }
        }
        for (operand, word) in call.results where operand.word == 0 {
          let register = Int(operand.register.raw)
          hints[register].resultSlot = Int32(word)
          hints[register].resultCall = Int32(position * 2)
        }
      }
    }
    maxima = [callWords]
    var length = 1
    while length * 2 <= callWords.count {
      let previous = maxima[maxima.count - 1]
      maxima.append((0...(callWords.count - length * 2)).map { max(previous[$0], previous[$0 + length]) })
      length *= 2
    }
  }

  /// First call at or after a position.
  private func firstCall(from position: Int32) -> Int {
    var low = 0
    var high = callPositions.count
    while low < high {
      let middle = (low + high) / 2
      if callPositions[middle] < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The most words of the calls with indexes in the range.
  private func mostWords(_ low: Int, _ high: Int) -> Int32 {
    if low >= high { return 0 }
    let level = (high - low).bitWidth - 1 - (high - low).leadingZeroBitCount
    return max(maxima[level][low], maxima[level][high - (1 << level)])
  }

  /// The words that calls make unusable during an interval, but for calls at `exceptUse` and `exceptDefinition`.
  private func clobbered(_ start: Int32, _ end: Int32, exceptUse: Bool, exceptDefinition: Bool) -> Int32 {
    // A call at position p touches [start, end] when start <= p + 1 and end >= p.
    var low = firstCall(from: start - 1)
    var high = firstCall(from: end + 1)
    if exceptDefinition, low < high, callPositions[low] == start - 1 { low += 1 }
    if exceptUse, low < high, callPositions[high - 1] == end { high -= 1 }
    return mostWords(low, high)
  }

  private func isFree(_ slot: Int32, _ width: Int, _ start: Int32) -> Bool {
    for index in Int(slot)..<Int(slot) + width where index < freeFrom.count && freeFrom[index] >= start { return false }
    return true
  }

  /// The lowest slot from `lowest` on at which `width` slots are free.
  private func firstFree(from lowest: Int32, _ width: Int, _ start: Int32) -> Int32 {
    var slot = Int(lowest)
    search: while slot < freeFrom.count {
      for index in stride(from: min(slot + width, freeFrom.count) - 1, through: slot, by: -1)
      where freeFrom[index] >= start {
        slot = index + 1
        continue search
      }
      break
    }
    return Int32(slot)
  }

  private mutating func take(_ register: Int, _ slot: Int32, _ width: Int) {
    slots[register] = slot
    while freeFrom.count < Int(slot) + width { freeFrom.append(-1) }
    for index in Int(slot)..<Int(slot) + width { freeFrom[index] = ends[register] }
    frameSlots = max(frameSlots, Int(slot) + width)
  }

  private mutating func place() {
    var order: [Int] = []
    for (index, register) in procedure.registers.enumerated() {
      guard case .own = register.home, ends[index] >= 0, register.slots > 0 else { continue }
      order.append(index)
    }
    order.sort { starts[$0] == starts[$1] ? $0 < $1 : starts[$0] < starts[$1] }
    for register in order {
      let width = procedure.registers[register].slots
      let start = starts[register]
      let end = ends[register]
      let isMemory = procedure.registers[register].isMemory
      let hint = hints[register]
      if !isMemory {
        let endsAtCall = hint.argumentCall == end
        let beginsAtCall = hint.resultCall == start - 1
        if endsAtCall, hint.argumentSlot >= 0, isFree(hint.argumentSlot, width, start) {
          let sameAsResult = beginsAtCall && hint.resultSlot == hint.argumentSlot
          if clobbered(start, end, exceptUse: true, exceptDefinition: sameAsResult) <= hint.argumentSlot {
            take(register, hint.argumentSlot, width)
            continue
          }
        }
        if beginsAtCall, hint.resultSlot >= 0, isFree(hint.resultSlot, width, start),
          clobbered(start, end, exceptUse: false, exceptDefinition: true) <= hint.resultSlot
        {
          take(register, hint.resultSlot, width)
          continue
        }
      }
      let lowest = clobbered(start, end, exceptUse: false, exceptDefinition: false)
      if hint.copyOf >= 0, slots[Int(hint.copyOf)] >= lowest, ends[Int(hint.copyOf)] < start,
        isFree(slots[Int(hint.copyOf)], width, start)
      {
        take(register, slots[Int(hint.copyOf)], width)
        continue
      }
      take(register, firstFree(from: lowest, width, start), width)
    }
    frameSlots = max(frameSlots, outgoing)
    if procedure.usesContext { frameSlots += 1 }
  }

  /// The positions over which a register keeps its own slots; nil when it has none, or needs none.
  func life(_ register: RegisterID) -> ClosedRange<Int>? {
    let index = Int(register.raw)
    if slots[index] < 0 || ends[index] < 0 || starts[index] > ends[index] { return nil }
    return Int(starts[index])...Int(ends[index])
  }

  /// The frame slot of the first word of a register.
  func location(_ register: RegisterID) -> Int {
    switch procedure.registers[Int(register.raw)].home {
    case .own: max(0, Int(slots[Int(register.raw)]))
    case .incoming(let word): frameSlots + 1 + word
    case .context: frameSlots - 1
    }
  }
}
