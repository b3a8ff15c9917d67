// SPDX-License-Identifier: Apache-2.0
//
// Preamble.swift — the comment before an `import "C"`.
//
// How.      As cgo takes it: the comments that end on the line before the import, or on its own line, with nothing between
//           them but single newlines. The marks of comments become blanks, so that places stay what they were.

/// C in a comment of a Go file.
struct Preamble {
  let text: [UInt8]
  /// Where it begins in the file.
  let offset: Int

  /// The comments before an import, and where that begins.
  private static func scan(before path: Int, in bytes: [UInt8]) -> (comments: [Range<Int>], end: Int) {
    var comments: [Range<Int>] = []
    var lastWord = 0..<0
    var index = 0
    func at(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }
    func skip(past quote: UInt8, escapes: Bool) {
      index += 1
      while index < path, bytes[index] != quote { index += escapes && bytes[index] == 0x5C ? 2 : 1 }
      index += 1
    }
    while index < path {
      switch (bytes[index], at(index + 1)) {
      case (0x2F, 0x2F):  // line comment
        let start = index
        while index < path, bytes[index] != 0x0A { index += 1 }
        comments.append(start..<index)
      case (0x2F, 0x2A):
        let start = index
        index += 2
        while index < path, !(bytes[index] == 0x2A && at(index + 1) == 0x2F) { index += 1 }
        index += 2
        comments.append(start..<min(index, path))
      case (0x22, _): skip(past: 0x22, escapes: true)
      case (0x27, _): skip(past: 0x27, escapes: true)
      case (0x60, _): skip(past: 0x60, escapes: false)
      case (let byte, _) where Preamble.isLetter(byte):
        let start = index
        while index < path, Preamble.isLetter(bytes[index]) { index += 1 }
        lastWord = start..<index
      default: index += 1
      }
    }
    let isAlone =
      bytes[lastWord].elementsEqual("import".utf8) && bytes[lastWord.upperBound..<path].allSatisfy { $0 <= 0x20 }
    return (comments, isAlone ? lastWord.lowerBound : path)
  }

  /// Where a comment begins that is not read since empty lines stand between it and the import.
  ///
  /// - Parameter path: the offset of `"C"`.
  static func apart(before path: Int, in bytes: [UInt8]) -> Int? {
    let (comments, end) = scan(before: path, in: bytes)
    guard let last = comments.last(where: { $0.upperBound <= end }) else { return nil }
    let between = bytes[last.upperBound..<end]
    return between.allSatisfy { $0 <= 0x20 } && between.count(where: { $0 == 0x0A }) > 1 ? last.lowerBound : nil
  }

  /// - Parameter path: the offset of `"C"`.
  init?(before path: Int, in bytes: [UInt8]) {
    let (comments, beginning) = Preamble.scan(before: path, in: bytes)
    var end = beginning
    var group: [Range<Int>] = []
    for comment in comments.reversed() {
      guard comment.upperBound <= end else { continue }
      let between = bytes[comment.upperBound..<end]
      guard between.allSatisfy({ $0 <= 0x20 }), between.count(where: { $0 == 0x0A }) <= 1 else { break }
      group.append(comment)
      end = comment.lowerBound
    }
    guard let first = group.last, let last = group.first else { return nil }
    var text = Array(bytes[first.lowerBound..<last.upperBound])
    for comment in group {
      let start = comment.lowerBound - first.lowerBound
      text[start] = 0x20
      text[start + 1] = 0x20
      if bytes[comment.lowerBound + 1] == 0x2A {
        let end = comment.upperBound - first.lowerBound
        text[end - 1] = 0x20
        text[end - 2] = 0x20
      }
    }
    self.text = text
    offset = first.lowerBound
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x5F || byte >= 0x80
  }
}
