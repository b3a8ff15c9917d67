// SPDX-License-Identifier: Apache-2.0
//
// Lowering.swift — one function from its typed tree to a procedure.
//
// How.      Expressions are lowered into a wanted destination, or give back the operand that already holds the value: a
//           variable is read in place. What must not change while it waits is copied by whoever lets it wait.
//           Constants that loops need in registers, and the zeroing of memory that maps must be able to scan before its
//           place in the program is reached, go to preludes: of the outermost loop, or of the function.
// Upholds.  On every path a register is written before it is read, so that what is live at a safepoint was initialised.

import Bytecode
import CRuntime
import Escape
import Source
import Syntax
import Types

/// Makes the procedure of one function.
public final class Lowering {
  let environment: LoweringEnvironment
  let program: Program
  let types: TypeTable
  let layouts: TypeLayouts
  let file: TypedFile

  var procedure = Procedure()
  var position: UInt32 = 0
  /// Where the function's variables are.
  var bindings = Bindings()
  var preludes: [[Instruction]] = [[]]
  var loops: [Loop] = []
  var targets: [BranchTarget] = []
  var gotoLabels: [UInt32: Int] = [:]
  /// Instructions that registers in memory live to the end of, by loop; closed when the loop ends.
  var openRegions: [[RegisterID]] = [[]]
  var results: [ResultVariable] = []
  var signature = Signature(parameters: [], results: [], isVariadic: false)
  var function: FunctionID = .none
  var epilogue = -1
  var contextRegister: RegisterID?
  var hasReturned = false
  /// Whether this function gets the form for breakpoints.
  var hasBreaks = false
  var marksStatements = true
  /// Where the statement stands that got a BREAK last.
  var markedOffset: UInt32?
  /// Library variables whose initialisers must have run.
  var guarded: [ObjectID] = []

  /// Where a variable is.
  enum Binding {
    case register(RegisterID)
    /// In the heap or in an enclosing function's frame; the register holds its address.
    case boxed(Operand)
  }

  /// The bindings of a function's variables.
  struct Bindings {
    private var table = NumberTable()
    private var values: [Binding] = []

    subscript(object: ObjectID) -> Binding? {
      get {
        let index = table[object.raw]
        return index < 0 ? nil : values[index]
      }
      set {
        guard let newValue else { return }
        let index = table[object.raw]
        if index >= 0 {
          values[index] = newValue
        } else {
          table[object.raw] = values.count
          values.append(newValue)
        }
      }
    }
  }

  /// A loop being lowered.
  struct Loop {
    let prelude: Int
    var constants: [UInt64: Operand] = [:]
  }

  struct BranchTarget {
    let statement: NodeID<Stmt>
    let breakLabel: Int
    /// -1 for switch and select.
    let continueLabel: Int
  }

  struct ResultVariable {
    var object: ObjectID
    var type: TypeID
    /// The incoming words of the result.
    var register: RegisterID
  }

  init(_ environment: LoweringEnvironment, file: TypedFile) {
    self.environment = environment
    self.file = file
    program = environment.program
    types = program.types
    layouts = environment.layouts
    emit(.prelude, target: 0)
  }

  var tree: Tree { file.tree }

  // MARK: Emitting

  @discardableResult
  func emit(
    _ op: Opcode, _ a: Operand = .none, _ b: Operand = .none, _ c: Operand = .none, k: Constant64 = .none,
    k2: Constant64 = .none, target: Int = -1, list: Int = -1
  ) -> Int {
    procedure.instructions.append(
      Instruction(op, a, b, c, k: k, k2: k2, target: target, list: list, position: position))
    return procedure.instructions.count - 1
  }

  func newLabel() -> Int {
    procedure.labelCount += 1
    return procedure.labelCount - 1
  }

  func place(label: Int) {
    emit(.label, target: label)
    hasReturned = false
  }

  func jump(_ label: Int) {
    emit(LOAM_OP_JMP, target: label)
    hasReturned = true
  }

  func unsupported(_ what: String) -> LoweringError {
    LoweringError(Position(file: file.id, offset: position), "\(what): not supported yet")
  }

  // MARK: Registers

  func layout(_ type: TypeID) -> TypeLayout { layouts[type] }

  func newRegister(slots: Int, pointers: UInt64, type: TypeID = .invalid, home: Register.Home = .own) -> RegisterID {
    var slots = slots
    if slots > 0xf000 {
      procedure.isTooLarge = true
      slots = 1
    }
    procedure.registers.append(Register(slots: slots, pointers: pointers, type: type, home: home))
    registerDepths.append(Int32(loops.count))
    return RegisterID(raw: Int32(procedure.registers.count - 1))
  }

  func newRegister(_ type: TypeID, home: Register.Home = .own) -> RegisterID {
    let layout = layout(type)
    return newRegister(slots: layout.slots, pointers: layout.pointers, type: type, home: home)
  }

  func whole(_ register: RegisterID) -> Operand {
    Operand(register, word: 0, width: procedure.registers[Int(register.raw)].slots)
  }

  /// A new register for a value of a type.
  func temporary(_ type: TypeID) -> Operand { whole(newRegister(type)) }
  /// A new register for one word that is no pointer.
  func temporaryWord() -> Operand { whole(newRegister(slots: 1, pointers: 0)) }
  func temporaryPointer() -> Operand { whole(newRegister(slots: 1, pointers: 1)) }
  func words(_ count: Int, pointers: UInt64) -> Operand { whole(newRegister(slots: count, pointers: pointers)) }

