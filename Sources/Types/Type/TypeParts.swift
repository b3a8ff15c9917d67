// SPDX-License-Identifier: Apache-2.0
//
// TypeParts.swift — what composite and named types are made of.

import Syntax

/// One field of a struct type.
@frozen public struct StructField: Hashable, Sendable {
  public var name: Symbol
  public var type: TypeID
  public var isEmbedded: Bool
  /// The package that an unexported name belongs to; none for exported names.
  public var package: PackageID
  /// The interned tag text; the symbol of the empty string when there is none.
  public var tag: Symbol

  public init(name: Symbol, type: TypeID, isEmbedded: Bool, package: PackageID, tag: Symbol) {
    self.name = name
    self.type = type
    self.isEmbedded = isEmbedded
    self.package = package
    self.tag = tag
  }
}

/// A function type; parameter names are no part of it.
public struct Signature: Hashable, Sendable {
  public var parameters: [TypeID]
  public var results: [TypeID]
  /// The last parameter is `...T`; its type in `parameters` is then `[]T`.
  public var isVariadic: Bool

  public init(parameters: [TypeID], results: [TypeID], isVariadic: Bool) {
    self.parameters = parameters
    self.results = results
    self.isVariadic = isVariadic
  }
}

/// One method of an interface type.
@frozen public struct InterfaceMethod: Hashable, Sendable {
  public var name: Symbol
  /// The package that an unexported name belongs to; none for exported names.
  public var package: PackageID
  public var signature: TypeID

  public init(name: Symbol, package: PackageID, signature: TypeID) {
    self.name = name
    self.package = package
    self.signature = signature
  }
}

/// One term of a union: `T` or `~T`.
@frozen public struct TypeTerm: Hashable, Sendable {
  public var isTilde: Bool
  public var type: TypeID

  public init(isTilde: Bool, type: TypeID) {
    self.isTilde = isTilde
    self.type = type
  }
}

/// An interface type with its embedded interfaces already folded in.
public struct Interface: Hashable, Sendable {
  /// Sorted by name (as bytes), then package.
  public var methods: [InterfaceMethod]
  /// The union of allowed types; nil allows all.
  public var terms: [TypeTerm]?
  /// Only comparable types are in the set (`comparable` is embedded).
  public var isComparable: Bool

  public init(methods: [InterfaceMethod], terms: [TypeTerm]? = nil, isComparable: Bool = false) {
    self.methods = methods
    self.terms = terms
    self.isComparable = isComparable
  }

  /// Whether it may be used as a constraint only.
  public var isConstraint: Bool { terms != nil || isComparable }
}

/// A declared type, or an instance of a generic declared type.
public struct Named: Sendable {
  /// The declaration (of the generic type, for an instance).
  public let object: ObjectID
  public let type: TypeID
  /// The generic type that this is an instance of.
  public internal(set) var origin: NamedID?
  public internal(set) var arguments: [TypeID] = []
  public internal(set) var parameters: [TypeID] = []
  /// Invalid until the declaration has been resolved.
  public internal(set) var underlying: TypeID = .invalid
  /// The methods declared for it, in source order, as function objects; their types are resolved when looked up.
  public internal(set) var methods: [ObjectID] = []
  /// What stands on the right of the declaration; it may be another declared type.
  var definition: TypeID = .invalid
  /// Types declared as this one before its own underlying type was known.
  var dependents: [NamedID] = []
  var validity: Validity = .unknown

  enum Validity: UInt8 { case unknown, inProgress, valid, invalid }
}

/// A type parameter of a generic declaration.
public struct TypeParameter: Sendable {
  public let object: ObjectID
  public let type: TypeID
  public internal(set) var index: Int
  /// The constraint; its underlying type is an interface.
  public internal(set) var constraint: TypeID
}
