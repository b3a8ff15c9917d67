// SPDX-License-Identifier: Apache-2.0
//
// Keys.swift — what is typed in a dialogue, as text with names of keys in angle brackets.

/// A piece of what is typed.
enum Typed: Equatable {
  /// Bytes sent at once.
  case bytes([UInt8])
  /// Nothing is typed until nothing has come for so many milliseconds.
  case pause(Int32)
  case resize(columns: Int, rows: Int)
}

enum Keys {
  private static let named: [String: String] = [
    "Enter": "\r", "BS": "\u{7F}", "Up": "\u{1b}[A", "Down": "\u{1b}[B", "Right": "\u{1b}[C", "Left": "\u{1b}[D",
    "Home": "\u{1b}[H", "End": "\u{1b}[F", "Del": "\u{1b}[3~", "lt": "<", "NL": "\r", "HT": "\t",
    "Paste": "\u{1b}[200~", "/Paste": "\u{1b}[201~", "A-Enter": "\u{1b}\r",
  ]

  /// These mean something else when other keys are there already, or the terminal drops the others.
  private static let alone: [String: UInt8] = ["Tab": 0x09, "Esc": 0x1B, "C-c": 0x03]

  /// Whether what stands in angle brackets is meant as a name, and is not Go.
  private static func isName(_ text: Substring) -> Bool {
    guard let first = text.first, first.isLetter || first == "/" else { return false }
    return text.allSatisfy { $0.isLetter || $0.isNumber || "-/ ".contains($0) }
  }

  /// Reads what is typed. The README of Dialogues lists the names.
  static func parse(_ text: Substring) throws(DialogueError) -> [Typed] {
    var result: [Typed] = []
    var bytes: [UInt8] = []
    func flush() {
      if !bytes.isEmpty { result.append(.bytes(bytes)) }
      bytes = []
    }
    var rest = text
    while let next = rest.first {
      let name = rest.dropFirst().prefix { $0 != ">" }
      guard next == "<", isName(name), name.endIndex < rest.endIndex else {
        bytes += Array(String(rest.removeFirst()).utf8)
        continue
      }
      let end = name.endIndex
      rest = rest[rest.index(after: end)...]
      let words = name.split(separator: " ").map(String.init)
      if let key = named[String(name)] {
        bytes += Array(key.utf8)
      } else if let key = alone[String(name)] {
        flush()
        result += [.pause(20), .bytes([key]), .pause(60)]
      } else if name.hasPrefix("C-"), let letter = name.utf8.dropFirst(2).first, name.utf8.count == 3 {
        bytes.append(letter & 0x1F)
      } else if name.hasPrefix("M-"), name.count == 3 {
        bytes += [0x1B] + Array(name.utf8.dropFirst(2))
      } else if words.first == "Bytes" {
        bytes += words.dropFirst().compactMap { UInt8($0, radix: 16) }
      } else if words.first == "Wait", words.count == 2, let milliseconds = Int32(words[1]) {
        flush()
        result.append(.pause(milliseconds))
      } else if words.first == "Resize", words.count == 2, let size = Size(words[1]) {
        flush()
        result.append(.resize(columns: size.columns, rows: size.rows))
      } else {
        throw DialogueError("no key is named <\(name)>")
      }
    }
    flush()
    return result
  }
}

/// `80x24`.
struct Size: Equatable {
  var columns: Int
  var rows: Int

  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2 else { return nil }
    (columns, rows) = (parts[0], parts[1])
  }
}

struct DialogueError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
