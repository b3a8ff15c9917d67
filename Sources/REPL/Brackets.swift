// SPDX-License-Identifier: Apache-2.0
//
// Brackets.swift — how many brackets are open at the end of lines of Go: what the next line is indented by, and whether
// it is worth asking the parser if the entry is whole.
//
// Why not.  The parser for each line: a pasted function of ten thousand lines would be parsed ten thousand times.

/// Follows lines of an entry as they come.
struct Brackets {
  private enum Place { case code, rawString, comment }

  private(set) var open: [UInt8] = []
  private var place = Place.code
  /// A closing bracket came that closes nothing: the parser has something to say.
  private(set) var isWrong = false

  /// Whether the entry cannot be whole.
  var isOpen: Bool { !isWrong && isInside }

  /// Whether more lines belong to what has begun, right or wrong.
  var isInside: Bool { place != .code || !open.isEmpty }

  /// Brackets whose content the next line is; inside of a raw string or a comment blanks are the person's own.
  var depth: Int { place == .code ? open.count : 0 }

  mutating func take(_ line: some Collection<UInt8>) {
    var at = line.startIndex
    while at != line.endIndex {
      let byte = line[at]
      line.formIndex(after: &at)
      let next = at == line.endIndex ? 0 : line[at]
      switch place {
      case .rawString:
        if byte == UInt8(ascii: "`") { place = .code }
      case .comment:
        guard byte == UInt8(ascii: "*"), next == UInt8(ascii: "/") else { continue }
        line.formIndex(after: &at)
        place = .code
      case .code:
        switch byte {
        case UInt8(ascii: "`"): place = .rawString
        case UInt8(ascii: "\""), UInt8(ascii: "'"): skipText(byte, in: line, &at)
        case UInt8(ascii: "/") where next == UInt8(ascii: "/"):
          while at != line.endIndex, line[at] != 0x0A { line.formIndex(after: &at) }
        case UInt8(ascii: "/") where next == UInt8(ascii: "*"):
          line.formIndex(after: &at)
          place = .comment
        case UInt8(ascii: "("): open.append(UInt8(ascii: ")"))
        case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
        case UInt8(ascii: "{"): open.append(UInt8(ascii: "}"))
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
          if open.last != byte { isWrong = true }
          // What was opened since and not closed ends with it.
          if let opened = open.lastIndex(of: byte) { open.removeSubrange(opened...) }
        default: break
        }
      }
    }
  }

  /// Goes behind the end of a string or rune literal, at most to the end of the line.
  private func skipText<Line: Collection<UInt8>>(_ quote: UInt8, in line: Line, _ at: inout Line.Index) {
    while at != line.endIndex, line[at] != 0x0A {
      let byte = line[at]
      line.formIndex(after: &at)
      if byte == quote { return }
      if byte == UInt8(ascii: "\\"), at != line.endIndex, line[at] != 0x0A { line.formIndex(after: &at) }
    }
  }
}
