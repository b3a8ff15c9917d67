// SPDX-License-Identifier: Apache-2.0
//
// CgoLine.swift — `#cgo` lines of a text, taken apart as Go's tool does: conditions, a verb, words.

import Prototypes
import Source

/// `#cgo linux,amd64 !darwin LDFLAGS: -L "a dir" -lm`
struct CgoLine {
  /// Of its `#`.
  let position: Position
  /// One of them must hold: tags with `,` between them that hold together, `!` before one that must not.
  let conditions: [Substring]
  let verb: String
  let words: [String]

  /// The lines of a text that are right; the others are errors.
  static func all(in text: [UInt8], _ file: FileID, at offset: Int) throws(CErrors) -> [CgoLine] {
    var lines: [CgoLine] = []
    var errors: [Diagnostic] = []
    var start = 0
    for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
      defer { start += line.count + 1 }
      let blanks = line.prefix { $0 == 0x20 || $0 == 0x09 }.count
      var rest = line.dropFirst(blanks)
      guard rest.starts(with: "#cgo".utf8), let next = rest.dropFirst(4).first, next == 0x20 || next == 0x09 else {
        continue
      }
      let position = Position(file: file, offset: UInt32(offset + start + blanks))
      rest = rest.dropFirst(5)
      do throws(Malformed) {
        if let line = try CgoLine(String(decoding: rest, as: UTF8.self), position) { lines.append(line) }
      } catch {
        errors.append(Diagnostic(position, error.reason))
      }
    }
    if !errors.isEmpty { throw CErrors(diagnostics: errors) }
    return lines
  }

  private struct Malformed: Error { let reason: String }

  private static let verbs: Set<String> = ["CFLAGS", "CPPFLAGS", "CXXFLAGS", "FFLAGS", "LDFLAGS", "pkg-config"]

  /// nil: a promise to Go's compiler, `noescape f` or `nocallback f`.
  private init?(_ text: String, _ position: Position) throws(Malformed) {
    let shown = text.split(whereSeparator: CgoLine.isBlank).joined(separator: " ")
    guard let colon = text.firstIndex(of: ":") else {
      let words = text.split(whereSeparator: CgoLine.isBlank)
      if words.count == 2, words[0] == "noescape" || words[0] == "nocallback" { return nil }
      throw Malformed(reason: "invalid #cgo line: there is no ':' in '\(shown)'")
    }
    var fields = text[..<colon].split(whereSeparator: CgoLine.isBlank)
    guard let verb = fields.popLast() else {
      throw Malformed(reason: "invalid #cgo line: there is nothing before ':' in '\(shown)'")
    }
    guard CgoLine.verbs.contains(String(verb)) else {
      throw Malformed(reason: "invalid #cgo line: \(verb) is none of \(CgoLine.verbs.sorted().joined(separator: ", "))")
    }
    guard let words = CgoLine.words(of: text[text.index(after: colon)...]) else {
      throw Malformed(reason: "invalid #cgo line: a quote is not closed in '\(shown)'")
    }
    self.position = position
    conditions = fields
    self.verb = String(verb)
    self.words = words
  }

  private static func isBlank(_ character: Character) -> Bool {
    character == " " || character == "\t" || character == "\r"
  }

  /// Words between blanks; quotes and a backslash keep blanks within a word. nil: a quote is not closed.
  static func words(of text: Substring) -> [String]? {
    var words: [String] = []
    var word = ""
    var isWord = false
    var isEscaped = false
    var quote: Character?
    for character in text {
      if isEscaped {
        word.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
        isWord = true
      } else if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        isWord = true
      } else if isBlank(character) {
        if isWord { words.append(word) }
        word = ""
        isWord = false
      } else {
        word.append(character)
        isWord = true
      }
    }
    if quote != nil || isEscaped { return nil }
    return isWord ? words + [word] : words
  }

  /// Whether the line is meant for this system.
  func holds(_ isTagSet: (String) -> Bool) -> Bool {
    conditions.isEmpty
      || conditions.contains { condition in
        condition.split(separator: ",").allSatisfy { tag in
          tag.hasPrefix("!") ? !isTagSet(String(tag.dropFirst())) : isTagSet(String(tag))
        }
      }
  }
}
