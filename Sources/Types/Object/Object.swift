// SPDX-License-Identifier: Apache-2.0
//
// Object.swift — what a name stands for.
//
// How.      One record for every constant, variable, type, function, package name, predeclared function and label.
//           Struct fields and interface methods are no objects: they are parts of types, and types are shared by all
//           who write them alike. The facts that later passes need of a variable are gathered while bodies are checked.

import Source
import Syntax

public enum ObjectKind: UInt8, Sendable {
  case none, constant, variable, type, function, package, builtin, `nil`, label
}

/// What a name stands for.
public struct Object: Sendable {
  public let kind: ObjectKind
  public let name: Symbol
  /// None for predeclared names.
  public let package: PackageID
  /// Where the name is declared.
  public let position: Position
  /// The type; of a type object, the type it declares. Invalid until the object has been resolved.
  public internal(set) var type: TypeID = .invalid
  public internal(set) var flags: ObjectFlags = []
  /// The declaration: a `Decl` for what is declared at package level, an `Expr` (the name) for locals. 0 is none.
  public internal(set) var node: UInt32 = 0
  /// The function that a local variable, parameter or result belongs to.
  public internal(set) var owner: FunctionID = .none
  var detail: UInt32 = 0
  var state: State = .unresolved

  enum State: UInt8 { case unresolved, resolving, resolved }

  init(_ kind: ObjectKind, name: Symbol, package: PackageID, position: Position) {
    self.kind = kind
    self.name = name
    self.package = package
    self.position = position
  }

  /// The value of a constant.
  public var constant: ConstantID { kind == .constant ? ConstantID(raw: detail) : .none }
  /// The body of a function or method.
  public var function: FunctionID { kind == .function ? FunctionID(raw: detail) : .none }
  /// The package that a package name stands for.
  public var imported: PackageID { kind == .package ? PackageID(raw: detail) : .none }
  /// The predeclared function.
  public var builtin: BuiltinID? { kind == .builtin ? BuiltinID(rawValue: UInt8(detail)) : nil }
  /// The statement that a label marks.
  public var labeled: NodeID<Stmt> { kind == .label ? NodeID(raw: detail) : .none }
}

/// Facts about an object, those about variables gathered while bodies are checked.
public struct ObjectFlags: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let isPackageLevel = ObjectFlags(rawValue: 1 << 0)
  public static let isParameter = ObjectFlags(rawValue: 1 << 1)
  public static let isResult = ObjectFlags(rawValue: 1 << 2)
  public static let isReceiver = ObjectFlags(rawValue: 1 << 3)
  public static let isMethod = ObjectFlags(rawValue: 1 << 4)
  public static let isAlias = ObjectFlags(rawValue: 1 << 5)
  /// The name was read or the variable's address taken.
  public static let isUsed = ObjectFlags(rawValue: 1 << 6)
  /// A function literal inside the owner uses it.
  public static let isCaptured = ObjectFlags(rawValue: 1 << 7)
  /// `&x`, a slice of the array `x`, or a call of a pointer method on `x` takes its address.
  public static let isAddressTaken = ObjectFlags(rawValue: 1 << 8)
  /// It is given a value after its declaration.
  public static let isAssigned = ObjectFlags(rawValue: 1 << 9)
  /// Declared by the clause of a `for` or `range` statement: a new variable in each iteration.
  public static let isLoopVariable = ObjectFlags(rawValue: 1 << 10)
  /// The symbolic variable of a type switch, one for each clause.
  public static let isTypeSwitchVariable = ObjectFlags(rawValue: 1 << 11)
  /// A method declared for `*T`.
  public static let hasPointerReceiver = ObjectFlags(rawValue: 1 << 13)
  /// A function or method declared with type parameters of its own.
  public static let isGeneric = ObjectFlags(rawValue: 1 << 15)
  /// Of a session: a function that is not the body of an entry refers to it.
  public static let isHeld = ObjectFlags(rawValue: 1 << 16)
  /// Of a session: the entry that declared it is forgotten, and nothing of it refers to the object.
  static let isAlone = ObjectFlags(rawValue: 1 << 17)
  static let isInvalidCycle = ObjectFlags(rawValue: 1 << 14)
  public static let isDotImport = ObjectFlags(rawValue: 1 << 12)
}

/// The predeclared functions and those of package unsafe.
public enum BuiltinID: UInt8, Sendable, CaseIterable {
  case append, cap, clear, close, complex, copy, delete, imag, len, make, max, min, new, panic, print, println, real,
    recover
  case unsafeAdd, unsafeAlignof, unsafeOffsetof, unsafeSizeof, unsafeSlice, unsafeSliceData, unsafeString,
    unsafeStringData
}

/// A function body: of a declared function or method, or of a function literal.
public struct Function: Sendable {
  /// None for a function literal.
  public let object: ObjectID
  public let file: FileID
  public let package: PackageID
  /// The literal, or none for a declared function.
  public let literal: NodeID<Expr>
  /// The declaration, or none for a literal.
  public let declaration: NodeID<Decl>
  /// The function that a literal stands in; none in the initialiser of a package variable.
  public let enclosing: FunctionID
  /// The type without receiver; invalid until resolved.
  public internal(set) var signature: TypeID = .invalid
  public internal(set) var receiver: ObjectID = .none
  /// One for each parameter and result, unnamed and blank ones too.
  public internal(set) var parameters: [ObjectID] = []
  public internal(set) var results: [ObjectID] = []
  /// Type parameters of a generic function, or of the receiver's type in a method.
  public internal(set) var typeParameters: [TypeID] = []
  /// How many of them, the first, belong to the receiver's type; the others are a generic method's own.
  public internal(set) var receiverTypeParameters = 0
  /// Variables of enclosing functions that a literal uses, in the order of first use.
  public internal(set) var captures: [ObjectID] = []
  /// None while the body is not parsed, and for native functions.
  public internal(set) var body: NodeID<Stmt> = .none
  /// Declared without a body.
  public internal(set) var isNative = false
  public internal(set) var isChecked = false
  public internal(set) var hasDefer = false
  public internal(set) var callsRecover = false
  /// Package-level variables and functions, and methods, that the body refers to, in the order of first use.
  public internal(set) var references: [ObjectID] = []

  init(
    object: ObjectID, file: FileID, package: PackageID, literal: NodeID<Expr> = .none,
    declaration: NodeID<Decl> = .none, enclosing: FunctionID = .none
  ) {
    self.object = object
    self.file = file
    self.package = package
    self.literal = literal
    self.declaration = declaration
    self.enclosing = enclosing
  }
}
