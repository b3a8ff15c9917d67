// SPDX-License-Identifier: Apache-2.0
//
// How texts are read, and where the files come from that they include.

public struct CReadOptions: Sendable {
  public var target: CTarget
  /// `#cgo` lines are collected instead of being an error.
  public var collectsCgoLines: Bool
  /// The text may end without the `;` of its last declaration, as at a prompt.
  public var semicolonMayLack: Bool
  /// A function that an included file declares otherwise than an earlier text stays what it was, and is noted
  /// (`CDeclarations.contradictions`), instead of being an error.
  public var earlierStay: Bool
  /// `#pragma pack` holds for the texts that follow, too, as within one.
  public var packStays: Bool

  public init(
    target: CTarget = .current, collectsCgoLines: Bool = false, semicolonMayLack: Bool = false,
    earlierStay: Bool = false, packStays: Bool = false
  ) {
    self.target = target
    self.collectsCgoLines = collectsCgoLines
    self.semicolonMayLack = semicolonMayLack
    self.earlierStay = earlierStay
    self.packStays = packStays
  }
}

/// A file that `#include` asks for.
public struct CIncludeRequest: Sendable {
  /// As it is written.
  public var name: String
  /// `<name>`, not `"name"`.
  public var isSystem: Bool
  /// `#include_next`: the search begins after the folder where the includer was found.
  public var isNext: Bool
  /// The path of the file that holds the line.
  public var includer: String

  public init(name: String, isSystem: Bool, isNext: Bool, includer: String) {
    self.name = name
    self.isSystem = isSystem
    self.isNext = isNext
    self.includer = includer
  }
}

public struct CIncludedFile: Sendable {
  /// Where it was found; the same file has one path. People see it in errors.
  public var path: String
  public var bytes: [UInt8]

  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// Finds and reads a file; nil if there is none, and then our own header of that name is taken.
public typealias CIncludeResolver = (CIncludeRequest) -> CIncludedFile?
