// SPDX-License-Identifier: Apache-2.0
//
// OperandMode.swift — what kind of thing an expression is.

/// What kind of thing an expression is.
public enum OperandMode: UInt8, Sendable {
  /// Not checked, or wrong.
  case invalid
  /// A call without results.
  case noValue
  case builtin
  case type
  case constant
  /// Addressable.
  case variable
  /// `m[k]`: may be assigned, has no address.
  case mapIndex
  case value
  case nilValue
  /// A value that may be read with a second boolean.
  case commaOk
}

/// What a call expression does.
public enum CallKind: Sendable, Equatable {
  case none
  case call
  case conversion
  case builtin(BuiltinID)
}
