// SPDX-License-Identifier: Apache-2.0
//
// What declarations say: values that need nothing else but the environment's types.
public import Source

/// A function that a text declared.
public struct CFunction: Sendable {
  public var name: String
  /// Its name for the linker: that of `__asm__("…")` if there is one.
  public var symbol: String
  /// A function type, perhaps by a name that typedef gave.
  public var type: CTypeID
  /// Of the declaration that says most. Empty without a prototype.
  public var parameters: [CParameter]
  public var position: Position
  /// The name before a body, if one was given: C text that nobody compiles. Unless the function is static a library may
  /// have it all the same.
  public var body: Position?
  public var isStatic = false
  public var isInline = false
  public var isNoreturn = false
  /// `setjmp` and its like.
  public var returnsTwice = false
  /// The words of `deprecated("…")`, empty if it has none.
  public var deprecation: String?
  /// Parameters, from 0, that may not be null.
  public var nonnullParameters: [Int] = []

  /// Whether no library can have it: its name is known only in the text.
  public var hasNoSymbol: Bool { isStatic }
  public var hasBody: Bool { body != nil }
}

public struct CParameter: Sendable {
  public var name: String?
  /// As it is passed.
  public var type: CTypeID
  /// As it is written: an array stays one.
  public var writtenType: CTypeID
  public var position: Position
}

/// A variable that a text declared.
public struct CVariable: Sendable {
  public var name: String
  public var symbol: String
  public var type: CTypeID
  public var position: Position
  public var isExtern = false
  public var isStatic = false
  public var isThreadLocal = false
  /// The name before an initializer, if one was given.
  public var initializer: Position?
  /// What it is initialised with, if that is a constant.
  public var value: CValue?

  public var hasInitializer: Bool { initializer != nil }
}

public struct CTypedef: Sendable {
  public var name: String
  public var type: CTypeID
  /// By `__attribute__((aligned))`, in bytes.
  public var alignment: Int?
  public var position: Position
}

/// A struct or union.
public struct CRecord: Sendable {
  public var tag: String?
  public var isUnion: Bool
  /// nil: only its tag is known.
  public var fields: [CField]?
  /// In bytes; 0 as long as there are no fields.
  public var size = 0
  public var alignment = 0
  public var isPacked = false
  /// By `__attribute__((aligned))`, in bytes.
  public var requestedAlignment: Int?
  /// Of `#pragma pack` where it is declared, in bytes.
  public var packLimit: Int?
  /// A union that is passed as its first member.
  public var isTransparent = false
  /// The first name that typedef gave to one without a tag.
  public var typedefName: String?
  public var position: Position

  public var isComplete: Bool { fields != nil }

  public var keyword: String { isUnion ? "union" : "struct" }
}

public struct CField: Sendable {
  /// nil: an anonymous struct or union, whose members are this record's, or a bit-field without a name.
  public var name: String?
  public var type: CTypeID
  /// In bits from the record's start.
  public var bitOffset = 0
  /// Of a bit-field.
  public var bitWidth: Int?
  /// By attributes and `_Alignas`, in bytes.
  public var alignment: Int?
  public var isPacked = false
  public var position: Position

  /// In bytes from the record's start; of a bit-field, of the byte in which it begins.
  public var offset: Int { bitOffset / 8 }
  public var isBitField: Bool { bitWidth != nil }
}

public struct CEnumeration: Sendable {
  public var tag: String?
  /// The type that holds it.
  public var underlying: CScalar = .unsignedInt
  /// nil: only its tag is known.
  public var enumerators: [CConstant]?
  public var isPacked = false
  public var hasFixedType = false
  public var typedefName: String?
  public var position: Position
}

/// An enumerator, or a macro that stands for a constant.
public struct CConstant: Sendable {
  public var name: String
  public var type: CTypeID
  public var value: CValue
  public var position: Position
  /// Of an enumerator.
  public var enumeration: CEnumerationID?

  public init(
    name: String, type: CTypeID, value: CValue, position: Position, enumeration: CEnumerationID? = nil
  ) {
    self.name = name
    self.type = type
    self.value = value
    self.position = position
    self.enumeration = enumeration
  }
}

/// The value of a constant.
public enum CValue: Hashable, Sendable {
  /// Also characters and pointers. 64 bits, extended by the sign of the type.
  case integer(UInt64)
  /// Rounded to 64 bits if the type has more.
  case floating(Double)
  /// Without the NUL at its end.
  case string([UInt8])

  /// As a signed number.
  public var signed: Int64? {
    if case .integer(let bits) = self { Int64(bitPattern: bits) } else { nil }
  }
}

/// A macro that is no constant.
public struct CSkippedMacro: Sendable {
  public var name: String
  public var reason: Reason
  public var position: Position

  /// Whether it is another name of something.
  public var isAlias: Bool { if case .names(let other) = reason { other != name } else { false } }

  public enum Reason: Hashable, Sendable {
    /// `#define X`.
    case isEmpty
    case takesArguments
    /// Another name for a function, a variable or a type.
    case names(String)
    /// Why its text is no constant expression.
    case notConstant(String)
  }
}

/// A line that begins with `#cgo` or its like.
public struct CDirectiveLine: Sendable, Hashable {
  /// Of its `#`.
  public var position: Position
  /// What follows `#cgo`.
  public var text: String
}

/// An included file says something else of a function than a text before.
public struct CContradiction: Sendable {
  /// As it was declared before.
  public var function: CFunction
  /// What the file says.
  public var type: CTypeID
  public var position: Position
}

/// What one text declared, in its order; a name that had been declared the same way before is listed again.
public struct CDeclarations: Sendable {
  public var functions: [CFunction] = []
  public var variables: [CVariable] = []
  public var typedefs: [CTypedefID] = []
  public var records: [CRecordID] = []
  public var enumerations: [CEnumerationID] = []
  /// Macros that are constants, without those of files that texts before had defined; enumerators are with their types.
  public var constants: [CConstant] = []
  public var skippedMacros: [CSkippedMacro] = []
  public var cgoLines: [CDirectiveLine] = []
  public var contradictions: [CContradiction] = []
  /// What a person may want to know though it is no error.
  public var warnings: [Diagnostic] = []

  public init() {}
}

/// Errors in a text; it has declared nothing.
public struct CErrors: Error, Sendable {
  /// At most ten, in the order of the text.
  public var diagnostics: [Diagnostic]
  public var warnings: [Diagnostic]
  /// The first error is that the text ended: more text may make it right.
  public var endsTooEarly: Bool

  public init(diagnostics: [Diagnostic], warnings: [Diagnostic] = [], endsTooEarly: Bool = false) {
    self.diagnostics = diagnostics
    self.warnings = warnings
    self.endsTooEarly = endsTooEarly
  }
}
