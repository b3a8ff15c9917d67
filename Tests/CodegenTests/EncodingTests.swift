// SPDX-License-Identifier: Apache-2.0
//
// EncodingTests.swift — slots, maps and words of hand-made procedures.

import Bytecode
import CRuntime
import Testing
import Types

@testable import Codegen
@testable import IR

/// Constants that name something become 0.
private struct NoAddresses: ConstantResolver {
  mutating func resolve(_ constant: Constant64) throws -> UInt64 {
    if case .bits(let bits) = constant { return bits }
    return 0
  }
}

/// Builds a procedure by hand.
private struct Maker {
  var procedure = Procedure()

  mutating func register(_ slots: Int = 1, pointers: UInt64 = 0, home: Register.Home = .own) -> Operand {
    procedure.registers.append(Register(slots: slots, pointers: pointers, type: .invalid, home: home))
    return Operand(RegisterID(raw: Int32(procedure.registers.count - 1)), word: 0, width: slots)
  }

  mutating func emit(_ instruction: Instruction) { procedure.instructions.append(instruction) }

  mutating func call(_ arguments: [Operand], _ results: [Operand]) {
    var call = CallOperands()
    for operand in arguments {
      call.arguments.append((operand, call.words))
      call.words += operand.width
    }
    for operand in results {
      call.results.append((operand, call.words))
      call.words += operand.width
    }
    procedure.calls.append(call)
    emit(Instruction(LOAM_OP_CALL, k: .bits(1), list: procedure.calls.count - 1))
  }
}

private func layouts() -> TypeLayouts { TypeLayouts(Program(importer: { .failed($0) }).types) }

struct EncodingTests {
  @Test func `arguments are computed where the call wants them`() throws {
    var maker = Maker()
    let n = maker.register(home: .incoming(0))
    maker.procedure.argumentSlots = 1
    let a = maker.register()
    let b = maker.register()
    let r = maker.register()
    maker.emit(Instruction(LOAM_OP_ADDI, a, n, .immediate(1)))
    maker.emit(Instruction(LOAM_OP_ADDI, b, n, .immediate(2)))
    maker.call([a, b], [r])
    maker.emit(Instruction(LOAM_OP_ADD, n, n, r))
    maker.emit(Instruction(LOAM_OP_RETURN, .immediate(0)))
    let allocation = SlotAllocation(FlowGraph(maker.procedure))
    #expect(allocation.location(a.register) == 0)
    #expect(allocation.location(b.register) == 1)
    #expect(allocation.location(r.register) == 2)
    #expect(allocation.frameSlots == 3)
    #expect(allocation.location(n.register) == 4)
  }

  @Test func `a value that lives across a call lies outside the words of that call`() throws {
    var maker = Maker()
    let kept = maker.register(pointers: 1)
    let argument = maker.register()
    let result = maker.register()
    maker.emit(Instruction(LOAM_OP_NEW, kept, k: .bits(1)))
    maker.emit(Instruction(LOAM_OP_LOADK, argument, k: .bits(7)))
    maker.call([argument], [result])
    maker.emit(Instruction(LOAM_OP_ST64, kept, result, .immediate(0)))
    maker.emit(Instruction(LOAM_OP_RETURN, .immediate(0)))
    let graph = FlowGraph(maker.procedure)
    let allocation = SlotAllocation(graph)
    #expect(allocation.location(kept.register) >= 2)
    let maps = StackMaps(graph, allocation, layouts())
    // At the allocation nothing is live yet; at the call the kept pointer is.
    #expect(maps.mapOfInstruction[0] == 0)
    let map = Int(maps.mapOfInstruction[2])
    #expect(map != 0)
    #expect(maps.words[map * maps.wordsPerMap] == 1 << UInt64(allocation.location(kept.register)))
  }

  @Test func `a pointer is dead behind its last use`() throws {
    var maker = Maker()
    let p = maker.register(pointers: 1)
    let q = maker.register(pointers: 1)
    let n = maker.register()
    maker.emit(Instruction(LOAM_OP_NEW, p, k: .bits(1)))
    maker.emit(Instruction(LOAM_OP_LD64, n, p, .immediate(0)))
    maker.emit(Instruction(LOAM_OP_NEW, q, k: .bits(1)))
    maker.emit(Instruction(LOAM_OP_ST64, q, n, .immediate(0)))
    maker.emit(Instruction(LOAM_OP_RETURN, .immediate(0)))
    let graph = FlowGraph(maker.procedure)
    let maps = StackMaps(graph, SlotAllocation(graph), layouts())
    #expect(maps.mapOfInstruction[2] == 0)
  }