  func isMemory(_ register: RegisterID) -> Bool { procedure.registers[Int(register.raw)].isMemory }

  /// Makes a register one whose address may be taken: it keeps its slots to the end of the innermost loop around its
  /// making (of the function when there is none), because pointers to it may live that long.
  func makeMemory(_ register: RegisterID) {
    let index = Int(register.raw)
    if procedure.registers[index].isMemory { return }
    procedure.registers[index].isMemory = true
    guard case .own = procedure.registers[index].home else {
      procedure.registers[index].range = 0...Int.max
      return
    }
    let depth = Int(registerDepths[index])
    let prelude = depth > 0 ? loops[depth - 1].prelude : 0
    if procedure.registers[index].pointers != 0 || hasPointersBeyond(register) {
      // Its words are scanned from the beginning of the region, so they are zeroed there.
      preludes[prelude].append(
        Instruction(
          LOAM_OP_ZERO, whole(register), .immediate(procedure.registers[index].slots), position: position))
    }
    procedure.registers[index].range = preludeIndexes[prelude]...Int.max
    openRegions[depth].append(register)
  }

  /// Like `makeMemory` over the whole function, for what deferred calls refer to.
  func makeFunctionMemory(_ register: RegisterID) {
    let index = Int(register.raw)
    if procedure.registers[index].isMemory { return }
    procedure.registers[index].isMemory = true
    procedure.registers[index].range = 0...Int.max
    if case .own = procedure.registers[index].home {
      preludes[0].append(
        Instruction(
          LOAM_OP_ZERO, whole(register), .immediate(procedure.registers[index].slots), position: position))
    }
  }

  private func hasPointersBeyond(_ register: RegisterID) -> Bool {
    let info = procedure.registers[Int(register.raw)]
    return info.slots > 64 && info.type.isValid && layouts.hasPointers(info.type)
  }

  /// How many loops stood around the making of each register.
  var registerDepths: [Int32] = []
  /// Instruction index of each prelude's place.
  var preludeIndexes: [Int] = [0]

  /// Whether a variable that needs an address, or is too large for the frame, lives in the heap.
  func isOnHeap(_ object: ObjectID) -> Bool {
    if layout(program[object].type).slots > environment.largestInFrame { return true }
    return needsAddress(object) && environment.escape.isOnHeap(object)
  }

  /// Whether the memory that an expression makes for a value of a type lives in the heap.
  func isOnHeap(_ node: NodeID<Expr>, _ type: TypeID, as role: SiteRole = .value) -> Bool {
    let slots = layout(type).slots
    return slots == 0 || slots > environment.largestInFrame
      || environment.escape.isOnHeap(node, in: file.id, as: role)
  }

  // MARK: Loops

  /// Begins a loop: what follows, up to `endLoop`, may be executed many times.
  func beginLoop() {
    preludes.append([])
    preludeIndexes.append(procedure.instructions.count)
    emit(.prelude, target: preludes.count - 1)
    loops.append(Loop(prelude: preludes.count - 1))
    openRegions.append([])
  }

  func endLoop() {
    loops.removeLast()
    let end = procedure.instructions.count - 1
    for register in openRegions.removeLast() {
      let index = Int(register.raw)
      procedure.registers[index].range = procedure.registers[index].range.lowerBound...end
    }
  }

  // MARK: Constants

  /// A register that holds a constant word: made before the outermost loop, or here outside of loops.
  func constantWord(_ k: Constant64) -> Operand {
    if !loops.isEmpty, case .bits(let bits) = k {
      if let known = loops[0].constants[bits] { return known }
      if loops[0].constants.count < 24 {
        let operand = temporaryWord()
        preludes[loops[0].prelude].append(Instruction(LOAM_OP_LOADK, operand, k: k, position: position))
        loops[0].constants[bits] = operand
        return operand
      }
    }
    let operand = temporaryWord()
    emit(LOAM_OP_LOADK, operand, k: k)
    return operand
  }

  func constantWord(_ value: Int) -> Operand { constantWord(.bits(UInt64(bitPattern: Int64(value)))) }

  func load(constant k: Constant64, into destination: Operand) { emit(LOAM_OP_LOADK, destination, k: k) }

  func stringIndex(_ bytes: [UInt8]) -> Int {
    // Equal constants of a function are near one another, if anywhere.
    if let known = procedure.strings.suffix(16).lastIndex(of: bytes) { return known }
    procedure.strings.append(bytes)
    return procedure.strings.count - 1
  }

  // MARK: Moves

  func move(_ source: Operand, to destination: Operand) {
    if source == destination || destination.width == 0 { return }
    emit(LOAM_OP_MOV, destination, source)
  }

  /// The operand itself, or a copy in `destination` when one is wanted.
  func deliver(_ source: Operand, _ destination: Operand?) -> Operand {
    guard let destination else { return source }
    move(source, to: destination)
    return destination
  }

  func zero(_ destination: Operand) {
    if destination.width > 0 { emit(LOAM_OP_ZERO, destination, .immediate(destination.width)) }
  }

  /// A copy in a register of its own.
  func copied(_ operand: Operand, _ type: TypeID) -> Operand {
    let copy = temporary(type)
    move(operand, to: copy)
    return copy
  }
}
