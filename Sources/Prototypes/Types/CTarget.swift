// SPDX-License-Identifier: Apache-2.0
//
// What differs between the machines whose C we read.

/// A machine and its system: both are 64-bit Linux, little-endian, with 8-byte `long` and pointers.
public enum CTarget: Sendable, Hashable, CaseIterable {
  case x86_64Linux
  case aarch64Linux

  /// The one that this is compiled for.
  public static var current: CTarget {
    #if arch(arm64)
      .aarch64Linux
    #else
      .x86_64Linux
    #endif
  }

  /// Whether plain `char` has a sign.
  public var charIsSigned: Bool { self == .x86_64Linux }

  /// Whether bit-fields without a name, also those of width 0, take part in a record's alignment.
  var unnamedBitFieldsAlign: Bool { self == .aarch64Linux }

  /// Size and alignment of `__builtin_va_list`, in bytes.
  var vaList: (size: Int, alignment: Int) { self == .x86_64Linux ? (24, 8) : (32, 8) }
}
