// SPDX-License-Identifier: Apache-2.0
//
// Markup.swift — whether a text is well-formed XML as pictures use it: elements, attributes, text, one declaration.

/// Reads XML without comments, sections and document types.
struct Markup {
  private var rest: Substring.UTF8View
  private var open: [String] = []
  /// Elements by name, and how many have a title of their own.
  private(set) var elements: [String: Int] = [:]

  /// What is wrong with a document; nil: nothing.
  static func problem(in text: String) -> String? { read(text).problem }

  static func read(_ text: String) -> (problem: String?, elements: [String: Int]) {
    var markup = Markup(rest: Substring(text).utf8)
    do {
      try markup.document()
      return (nil, markup.elements)
    } catch {
      return ("\(error.text), before \"\(String(decoding: markup.rest.prefix(60), as: UTF8.self))\"", markup.elements)
    }
  }

  private struct Problem: Error { let text: String }

  private init(rest: Substring.UTF8View) { self.rest = rest }

  private mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  private mutating func take(while isWanted: (UInt8) -> Bool) -> String {
    let taken = rest.prefix(while: isWanted)
    rest = rest.dropFirst(taken.count)
    return String(decoding: taken, as: UTF8.self)
  }

  private mutating func document() throws(Problem) {
    guard take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>") else { throw Problem(text: "no declaration") }
    var hasRoot = false
    while !rest.isEmpty {
      if take("</") {
        let name = take { Markup.isName($0) }
        guard open.popLast() == name, take(">") else { throw Problem(text: "</\(name)> closes nothing") }
      } else if take("<") {
        if open.isEmpty, hasRoot { throw Problem(text: "a second root") }
        hasRoot = true
        try element()
      } else {
        try characters(until: UInt8(ascii: "<"), areInside: !open.isEmpty)
      }
    }
    if let name = open.last { throw Problem(text: "<\(name)> is not closed") }
    if !hasRoot { throw Problem(text: "no element") }
  }

  private mutating func element() throws(Problem) {
    let name = take { Markup.isName($0) }
    if name.isEmpty { throw Problem(text: "an element without a name") }
    elements[name, default: 0] += 1
    var known: Set<String> = []
    while true {
      let blank = take { $0 == 0x20 || $0 == 0x0A }
      if take("/>") { return }
      if take(">") { return open.append(name) }
      let attribute = take { Markup.isName($0) || $0 == UInt8(ascii: ":") }
      guard !blank.isEmpty, !attribute.isEmpty, take("=\""), known.insert(attribute).inserted else {
        throw Problem(text: "<\(name)> has a wrong attribute \(attribute)")
      }
      try characters(until: UInt8(ascii: "\""), areInside: true)
      guard take("\"") else { throw Problem(text: "\(attribute) has no end") }
    }
  }

  private mutating func characters(until end: UInt8, areInside: Bool) throws(Problem) {
    while let byte = rest.first, byte != end {
      if byte == UInt8(ascii: "<") { throw Problem(text: "< in a value") }
      if byte == UInt8(ascii: "&") {
        let isEntity = ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"].contains { take($0) }
        if !isEntity { throw Problem(text: "& without an entity") }
        continue
      }
      if byte < 0x20 && byte != 0x0A && byte != 0x09 { throw Problem(text: "a control character") }
      if !areInside, byte != 0x0A { throw Problem(text: "text beside the root") }
      rest = rest.dropFirst()
    }
  }

  private static func isName(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }
}
