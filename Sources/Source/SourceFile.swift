// SPDX-License-Identifier: Apache-2.0
//
// One source text: its bytes as they were read and the table of its lines.
//
// How.      The bytes are followed by two NULs, so that a scanner may look two bytes ahead of any
//           byte of the text without a test; a NUL before `count` is the program's own.
// Why not.  Decoding to String: it halves the scanner's speed and gives offsets that mean nothing to Go.
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One source text and its lines.
public struct SourceFile: Sendable {
  public let id: FileID
  /// The name shown to people, as it was given on the command line.
  public let name: String
  /// The text and two NULs after it.
  public let bytes: [UInt8]
  /// Offset of the first byte of each line; never empty.
  public let lineStarts: [UInt32]
  /// Bytes of the text, without the two NULs; the text itself may have been dropped.
  public let count: Int

  /// - Precondition: fewer than 2³² − 2 bytes.
  public init<Bytes: Collection>(id: FileID, name: String, contents: Bytes) where Bytes.Element == UInt8 {
    precondition(contents.count < Int(UInt32.max) - 2, "source file too large")
    var bytes = [UInt8]()
    bytes.reserveCapacity(contents.count + 2)
    bytes.append(contentsOf: contents)
    bytes.append(0)
    bytes.append(0)
    self.id = id
    self.name = name
    self.bytes = bytes
    self.lineStarts = SourceFile.lineTable(of: bytes)
    self.count = bytes.count - 2
  }

  /// A file without its text, whose positions still have lines and columns.
  fileprivate init(withoutText file: SourceFile) {
    id = file.id
    name = file.name
    bytes = [0, 0]
    lineStarts = file.lineStarts
    count = file.count
  }

  /// Whether the bytes are there: the text of an entry may have been dropped.
  public var hasText: Bool { bytes.count == count + 2 }

  /// Line and column of an offset; an offset past the end is the end.
  public func location(at offset: UInt32) -> Location {
    let line = lineIndex(at: offset)
    return Location(file: name, line: line + 1, column: Int(min(offset, UInt32(count)) - lineStarts[line]) + 1)
  }

  /// The line number, from 1, that holds an offset.
  public func line(at offset: UInt32) -> Int { lineIndex(at: offset) + 1 }

  /// The text of a line, from 1, without its newline.
  public func text(line: Int) -> String {
    guard line >= 1, line <= lineStarts.count else { return "" }
    let start = Int(lineStarts[line - 1])
    var end = line < lineStarts.count ? Int(lineStarts[line]) - 1 : count
    if end > bytes.count - 2 { return "" }
    if end > start && bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private func lineIndex(at offset: UInt32) -> Int {
    let offset = min(offset, UInt32(count))
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  private static func lineTable(of bytes: [UInt8]) -> [UInt32] {
    var starts: [UInt32] = [0]
    starts.reserveCapacity(bytes.count / 24 + 1)
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      let end = buffer.count - 2
      var at = 0
      while at < end, let newline = memchr(base + at, 0x0A, end - at) {
        at = UnsafeRawPointer(newline) - base + 1
        starts.append(UInt32(at))
      }
    }
    return starts
  }
}

/// The files of a run, by id.
public struct SourceSet: Sendable {
  public private(set) var files: [SourceFile] = []

  public init() {}

  /// Adds a text and gives it the next id.
  @discardableResult
  public mutating func add<Bytes: Collection>(name: String, contents: Bytes) -> SourceFile
  where Bytes.Element == UInt8 {
    let file = SourceFile(id: FileID(raw: UInt32(files.count + 1)), name: name, contents: contents)
    files.append(file)
    return file
  }

  /// Takes the text that was added last out of the set, if it is this one; its id is given again.
  public mutating func removeLast(_ id: FileID) {
    if files.last?.id == id { files.removeLast() }
  }

  /// Puts another text in the place of one that nobody will look at again.
  @discardableResult
  public mutating func replace<Bytes: Collection>(_ id: FileID, name: String, contents: Bytes) -> SourceFile
  where Bytes.Element == UInt8 {
    let file = SourceFile(id: id, name: name, contents: contents)
    files[Int(id.raw) - 1] = file
    return file
  }

  /// Forgets a text; positions in it still have lines and columns.
  public mutating func dropText(of id: FileID) { files[Int(id.raw) - 1] = SourceFile(withoutText: self[id]) }

  /// - Precondition: `id` is of this set.
  public subscript(id: FileID) -> SourceFile { files[Int(id.raw) - 1] }

  /// Line and column of a position, or nil for none.
  public func location(of position: Position) -> Location? {
    guard position.file.raw >= 1, Int(position.file.raw) <= files.count else { return nil }
    return self[position.file].location(at: position.offset)
  }
}
