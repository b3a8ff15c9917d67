// SPDX-License-Identifier: Apache-2.0
//
// ObjectID.swift — dense names of declared things, packages and function bodies. 0 is none in each.

/// A declared or predeclared thing.
@frozen public struct ObjectID: Hashable, Sendable {
  public let raw: UInt32
  @inlinable public init(raw: UInt32) { self.raw = raw }
  @inlinable public static var none: ObjectID { ObjectID(raw: 0) }
  @inlinable public var exists: Bool { raw != 0 }
}

/// A package of a program; none is the universe.
@frozen public struct PackageID: Hashable, Sendable {
  public let raw: UInt32
  @inlinable public init(raw: UInt32) { self.raw = raw }
  @inlinable public static var none: PackageID { PackageID(raw: 0) }
  @inlinable public var exists: Bool { raw != 0 }
}

/// A function, method or function literal.
@frozen public struct FunctionID: Hashable, Sendable {
  public let raw: UInt32
  @inlinable public init(raw: UInt32) { self.raw = raw }
  @inlinable public static var none: FunctionID { FunctionID(raw: 0) }
  @inlinable public var exists: Bool { raw != 0 }
}

/// A constant's value in the program's table.
@frozen public struct ConstantID: Hashable, Sendable {
  public let raw: UInt32
  @inlinable public init(raw: UInt32) { self.raw = raw }
  @inlinable public static var none: ConstantID { ConstantID(raw: 0) }
  @inlinable public var exists: Bool { raw != 0 }
}