  @Test func `what a loop carries is live at its back-edge`() throws {
    var maker = Maker()
    let list = maker.register(3, pointers: 1)
    let i = maker.register()
    let n = maker.register()
    maker.procedure.labelCount = 1
    maker.emit(Instruction(LOAM_OP_ZERO, list, .immediate(3)))
    maker.emit(Instruction(LOAM_OP_LOADK, i, k: .bits(0)))
    maker.emit(Instruction(LOAM_OP_LOADK, n, k: .bits(9)))
    maker.emit(Instruction(.label, target: 0))
    maker.emit(Instruction(LOAM_OP_APPEND64, list, i, k: .bits(1)))
    maker.emit(Instruction(LOAM_OP_LOOPLT, i, n, target: 0))
    maker.emit(Instruction(LOAM_OP_RETURN, .immediate(0)))
    var encoder = Encoder(maker.procedure, layouts(), resolver: NoAddresses(), source: nil)
    let code = try encoder.encode()
    let slot = encoder.allocation.location(list.register)
    let append = Int(encoder.maps.mapOfInstruction[4])
    let edge = Int(encoder.maps.mapOfInstruction[5])
    #expect(append == edge)
    #expect(code.maps[edge * code.wordsPerMap] == 1 << UInt64(slot))
    // The back-edge is the polling form, and the pad ends the code.
    let text = Disassembler.text(code.words, name: "loop")
    #expect(text.contains("LOOPLT_P"))
    #expect(code.words.last == UInt64(LOAM_OP_PANIC_RETURN.rawValue))
  }

  @Test func `a safepoint word leads back to the first word of the code`() throws {
    var maker = Maker()
    let p = maker.register(pointers: 1)
    maker.emit(Instruction(LOAM_OP_LOADK, p, k: .bits(1 << 40)))
    maker.emit(Instruction(LOAM_OP_NEW, p, k: .bits(1)))
    maker.emit(Instruction(LOAM_OP_STP, p, p, .immediate(0)))
    maker.emit(Instruction(LOAM_OP_RETURN, .immediate(0)))
    var encoder = Encoder(maker.procedure, layouts(), resolver: NoAddresses(), source: nil)
    let code = try encoder.encode()
    let safepoint = code.words[4]
    #expect(safepoint & 0xff_ffff == 4)
    #expect(safepoint >> 24 & 0xffff == UInt64(code.frameSlots))
  }

  @Test func `branches too far for sixteen bits still reach`() throws {
    var maker = Maker()
    let a = maker.register()
    let b = maker.register()
    maker.procedure.labelCount = 2
    maker.emit(Instruction(LOAM_OP_LOADK, a, k: .bits(0)))
    maker.emit(Instruction(LOAM_OP_LOADK, b, k: .bits(0)))
    maker.emit(Instruction(.label, target: 0))
    maker.emit(Instruction(LOAM_OP_JLT, a, b, target: 1))
    for _ in 0..<40_000 { maker.emit(Instruction(LOAM_OP_ADDI, a, a, .immediate(1))) }
    maker.emit(Instruction(.label, target: 1))
    maker.emit(Instruction(LOAM_OP_JNE, a, b, target: 0))
    maker.emit(Instruction(LOAM_OP_RETURN, .immediate(0)))
    var encoder = Encoder(maker.procedure, layouts(), resolver: NoAddresses(), source: nil)
    let code = try encoder.encode()
    let text = Disassembler.text(code.words, name: "far")
    #expect(text.contains("JMP -> 40005"))
    #expect(text.contains("JMP_P -> 2"))
  }

  @Test func `the shape of an instruction follows from the list`() {
    #expect(LOAM_OP_ADD.shape.a == .written && LOAM_OP_ADD.shape.c == .read)
    #expect(LOAM_OP_ST64.shape.a == .read && LOAM_OP_ST64.shape.c == .immediate)
    #expect(LOAM_OP_APPENDN.shape.a == .modified && LOAM_OP_APPENDN.shape.hasSafepoint)
    #expect(LOAM_OP_JLT.shape.isShortBranch && LOAM_OP_JLT_P.shape.hasSafepoint)
    #expect(LOAM_OP_JLT.polling == LOAM_OP_JLT_P)
    #expect(LOAM_OP_MAPGET_OK.shape.constants == 2)
  }
}
