internal import Source

// SPDX-License-Identifier: Apache-2.0
//
// Bytes of one text to tokens of the preprocessor.
//
// How.      A backslash before a newline joins lines. A text that has one is read from a copy without them, with a table
//           that leads from offsets in the copy to offsets in the text; so nothing else has to know of them. Two NULs
//           stand after the last byte, so that a byte can be looked at without a test for the end.
// Upholds.  Every call moves on or is at the end: no loop over tokens can hang.
#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

struct Lexer: Sendable {
  let bytes: [UInt8]
  /// Index of the first of the two NULs.
  let count: Int
  let file: FileID
  /// Offset in the file of the text's first byte.
  let base: Int
  var at = 0
  /// What is wrong with the token that was read last.
  var problem: Problem?
  /// Where a comment begins that has no end.
  private var commentStart = 0
  private var startsLine = true
  /// Where lines were joined: from `at` on, `removed` bytes of the text are missing.
  private var joints: [(at: Int, removed: Int)] = []
  private var nextJoint = 0
  private var removed = 0

  enum Problem: Sendable {
    case unterminatedComment, unterminatedString, unterminatedCharacter, emptyCharacter
  }

  init(_ text: [UInt8], file: FileID, base: Int = 0) {
    self.file = file
    self.base = base
    var copy: [UInt8] = []
    var joints: [(at: Int, removed: Int)] = []
    if text.contains(0x5C) { Lexer.join(text, into: &copy, joints: &joints) }
    if joints.isEmpty {
      copy = text
      copy.reserveCapacity(text.count + 2)
    }
    count = copy.count
    copy.append(0)
    copy.append(0)
    bytes = copy
    self.joints = joints
    if count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF { at = 3 }
  }

  /// Copies a text without the ends of lines that a backslash stands before.
  private static func join(_ text: [UInt8], into copy: inout [UInt8], joints: inout [(at: Int, removed: Int)]) {
    var from = 0
    var removed = 0
    var index = 0
    while index < text.count {
      guard text[index] == 0x5C else {
        index += 1
        continue
      }
      var end = index + 1
      if end < text.count && text[end] == 0x0D { end += 1 }
      guard end < text.count && text[end] == 0x0A else {
        index += 1
        continue
      }
      copy.append(contentsOf: text[from..<index])
      removed += end + 1 - index
      joints.append((copy.count, removed))
      from = end + 1
      index = from
    }
    if !joints.isEmpty { copy.append(contentsOf: text[from...]) }
  }

  /// The place of an index that is not before one asked for earlier.
  private mutating func position(of index: Int) -> Position {
    while nextJoint < joints.count && joints[nextJoint].at <= index {
      removed = joints[nextJoint].removed
      nextJoint += 1
    }
    return Position(file: file, offset: UInt32(truncatingIfNeeded: base + index + removed))
  }

  /// The place that is read next.
  var position: Position {
    var copy = self
    return copy.position(of: at)
  }

  /// The place of a comment that has no end.
  var commentPosition: Position {
    var copy = self
    return copy.position(of: commentStart)
  }

  /// Skips white space and comments.
  /// - Returns: whether there was any.
  private mutating func skipSpace(overLines: Bool) -> Bool {
    let start = at
    while true {
      switch bytes[at] {
      case 0x20, 0x09, 0x0D, 0x0B, 0x0C: at += 1
      case 0x0A:
        guard overLines else { return at > start }
        at += 1
        startsLine = true
      case UInt8(ascii: "/"):
        if bytes[at + 1] == UInt8(ascii: "*") {
          skipComment()
        } else if bytes[at + 1] == UInt8(ascii: "/") {
          skipToLineEnd()
        } else {
          return at > start
        }
      default: return at > start
      }
    }
  }

  /// Moves to the newline, or to the end of the text.
  private mutating func skipToLineEnd() {
    at = bytes.withUnsafeBytes { buffer in
      let base = buffer.baseAddress!
      return memchr(base + at, 0x0A, count - at).map { UnsafeRawPointer($0) - base } ?? count
    }
  }

  private mutating func skipComment() {
    let start = at
    let end: Int? = bytes.withUnsafeBytes { buffer in
      let base = buffer.baseAddress!
      var index = start + 2
      while index < count, let star = memchr(base + index, 0x2A, count - index) {
        index = UnsafeRawPointer(star) - base + 1
        if buffer[index] == UInt8(ascii: "/") { return index + 1 }
      }
      return nil
    }
    if let end {
      at = end
    } else {
      problem = .unterminatedComment
      commentStart = start
      at = count
    }
  }

