// SPDX-License-Identifier: Apache-2.0
//
// BreakSpec.swift — the place of a breakpoint as a person writes it: FUNC or FUNC:LINE, and a condition behind `if`.

struct BreakSpec: Equatable {
  /// Package, or nil for the session's.
  var package: String?
  /// Type of a method, without star.
  var receiver: String?
  var isPointer = false
  var name = ""
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
    // (*T).M, pkg.(*T).M
    if let open = rest.firstIndex(of: "("), let close = rest.firstIndex(of: ")"), open < close {
      let before = rest[..<open]
      var type = rest[rest.index(after: open)..<close]
      let after = rest[rest.index(after: close)...]
      guard after.first == ".", before.isEmpty || before.last == "." else { return nil }
      if type.first == "*" {
        isPointer = true
        type = type.dropFirst()
      }
      name = String(after.dropFirst())
      // (*pkg.T).M as well
      let parts = type.split(separator: ".", omittingEmptySubsequences: false)
      receiver = parts.last.map(String.init)
      if !before.isEmpty { package = String(before.dropLast()) }
      if parts.count == 2 { package = String(parts[0]) }
    } else {
      // Import paths have dots and slashes of their own: what follows the last slash counts.
      let slash = rest.lastIndex(of: "/").map { rest.index(after: $0) } ?? rest.startIndex
      let path = rest[..<slash]
      let parts = rest[slash...].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      switch parts.count {
      case 1: name = parts[0]
      case 2: (receiver, name) = (path + parts[0], parts[1])  // a package or a type: looked up
      case 3: (package, receiver, name) = (path + parts[0], parts[1], parts[2])
      default: return nil
      }
    }
    guard BreakSpec.isName(name) else { return nil }
  }

  static func isName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
    return text.unicodeScalars.allSatisfy {
      $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType == .decimal
    }
  }
}
