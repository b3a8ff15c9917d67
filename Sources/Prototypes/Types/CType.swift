// SPDX-License-Identifier: Apache-2.0
//
// C's types, by dense ids: equal ids are equal types.
//
// How.      A type's id has its qualifiers in the low bits, so that `const T` needs no entry of its own. Names that typedef
//           gave are kept as entries; what an entry stands for without such names is computed when it is made.

/// A type of a ``CEnvironment`` with its qualifiers.
@frozen public struct CTypeID: Hashable, Sendable {
  let raw: UInt32

  init(index: Int, qualifiers: CQualifiers = []) { raw = UInt32(index) << 4 | UInt32(qualifiers.rawValue) }

  var index: Int { Int(raw >> 4) }

  public var qualifiers: CQualifiers { CQualifiers(rawValue: UInt8(truncatingIfNeeded: raw & 15)) }

  public var unqualified: CTypeID { CTypeID(index: index) }

  public var isConst: Bool { qualifiers.contains(.const) }

  func adding(_ more: CQualifiers) -> CTypeID { CTypeID(index: index, qualifiers: qualifiers.union(more)) }
}

public struct CQualifiers: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let const = CQualifiers(rawValue: 1)
  public static let volatile = CQualifiers(rawValue: 2)
  public static let restrict = CQualifiers(rawValue: 4)
  public static let atomic = CQualifiers(rawValue: 8)

  /// As C writes them, a space after each.
  var text: String {
    (contains(.const) ? "const " : "") + (contains(.volatile) ? "volatile " : "")
      + (contains(.restrict) ? "restrict " : "") + (contains(.atomic) ? "_Atomic " : "")
  }
}

/// An index of ``CEnvironment/records``.
public struct CRecordID: Hashable, Sendable {
  public let index: Int
}

/// An index of ``CEnvironment/enumerations``.
public struct CEnumerationID: Hashable, Sendable {
  public let index: Int
}

/// An index of ``CEnvironment/typedefs``.
public struct CTypedefID: Hashable, Sendable {
  public let index: Int
}

/// What a type is.
public enum CType: Hashable, Sendable {
  case void
  case scalar(CScalar)
  case complex(CScalar)
  /// gcc's `vector_size`.
  case vector(CTypeID, count: Int)
  /// `__builtin_va_list`.
  case vaList
  case pointer(CTypeID)
  /// nil: without a length.
  case array(CTypeID, count: Int?)
  case function(CFunctionType)
  case record(CRecordID)
  case enumeration(CEnumerationID)
  /// A name that typedef gave.
  case named(CTypedefID)
}

public struct CFunctionType: Hashable, Sendable {
  public var result: CTypeID
  /// As a call passes them: arrays and functions are pointers, outer qualifiers are gone.
  public var parameters: [CTypeID]
  /// Whether `...` ends the parameters.
  public var isVariadic: Bool
  /// False for `T f()`, of which nothing is known.
  public var hasPrototype: Bool

  public init(result: CTypeID, parameters: [CTypeID], isVariadic: Bool, hasPrototype: Bool) {
    self.result = result
    self.parameters = parameters
    self.isVariadic = isVariadic
    self.hasPrototype = hasPrototype
  }
}
