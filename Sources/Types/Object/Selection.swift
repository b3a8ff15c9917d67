// SPDX-License-Identifier: Apache-2.0
//
// Selection.swift — how `x.f` reaches what it names.

import Syntax

/// What a selector expression `x.f` means. Qualified identifiers (`pkg.Name`) have none: their object says all.
public struct Selection: Sendable {
  public enum Kind: UInt8, Sendable {
    /// A struct's field.
    case field
    /// A method of a declared type, called or as a method value.
    case method
    /// A method of an interface value, called or as a method value.
    case interfaceMethod
    /// `T.m` of a declared type: a function whose first parameter is the receiver.
    case methodExpression
    /// `I.m` of an interface type.
    case interfaceMethodExpression
  }

  public internal(set) var kind: Kind
  /// The type of `x`, or the type itself in a method expression.
  public internal(set) var receiver: TypeID
  /// Indexes of fields to walk from `x`, the selected field last. Before each step a pointer is dereferenced implicitly.
  public internal(set) var path: [Int]
  /// The method of a declared type.
  public internal(set) var function: ObjectID = .none
  /// The interface type and the index in its sorted methods.
  public internal(set) var interface: TypeID = .invalid
  public internal(set) var methodIndex = 0
  /// The method wants a pointer and the end of the path is an addressable value: its address is taken.
  public internal(set) var takesAddress = false
  /// The method wants a value and the end of the path is a pointer: it is dereferenced.
  public internal(set) var dereferences = false
  /// The type of the whole: of the field, of the bound method, or of the method expression.
  public internal(set) var type: TypeID
}

/// The result of looking a name up in a type.
public enum Lookup: Sendable {
  /// `indirect` when a pointer was followed on the way.
  case field(path: [Int], type: TypeID, indirect: Bool)
  /// A method of a declared type; `path` leads to the embedded field that has it.
  case method(path: [Int], ObjectID, receiver: TypeID, indirect: Bool)
  case interfaceMethod(path: [Int], interface: TypeID, index: Int, indirect: Bool)
  /// Found more than once at the same depth.
  case ambiguous(path: [Int])
  /// A pointer method of a value that is not addressable.
  case pointerReceiver
  case notFound
}
