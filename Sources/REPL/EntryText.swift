// SPDX-License-Identifier: Apache-2.0
//
// EntryText.swift — what an entry is by its text alone, for what is said of C and for comments that belong to an entry.

enum EntryText {
  /// Whether a text begins as a declaration of C, which no statement of Go does.
  static func beginsAsC(_ text: [UInt8]) -> Bool {
    let text = text.drop { $0 <= 0x20 }
    let words = [
      "#", "typedef ", "extern ", "struct ", "union ", "enum ", "unsigned ", "signed ", "static ", "inline ",
    ]
    if words.contains(where: { text.starts(with: $0.utf8) }) { return true }
    // A type and a name, as in `const char *f(void)`.
    var rest = text.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }[...]
    if rest.first == "const" { rest.removeFirst() }
    let types = ["void", "char", "short", "int", "long", "float", "double", "size_t", "bool", "_Bool"]
    guard rest.count > 1, types.contains(rest.removeFirst()), let name = rest.first?.drop(while: { $0 == "*" }) else {
      return false
    }
    return name.first.map { $0.isLetter || $0 == "_" } ?? false
  }

  /// Whether there is nothing but comments in a text.
  static func isComment(_ text: [UInt8]) -> Bool {
    var rest = text.drop { $0 <= 0x20 }
    if rest.isEmpty { return false }
    while !rest.isEmpty {
      if rest.starts(with: "//".utf8) {
        rest = rest.drop { $0 != 0x0A }
      } else if rest.starts(with: "/*".utf8) {
        rest = rest.dropFirst(2)
        while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest = rest.dropFirst() }
        rest = rest.dropFirst(2)
      } else {
        return false
      }
      rest = rest.drop { $0 <= 0x20 }
    }
    return true
  }

  /// Whether comments say something to C of an entry that follows them.
  static func belongs(_ comments: [UInt8], to entry: [UInt8]) -> Bool {
    let words = entry.split(maxSplits: 1) { $0 == 0x20 || $0 == 0x09 }
    guard !comments.isEmpty, words.count == 2 else { return false }
    if words[0].elementsEqual("import".utf8) { return words[1].starts(with: "\"C\"".utf8) }
    return words[0].elementsEqual("func".utf8)
      && comments.split(separator: 0x0A).contains { $0.starts(with: "//export ".utf8) }
  }
}
