// SPDX-License-Identifier: Apache-2.0
//
// OpenText.swift — whether a long text that grows line by line is still inside a construct.
//
// How.      Brackets are counted outside of strings and comments, and only in what is new. Short texts, those whose
//           brackets do not fit, and those that are not surely open are for the parser to judge.
// Why not.  Parsing the whole each time: a function of 10,000 lines would be parsed 10,000 times.

/// What is known of the text of an unfinished entry.
struct OpenText {
  /// From how many bytes on a text is looked at so.
  static let least = 4096

  /// How much of what was seen must be there again for a text to be the same one grown.
  private static let compared = 64

  private var seen = 0
  private var end: [UInt8] = []
  private var brackets: [UInt8] = []
  private var mode = Mode.code
  private var isBroken = false

  private enum Mode { case code, raw, comment }

  /// Whether more lines are needed for sure. `text` ends with a newline.
  mutating func isOpen(_ text: [UInt8]) -> Bool {
    if text.count < OpenText.least {
      self = OpenText()
      return false
    }
    if text.count <= seen || !text[..<seen].suffix(OpenText.compared).elementsEqual(end) { self = OpenText() }
    text.withUnsafeBufferPointer { read($0) }
    seen = text.count
    end = Array(text.suffix(OpenText.compared))
    return !isBroken && (mode != .code || !brackets.isEmpty)
  }

  private mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
    var at = seen
    while at < text.count, !isBroken {
      let byte = text[at]
      let next = at + 1 < text.count ? text[at + 1] : 0
      at += 1
      switch (mode, byte) {
      case (.raw, UInt8(ascii: "`")): mode = .code
      case (.comment, UInt8(ascii: "*")) where next == UInt8(ascii: "/"):
        mode = .code
        at += 1
      case (.raw, _), (.comment, _): break
      case (.code, UInt8(ascii: "`")): mode = .raw
      case (.code, UInt8(ascii: "/")) where next == UInt8(ascii: "*"):
        mode = .comment
        at += 1
      case (.code, UInt8(ascii: "/")) where next == UInt8(ascii: "/"):
        while at < text.count, text[at] != 0x0A { at += 1 }
      case (.code, UInt8(ascii: "\"")), (.code, UInt8(ascii: "'")):
        while at < text.count, text[at] != byte, text[at] != 0x0A {
          at += text[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        at += 1
      case (.code, UInt8(ascii: "{")), (.code, UInt8(ascii: "(")), (.code, UInt8(ascii: "[")): brackets.append(byte)
      case (.code, UInt8(ascii: "}")): close(UInt8(ascii: "{"))
      case (.code, UInt8(ascii: ")")): close(UInt8(ascii: "("))
      case (.code, UInt8(ascii: "]")): close(UInt8(ascii: "["))
      default: break
      }
    }
  }

  private mutating func close(_ bracket: UInt8) { if brackets.popLast() != bracket { isBroken = true } }
}