  /// Reads a token.
  /// - Parameter inDirective: the end of the line is an `.end`.
  mutating func next(_ names: inout NameTable, inDirective: Bool = false) -> Token {
    problem = nil
    let spaced = skipSpace(overLines: !inDirective)
    if problem != nil {
      return Token(kind: .end, flags: [], spelling: .none, macro: .none, position: position(of: commentStart))
    }
    var token = Token(
      kind: .end, flags: spaced ? .spaced : [], spelling: .none, macro: .none, position: position(of: at))
    if startsLine && !inDirective { token.flags.insert(.startsLine) }
    let byte = bytes[at]
    if byte == 0 && at >= count || byte == 0x0A { return token }
    startsLine = false
    let start = at
    if Lexer.isNameStart(byte) {
      at += 1
      while Lexer.isNamePart(bytes[at]) { at += 1 }
      let quote = bytes[at]
      if (quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")) && isPrefix(start..<at) {
        token.kind = quoted(quote)
      } else {
        token.kind = .name
      }
    } else if Lexer.isDigit(byte) || byte == UInt8(ascii: ".") && Lexer.isDigit(bytes[at + 1]) {
      number()
      token.kind = .number
    } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      token.kind = quoted(byte)
    } else {
      token.kind = punctuator(byte)
    }
    token.spelling = bytes.withUnsafeBufferPointer { names.intern(UnsafeBufferPointer(rebasing: $0[start..<at])) }
    return token
  }

  private func isPrefix(_ range: Range<Int>) -> Bool {
    switch range.count {
    case 1: [UInt8(ascii: "L"), UInt8(ascii: "u"), UInt8(ascii: "U")].contains(bytes[range.lowerBound])
    case 2: bytes[range.lowerBound] == UInt8(ascii: "u") && bytes[range.lowerBound + 1] == UInt8(ascii: "8")
    default: false
    }
  }

  private mutating func number() {
    while true {
      let byte = bytes[at]
      if Lexer.isNamePart(byte) || byte == UInt8(ascii: ".") {
        at += 1
        let next = bytes[at]
        if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") {
          switch byte | 0x20 {
          case UInt8(ascii: "e"), UInt8(ascii: "p"): at += 1
          default: break
          }
        }
      } else {
        return
      }
    }
  }

  /// Reads a string or a character from its opening quote on.
  private mutating func quoted(_ quote: UInt8) -> TokenKind {
    let isString = quote == UInt8(ascii: "\"")
    at += 1
    let start = at
    while true {
      let byte = bytes[at]
      if byte == quote { break }
      if byte == 0x0A || byte == 0 && at >= count {
        problem = isString ? .unterminatedString : .unterminatedCharacter
        return .stray
      }
      at += byte == 0x5C && bytes[at + 1] != 0x0A && at + 1 < count ? 2 : 1
    }
    if !isString && at == start { problem = .emptyCharacter }
    at += 1
    return isString ? .string : .character
  }

  /// Moves to the next token of the line.
  mutating func skipBlanks() { _ = skipSpace(overLines: false) }

  /// Reads the name of a file after `#include`: `<name>` or `"name"`, or nil.
  mutating func fileName() -> (name: String, isSystem: Bool)? {
    problem = nil
    _ = skipSpace(overLines: false)
    let open = bytes[at]
    guard open == UInt8(ascii: "<") || open == UInt8(ascii: "\"") else { return nil }
    let close = open == UInt8(ascii: "<") ? UInt8(ascii: ">") : open
    var end = at + 1
    while bytes[end] != close {
      if bytes[end] == 0x0A || end >= count { return nil }
      end += 1
    }
    let name = String(decoding: bytes[at + 1..<end], as: UTF8.self)
    at = end + 1
    return (name, open == UInt8(ascii: "<"))
  }

  /// The rest of the line as it is written, without white space around it.
  mutating func restOfLine(keepsComments: Bool = false) -> String {
    problem = nil
    var text: [UInt8] = []
    while bytes[at] != 0x0A && at < count {
      let (byte, next) = (bytes[at], bytes[at + 1])
      if byte == UInt8(ascii: "/") && next == byte && !keepsComments {
        skipToLineEnd()
      } else if byte == UInt8(ascii: "/") && next == UInt8(ascii: "*") && !keepsComments {
        skipComment()
        text.append(0x20)
      } else {
        text.append(byte)
        at += 1
      }
    }
    while let last = text.last, last == 0x20 || last == 0x09 || last == 0x0D { text.removeLast() }
    return String(decoding: text.drop { $0 == 0x20 || $0 == 0x09 }, as: UTF8.self)
  }

  /// Moves to the end of a line; comments may reach over several.
  mutating func skipLine() {
    problem = nil
    while at < count {
      switch bytes[at] {
      case 0x0A: return
      case UInt8(ascii: "/") where bytes[at + 1] == UInt8(ascii: "*"): skipComment()
      case UInt8(ascii: "/") where bytes[at + 1] == UInt8(ascii: "/"): skipToLineEnd()
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let quote = bytes[at]
        at += 1
        while bytes[at] != quote && bytes[at] != 0x0A && at < count {
          at += bytes[at] == 0x5C && bytes[at + 1] != 0x0A && at + 1 < count ? 2 : 1
        }
        if bytes[at] == quote { at += 1 }
      default: at += 1
      }
    }
  }

  /// Moves to the next line whose first token is `#`, and past that token.
  /// - Returns: the place of the `#`, or nil at the end of the text.
  mutating func skipToDirective() -> Position? {
    problem = nil
    while at < count {
      startsLine = false
      _ = skipSpace(overLines: true)
      if problem != nil { return nil }
      if bytes[at] == UInt8(ascii: "#") {
        let place = position(of: at)
        at += 1
        return place
      }
      skipLine()
      if problem != nil { return nil }
    }
    return nil
  }

  @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inline(__always) static func isNameStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte >= 0x80 || byte == UInt8(ascii: "$")
  }

  @inline(__always) static func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }
}
