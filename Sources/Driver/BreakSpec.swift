// SPDX-License-Identifier: Apache-2.0
//
// BreakSpec.swift — the place of a breakpoint as a person writes it: FUNC or FUNC:LINE.

struct BreakSpec: Equatable {
  /// Package, or nil for the session's.
  var package: String?
  /// Type of a method, without star.
  var receiver: String?
  var name = ""
  /// A function literal in the function, as traces name it: "func1", and "func1.2" for one in that.
  var literal: String?
  var line: Int?

  /// As it was written.
  var text = ""

  /// - Returns: nil when it is no such thing.
  init?(_ text: String) {
    self.text = text
    var rest = Substring(text)
    if let colon = rest.lastIndex(of: ":") {
      guard let number = Int(rest[rest.index(after: colon)...]), number > 0 else { return nil }
      line = number
      rest = rest[..<colon]
    }
    takeLiteral(&rest)
    // (*T).M, pkg.(*T).M
    if let open = rest.firstIndex(of: "("), let close = rest.firstIndex(of: ")"), open < close {
      let before = rest[..<open]
      var type = rest[rest.index(after: open)..<close]
      let after = rest[rest.index(after: close)...]
      guard after.first == ".", before.isEmpty || before.last == "." else { return nil }
      if type.first == "*" { type = type.dropFirst() }
      name = String(after.dropFirst())
      // (*pkg.T).M as well
      let dot = type.lastIndex(of: ".")
      receiver = String(dot.map { type[type.index(after: $0)...] } ?? type)
      if let dot { package = String(type[..<dot]) }
      if !before.isEmpty { package = String(before.dropLast()) }
    } else {
      // Import paths have dots and slashes of their own: what follows the last slash counts.
      let slash = rest.lastIndex(of: "/").map { rest.index(after: $0) } ?? rest.startIndex
      let path = rest[..<slash]
      let parts = rest[slash...].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      switch parts.count {
      case 1 where path.isEmpty: name = parts[0]
      case 2: (receiver, name) = (path + parts[0], parts[1])  // a package or a type: looked up
      case 3: (package, receiver, name) = (path + parts[0], parts[1], parts[2])
      default: return nil
      }
    }
    guard BreakSpec.isName(name), receiver.map(BreakSpec.isPath) ?? true, package.map(BreakSpec.isPath) ?? true else {
      return nil
    }
  }

  /// Takes ".func1.2" from the end of a place.
  private mutating func takeLiteral(_ rest: inout Substring) {
    let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
    var count = parts.count
    while count > 0, Int(parts[count - 1]) != nil { count -= 1 }
    guard count > 1, parts[count - 1].hasPrefix("func"), Int(parts[count - 1].dropFirst(4)) != nil else { return }
    literal = parts[(count - 1)...].joined(separator: ".")
    rest = rest[..<parts[count - 2].endIndex]
  }

  /// A name, or the import path of a package.
  private static func isPath(_ text: String) -> Bool {
    let last = text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    return !last.isEmpty && !text.contains { $0.isWhitespace || "()*".contains($0) } && text.first != "."
  }

  static func isName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
    return text.unicodeScalars.allSatisfy {
      $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType == .decimal
    }
  }
}
