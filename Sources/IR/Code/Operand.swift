// SPDX-License-Identifier: Apache-2.0
//
// Operand.swift — what an instruction works on: virtual registers, parts of them, small numbers, and constants.

public import Types

/// A virtual register: one or more consecutive frame slots, placed by Codegen. Dense from 0 within a procedure.
@frozen public struct RegisterID: Hashable, Sendable {
  public let raw: Int32
  @inlinable public init(raw: Int32) { self.raw = raw }
}

/// A field of an instruction: some whole words of a register, a number, or nothing.
@frozen public struct Operand: Hashable, Sendable {
  @usableFromInline let value: Int32
  /// First word of the register that is meant.
  public let word: UInt16
  /// Number of words; 0xffff marks a number, 0xfffe nothing.
  @usableFromInline let extent: UInt16

  @inlinable init(value: Int32, word: UInt16, extent: UInt16) {
    self.value = value
    self.word = word
    self.extent = extent
  }

  @inlinable public init(_ register: RegisterID, word: Int, width: Int) {
    value = register.raw
    // What is too large is noted where registers are made, and the procedure refused.
    self.word = UInt16(clamping: word)
    extent = UInt16(min(width, 0xfffd))
  }

  @inlinable public static var none: Operand { Operand(value: -1, word: 0, extent: 0xfffe) }
  @inlinable public static func immediate(_ number: Int) -> Operand {
    Operand(value: Int32(number), word: 0, extent: 0xffff)
  }

  @inlinable public var isNone: Bool { extent == 0xfffe }
  @inlinable public var isImmediate: Bool { extent == 0xffff }
  @inlinable public var isRegister: Bool { extent < 0xfffe }
  @inlinable public var register: RegisterID { RegisterID(raw: value) }
  @inlinable public var number: Int { Int(value) }
  @inlinable public var width: Int { Int(extent) }

  /// A part of the words that this operand names.
  @inlinable public func part(_ offset: Int, width: Int) -> Operand {
    Operand(register, word: Int(word) + offset, width: width)
  }
}

/// A 64-bit constant word; what names something of the runtime becomes an address when the code is encoded.
public enum Constant64: Hashable, Sendable {
  case none
  case bits(UInt64)
  /// The descriptor of a type.
  case type(TypeID)
  /// A function, which is also its own closure.
  case function(Callee)
  /// The bytes of a string constant, by its index in the procedure.
  case string(Int)
  /// A static image, by its index in the procedure.
  case image(Int)
  /// The memory of a package variable, plus an offset.
  case global(ObjectID, offset: Int)
  /// The flag that says whether a library variable's initialiser has run.
  case guardFlag(ObjectID)
  /// The dispatch table of an interface and a concrete type.
  case itab(interface: TypeID, type: TypeID)
  /// A branch offset: the label.
  case label(Int)
  /// The slot of an operand.
  case slot(Operand)
}

/// Something that can be called.
public enum Callee: Hashable, Sendable {
  /// A function, method or function literal of the program.
  case function(FunctionID)
  /// A method in the form that interfaces call: the receiver is a data word.
  case interfaceMethod(TypeID, name: UInt32, package: PackageID)
  /// The body of the closure that `x.m` makes: the receiver is captured.
  case boundMethod(ObjectID)
  case boundInterfaceMethod(TypeID, index: Int)
  /// `T.m`: the receiver is the first parameter.
  case methodExpression(TypeID, name: UInt32, package: PackageID)
  /// Runs the initialiser of library variables, the first of which names it.
  case initializer(ObjectID)
  /// A function made for one place of the procedure that uses it, by its index there.
  case child(Int)
  /// The synthesised function that runs a package's initialisation.
  case packageInitializer(PackageID)
  case mainEntry
}
