// SPDX-License-Identifier: Apache-2.0
//
// TypeID.swift — the dense names of types and of the parts that types own.
//
// How.      Types are hash-consed: two ids are equal exactly when Go calls the types identical. Only
//           named types and type parameters have an identity of their own.
// Why not.  Classes: comparing them recursively costs 146 ns where an integer costs one.

import Syntax

/// A type; `==` is Go's type identity.
@frozen public struct TypeID: Hashable, Sendable {
  public let raw: UInt32

  @inlinable public init(raw: UInt32) { self.raw = raw }

  @inlinable init(_ kind: BasicKind) { raw = UInt32(kind.rawValue) }

  /// The type of an expression that is wrong or was not checked.
  @inlinable public static var invalid: TypeID { TypeID(raw: 0) }
  @inlinable public var isValid: Bool { raw != 0 }

  @inlinable public static var bool: TypeID { TypeID(.bool) }
  @inlinable public static var int: TypeID { TypeID(.int) }
  @inlinable public static var int8: TypeID { TypeID(.int8) }
  @inlinable public static var int16: TypeID { TypeID(.int16) }
  /// `int32`, which is also `rune`.
  @inlinable public static var int32: TypeID { TypeID(.int32) }
  @inlinable public static var int64: TypeID { TypeID(.int64) }
  @inlinable public static var uint: TypeID { TypeID(.uint) }
  /// `uint8`, which is also `byte`.
  @inlinable public static var uint8: TypeID { TypeID(.uint8) }
  @inlinable public static var uint16: TypeID { TypeID(.uint16) }
  @inlinable public static var uint32: TypeID { TypeID(.uint32) }
  @inlinable public static var uint64: TypeID { TypeID(.uint64) }
  @inlinable public static var uintptr: TypeID { TypeID(.uintptr) }
  @inlinable public static var float32: TypeID { TypeID(.float32) }
  @inlinable public static var float64: TypeID { TypeID(.float64) }
  @inlinable public static var complex64: TypeID { TypeID(.complex64) }
  @inlinable public static var complex128: TypeID { TypeID(.complex128) }
  @inlinable public static var string: TypeID { TypeID(.string) }
  @inlinable public static var unsafePointer: TypeID { TypeID(.unsafePointer) }
  @inlinable public static var untypedBool: TypeID { TypeID(.untypedBool) }
  @inlinable public static var untypedInt: TypeID { TypeID(.untypedInt) }
  @inlinable public static var untypedRune: TypeID { TypeID(.untypedRune) }
  @inlinable public static var untypedFloat: TypeID { TypeID(.untypedFloat) }
  @inlinable public static var untypedComplex: TypeID { TypeID(.untypedComplex) }
  @inlinable public static var untypedString: TypeID { TypeID(.untypedString) }
  @inlinable public static var untypedNil: TypeID { TypeID(.untypedNil) }
  /// The empty tuple: the type of a call without results.
  @inlinable public static var emptyTuple: TypeID { TypeID(raw: UInt32(BasicKind.allCases.count)) }
  /// `interface{}`, which is also `any`.
  @inlinable public static var emptyInterface: TypeID { TypeID(raw: UInt32(BasicKind.allCases.count) + 1) }
  /// The predeclared type `error`.
  @inlinable public static var error: TypeID { TypeID(raw: UInt32(BasicKind.allCases.count) + 2) }
  /// The predeclared constraint `comparable`.
  @inlinable public static var comparable: TypeID { TypeID(raw: UInt32(BasicKind.allCases.count) + 3) }
}

/// The predeclared types without structure; raw values are the ids of the types.
@frozen public enum BasicKind: UInt8, CaseIterable, Sendable {
  case invalid
  case bool
  case int, int8, int16, int32, int64
  case uint, uint8, uint16, uint32, uint64, uintptr
  case float32, float64
  case complex64, complex128
  case string
  case unsafePointer
  case untypedBool, untypedInt, untypedRune, untypedFloat, untypedComplex, untypedString, untypedNil

  @inlinable public var isUntyped: Bool { rawValue >= BasicKind.untypedBool.rawValue }
  @inlinable public var isBoolean: Bool { self == .bool || self == .untypedBool }
  @inlinable public var isString: Bool { self == .string || self == .untypedString }
  @inlinable public var isUnsigned: Bool {
    rawValue >= BasicKind.uint.rawValue && rawValue <= BasicKind.uintptr.rawValue
  }
  @inlinable public var isInteger: Bool {
    (rawValue >= BasicKind.int.rawValue && rawValue <= BasicKind.uintptr.rawValue) || self == .untypedInt
      || self == .untypedRune
  }
  @inlinable public var isFloat: Bool { self == .float32 || self == .float64 || self == .untypedFloat }
  @inlinable public var isComplex: Bool { self == .complex64 || self == .complex128 || self == .untypedComplex }
  @inlinable public var isNumeric: Bool { isInteger || isFloat || isComplex }
  @inlinable public var isOrdered: Bool { isInteger || isFloat || isString }
  @inlinable public var isConstantType: Bool { isBoolean || isNumeric || isString }

  /// The name as the compiler writes it.
  public var name: String {
    switch self {
    case .invalid: "invalid type"
    case .bool: "bool"
    case .int: "int"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .uint: "uint"
    case .uint8: "uint8"
    case .uint16: "uint16"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .uintptr: "uintptr"
    case .float32: "float32"
    case .float64: "float64"
    case .complex64: "complex64"
    case .complex128: "complex128"
    case .string: "string"
    case .unsafePointer: "unsafe.Pointer"
    case .untypedBool: "untyped bool"
    case .untypedInt: "untyped int"
    case .untypedRune: "untyped rune"
    case .untypedFloat: "untyped float"
    case .untypedComplex: "untyped complex"
    case .untypedString: "untyped string"
    case .untypedNil: "untyped nil"
    }
  }
}

/// A declared type or an instance of a generic one.
@frozen public struct NamedID: Hashable, Sendable {
  public let raw: UInt32
  @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// A struct type's fields.
@frozen public struct StructID: Hashable, Sendable {
  public let raw: UInt32
  @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// A function type's parameters and results.
@frozen public struct SignatureID: Hashable, Sendable {
  public let raw: UInt32
  @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// An interface type's methods and type set.
@frozen public struct InterfaceID: Hashable, Sendable {
  public let raw: UInt32
  @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// The types of a multi-valued expression.
@frozen public struct TupleID: Hashable, Sendable {
  public let raw: UInt32
  @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// A type parameter.
@frozen public struct TypeParameterID: Hashable, Sendable {
  public let raw: UInt32
  @inlinable public init(raw: UInt32) { self.raw = raw }
}

/// What a pass switches over: one level of a type, without references inside.
@frozen public enum TypeView: Sendable {
  case basic(BasicKind)
  case named(NamedID)
  case pointer(TypeID)
  case slice(TypeID)
  case array(element: TypeID, length: Int64)
  case map(key: TypeID, element: TypeID)
  case channel(Syntax.ChannelDirection, element: TypeID)
  case structure(StructID)
  case function(SignatureID)
  case interface(InterfaceID)
  case tuple(TupleID)
  case typeParameter(TypeParameterID)
}
