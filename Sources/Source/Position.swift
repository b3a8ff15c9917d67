// SPDX-License-Identifier: Apache-2.0
//
// Where a thing stands in the text: a file of a `SourceSet` and a byte offset in it.
// Lines and columns are worked out only when a person is to read them.

/// A file of a ``SourceSet``; 0 is no file.
@frozen public struct FileID: Hashable, Sendable {
  public let raw: UInt32

  @inlinable public init(raw: UInt32) { self.raw = raw }

  public static let none = FileID(raw: 0)
}

/// A byte of a file. The zero value is no position.
@frozen public struct Position: Hashable, Sendable, Comparable {
  public let file: FileID
  public let offset: UInt32

  @inlinable public init(file: FileID, offset: UInt32) {
    self.file = file
    self.offset = offset
  }

  public static let none = Position(file: .none, offset: 0)

  @inlinable public var isNone: Bool { file == .none }

  /// Files in the order they were added to the set, then offsets.
  @inlinable public static func < (left: Position, right: Position) -> Bool {
    (left.file.raw, left.offset) < (right.file.raw, right.offset)
  }
}

/// A position as people read it: both counts begin at 1, the column counts bytes as Go's compiler does.
public struct Location: Hashable, Sendable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  public var description: String { "\(file):\(line):\(column)" }
}
