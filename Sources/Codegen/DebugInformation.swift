// SPDX-License-Identifier: Apache-2.0
//
// DebugInformation.swift — what a debugger asks of a compiled function: which variables are in scope at a place, where
// they live, and which are still going to be read.
//
// How.      Nothing is kept when a function is compiled. When somebody asks, the function is lowered and encoded again,
//           with addresses left open; the words must be those of the code that runs, else nothing is said. Liveness at
//           a place is that of the pointer maps: the block is walked backward from what is live at its end.
// Why not.  Tables beside the code: all functions would pay for what is asked of a few.
// Upholds.  What is called live has the variable's value at that place.

import Bytecode
public import CRuntime
import IR
import Source
public import Types

/// A variable at one place of a function.
public struct VariablePlace {
  public enum Kind: Sendable { case receiver, parameter, result, local, captured }
  public enum State: Sendable {
    /// The program may still read it, or its address is known.
    case live
    /// It will not be read any more. `holds` tells whether its slots keep the last value.
    case dead
    /// No slot was ever needed for it. (A variable of no bytes has no slot either, and is live.)
    case nowhere
  }

  public let object: ObjectID
  public let name: String
  public let type: TypeID
  public let kind: Kind
  public let state: State
  /// First frame slot and their number. Of a boxed variable the one that holds the variable's address.
  public let slot: Int
  public let slots: Int
  /// It lies in the heap, or in the frame of the function around.
  public let isBoxed: Bool
  /// The slots keep what was last written to them.
  public let holds: Bool
  /// Bit i: word i of the slots is live, of at most 64; a longer variable is live as a whole.
  public let liveWords: UInt64
  /// Where it is declared, and the lines on which it is in scope.
  public let declared: Position
  public let lines: ClosedRange<Int>
}

/// How a function stands at a word of its code.
public enum Standing: Sendable {
  /// The instruction is under way: a call, a wait, an allocation, whose safepoint the word may be.
  case within
  /// It is about to be executed.
  case before
}

/// What is known of one function's variables.
public final class DebugInformation {
  private let program: Program
  private let procedure: Procedure
  private let graph: FlowGraph
  private let allocation: SlotAllocation
  private let source: SourceFile?
  let encoded: EncodedFunction
  private let captured: [ObjectID]

  init(_ program: Program, _ procedure: Procedure, _ encoder: Encoder<OpenConstants>, _ encoded: EncodedFunction) {
    self.program = program
    self.procedure = procedure
    graph = encoder.graph
    allocation = encoder.allocation
    source = encoder.source
    self.encoded = encoded
    captured = procedure.variables.filter(\.isCaptured).map(\.object)
  }

  /// The variables in scope at a word of the code, outer ones before those that hide them.
  public func variables(at word: Int, _ standing: Standing) -> [VariablePlace] {
    guard let position = instruction(at: word) else { return [] }
    let live = liveWords(at: position, standing)
    return procedure.variables.compactMap { variable in
      if variable.isCaptured || !variable.range.contains(position) { return nil }
      return place(variable, position, standing, live)
    }
  }

  // MARK: Places

  /// The instruction whose words hold a word of the code.
  private func instruction(at word: Int) -> Int? {
    let words = encoded.wordOfInstruction
    let wordCount = encoded.words.count
    if words.isEmpty || word < 0 || word >= wordCount { return nil }
    // The pad behind the code stands for the place where deferred calls are run.
    let word = word >= wordCount - 2 ? encoded.deferReturn : word
    var low = 0
    var high = words.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if words[middle] <= word { low = middle } else { high = middle }
    }
    return low
  }

  private func place(
    _ variable: VariableInfo, _ position: Int, _ standing: Standing, _ live: [Int32: UInt64]
  ) -> VariablePlace {
    let object = program[variable.object]
    let register = procedure.registers[Int(variable.register.raw)]
    let isLive: Bool
    var mask: UInt64 = 0
    if register.slots == 0 || register.isPinned || register.isMemory && register.range.contains(position) {
      isLive = true
      mask = .max
    } else {
      mask = live[variable.register.raw] ?? 0
      isLive = mask != 0
    }
    var holds = isLive
    var hasSlots = true
    if case .own = register.home {
      let life = allocation.life(variable.register)
      hasSlots = life != nil && register.slots > 0
      if let life, !isLive { holds = keeps(variable.register, life, position, standing) }
    } else {
      holds = true
    }
    return VariablePlace(
      object: variable.object, name: program.text(object.name), type: object.type, kind: kind(object, variable),
      state: isLive ? .live : hasSlots ? .dead : .nowhere,
      slot: hasSlots ? allocation.location(variable.register) : -1, slots: register.slots, isBoxed: variable.isBoxed,
      holds: holds && hasSlots, liveWords: mask, declared: object.position, lines: lines(variable))
  }

  private func kind(_ object: Object, _ variable: VariableInfo) -> VariablePlace.Kind {
    if captured.contains(variable.object) { return .captured }
    if object.flags.contains(.isReceiver) { return .receiver }
    if object.flags.contains(.isResult) { return .result }
    return object.flags.contains(.isParameter) ? .parameter : .local
  }

  /// Whether nobody else has been given the slots of a register that is not live.
  private func keeps(
    _ register: RegisterID, _ life: ClosedRange<Int>, _ position: Int, _ standing: Standing
  ) -> Bool {
    if standing == .before { return life.lowerBound <= 2 * position && life.upperBound >= 2 * position - 1 }
    if life.lowerBound > 2 * position || life.upperBound < 2 * position { return false }
    // A call's outgoing words are the callee's.
    let instruction = procedure.instructions[position]
    guard !instruction.op.isPseudo, instruction.op.shape.isCall, instruction.list >= 0 else { return true }
    return allocation.location(register) >= procedure.calls[Int(instruction.list)].words
  }

  private func lines(_ variable: VariableInfo) -> ClosedRange<Int> {
    guard let source else { return 0...0 }
    let declared = source.line(at: program[variable.object].position.offset)
    var last = declared
    for position in variable.range where position < procedure.instructions.count {
      let instruction = procedure.instructions[position]
      if !instruction.op.isPseudo { last = max(last, source.line(at: instruction.position)) }
    }
    return declared...last
  }

  // MARK: Liveness

  /// The words of each register that are live at an instruction.
  private func liveWords(at position: Int, _ standing: Standing) -> [Int32: UInt64] {
    guard
      let index = graph.blocks.lastIndex(where: { $0.first <= position && position < $0.end && $0.isReachable })
    else { return [:] }
    var live: [Int32: UInt64] = [:]
    let row = index * graph.rowWords
    for word in 0..<graph.rowWords {
      var bits = graph.liveOut[row + word]
      while bits != 0 {
        let unit = word * 64 + bits.trailingZeroBitCount
        bits &= bits - 1
        let register = graph.registerOfUnit[unit]
        let slots = procedure.registers[Int(register)].slots
        live[register, default: 0] |=
          slots > FlowGraph.longestFollowed ? .max : 1 << UInt64(unit - Int(graph.firstUnit[Int(register)]))
      }
    }
    for at in stride(from: graph.blocks[index].end - 1, through: position, by: -1) {
      let instruction = procedure.instructions[at]
      if instruction.op.isPseudo { continue }
      graph.visit(
        instruction, read: { _ in },
        write: { if graph.endsUnits($0) { live[$0.register.raw, default: 0] &= ~mask($0) } })
      if at == position, standing == .within, instruction.op.shape.isCall {
        // What was passed is the callee's; of what a call reads the function value alone is still wanted.
        if instruction.a.isRegister { live[instruction.a.register.raw, default: 0] |= mask(instruction.a) }
        break
      }
      graph.visit(
        instruction, read: { live[$0.register.raw, default: 0] |= mask($0) }, write: { _ in })
    }
    return live
  }

  private func mask(_ operand: Operand) -> UInt64 {
    if procedure.registers[Int(operand.register.raw)].slots > FlowGraph.longestFollowed { return .max }
    return ((1 << UInt64(operand.width)) - 1) << UInt64(operand.word)
  }
}

