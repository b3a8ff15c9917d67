// SPDX-License-Identifier: Apache-2.0
//
// Procedure.swift — a function as instructions over virtual registers.
//
// How.      Instructions are those of the runtime, but their fields name virtual registers, their branches labels, and
//           their constants things of the program. They stand in the order in which they are encoded, which is the order
//           of the source, so that a place and a scope are an index and a range.
// Why not.  SSA: the interpreter's cost is the number of instructions, and lowering into a wanted destination with
//           operands read in place already yields few; phis and their removal would cost more than they find.

public import Bytecode
public import Source
public import Types

/// One instruction.
public struct Instruction: Sendable {
  public var op: Opcode
  public var a: Operand
  public var b: Operand
  public var c: Operand
  public var k: Constant64
  public var k2: Constant64
  /// Label of a branch or label instruction, index of a prelude; -1 else.
  public var target: Int32 = -1
  /// Index into the procedure's calls, tables or selects; -1 else.
  public var list: Int32 = -1
  /// Offset in the source.
  public var position: UInt32

  @inlinable public init(
    _ op: Opcode, _ a: Operand = .none, _ b: Operand = .none, _ c: Operand = .none, k: Constant64 = .none,
    k2: Constant64 = .none, target: Int = -1, list: Int = -1, position: UInt32 = 0
  ) {
    self.op = op
    self.a = a
    self.b = b
    self.c = c
    self.k = k
    self.k2 = k2
    self.target = Int32(target)
    self.list = Int32(list)
    self.position = position
  }
}

/// What Codegen must know of a virtual register.
public struct Register: Sendable {
  public enum Home: Sendable {
    /// Anywhere in the function's own slots.
    case own
    /// Argument or result word i of the running function.
    case incoming(Int)
    /// The slot that receives the closure pointer.
    case context
  }

  public var slots: Int
  /// Bit i: word i holds a pointer, of the first 64 words.
  public var pointers: UInt64
  /// Of registers longer than 64 words: the type whose pointers it holds.
  public var type: TypeID
  public var home: Home
  /// Its address is taken: it keeps its slots over `range`, whatever reads it.
  public var isMemory = false
  /// Read and written behind the program's back by panics: live over the whole function.
  public var isPinned = false
  /// Of memory registers: first and last instruction of its life.
  public var range: ClosedRange<Int> = 0...0
}

/// The operands of a call.
public struct CallOperands: Sendable {
  /// Each argument and the outgoing word where it begins.
  public var arguments: [(operand: Operand, word: Int)] = []
  public var results: [(operand: Operand, word: Int)] = []
  /// Words of arguments and results together.
  public var words = 0
}

/// One case of a select.
public struct SelectCase: Sendable {
  public var channel: Operand
  public var value: Operand
  public var ok: Operand
  public var isSend: Bool
}

/// Where a source variable lives, for the debugger.
public struct VariableInfo: Sendable {
  public var object: ObjectID
  public var register: RegisterID
  /// First and last instruction of its scope.
  public var range: ClosedRange<Int>
  public var isBoxed: Bool
  public var isCaptured: Bool
  /// Byte offset in the closure of captured variables.
  public var offset: Int
}

/// Constant memory: bytes, and where in them pointers to string constants stand.
public struct StaticImage: Sendable {
  public var bytes: [UInt8] = []
  /// The words at `offset` become the address of string constant `string`.
  public var strings: [(offset: Int, string: Int)] = []
  /// The words at `offset` become the address of another image.
  public var images: [(offset: Int, image: Int)] = []
  public var functions: [(offset: Int, callee: Callee)] = []
  public var types: [(offset: Int, type: TypeID)] = []
  public var itabs: [(offset: Int, interface: TypeID, type: TypeID)] = []
  public var alignment = 8
  /// The type to trace it by when the program may write pointers to it; invalid for memory that never changes.
  public var traced: TypeID = .invalid
}

/// A function before encoding.
public struct Procedure: Sendable {
  public var name = ""
  public var file: FileID = .none
  public var position: UInt32 = 0
  public var instructions: [Instruction] = []
  public var registers: [Register] = []
  public var calls: [CallOperands] = []
  public var tables: [[Int]] = []
  public var selects: [[SelectCase]] = []
  public var labelCount = 0
  public var argumentSlots = 0
  public var resultSlots = 0
  /// Bit per argument word.
  public var argumentPointers: [UInt64] = []
  public var usesContext = false
  public var hasDefers = false
  public var isWrapper = false
  /// A value has more words than a frame may have; nothing else of the procedure means anything then.
  public var isTooLarge = false
  public var variables: [VariableInfo] = []
  /// Library variables whose initialisers it runs before its body, since they had not run when it was lowered.
  public var guards: [ObjectID] = []
  public var strings: [[UInt8]] = []
  public var images: [StaticImage] = []
  public var children: [Procedure] = []
  public var childNames: [String] = []

  public init() {}
}