/// Constants of code that will not be run: addresses are left open.
struct OpenConstants: ConstantResolver {
  /// Stands for any address.
  static let open: UInt64 = 1 << 40

  func resolve(_ constant: Constant64) -> UInt64 {
    switch constant {
    case .none, .label, .slot: 0
    case .bits(let bits): bits
    default: OpenConstants.open
    }
  }
}

extension Compiler {
  /// What is known of a compiled function's variables; nil of one that is not compiled or has no text, and when the
  /// function cannot be made again as it was. Call on a large stack, while nothing is being compiled.
  public func debugInformation(of function: UnsafePointer<loam_function>) -> DebugInformation? {
    let pointer = FunctionPointer(mutating: function)
    // The record may have been given other code.
    if let known = debugged[pointer], isSame(known.encoded, pointer.pointee) { return known }
    guard pointer.pointee.code != nil, let callee = callee(pointer), case .function = callee,
      isForm(pointer) || (try? self.function(callee)) == pointer
    else { return nil }
    let guarded = isForm(pointer) ? forms.guards[pointer] ?? [] : guards[pointer.pointee.user] ?? []
    let isReady = environment.isReady
    environment.isReady = { !guarded.contains($0) }
    defer { environment.isReady = isReady }
    var made: DebugInformation?
    do {
      made = try remake(callee, pointer)
    } catch is FrameTooLarge {
      environment.largestInFrame = Compiler.largestInSmallFrame
      made = try? remake(callee, pointer)
      environment.largestInFrame = Int.max
    } catch {}
    if debugged.count >= 256 { debugged = [:] }
    debugged[pointer] = made
    return made
  }

  private func remake(_ callee: Callee, _ pointer: FunctionPointer) throws -> DebugInformation? {
    environment.makesBreaks = isForm(pointer)
    defer { environment.makesBreaks = false }
    let procedure = try lower(callee, pointer)
    if procedure.isTooLarge || procedure.children.contains(where: \.isTooLarge) { throw FrameTooLarge() }
    let source = procedure.file == .none ? nil : program.sources[procedure.file]
    var encoder = Encoder(procedure, environment.layouts, resolver: OpenConstants(), source: source)
    let encoded = try encoder.encode()
    guard isSame(encoded, pointer.pointee) else { return nil }
    return DebugInformation(program, procedure, encoder, encoded)
  }

  private func isSame(_ encoded: EncodedFunction, _ function: loam_function) -> Bool {
    guard function.code != nil, encoded.frameSlots == function.frame_slots, encoded.words.count == function.code_words,
      encoded.mapCount == function.map_count, encoded.wordsPerMap == function.map_words
    else { return false }
    for (index, word) in encoded.maps.enumerated() where function.maps[index] != word { return false }
    for (index, word) in encoded.words.enumerated() where function.code[index] != word && word != OpenConstants.open {
      // A place may be armed.
      let isBreak = UInt32(word & 0xffff) == LOAM_OP_BREAK.rawValue
      if !isBreak || function.code[index] & 0xffff_ffff != word & 0xffff_ffff { return false }
    }
    return true
  }
}
