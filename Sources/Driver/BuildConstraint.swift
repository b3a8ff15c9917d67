// SPDX-License-Identifier: Apache-2.0
//
// BuildConstraint.swift — which files of a directory belong to a build: by their names (x_linux.go, x_test.go) and by a
// `//go:build` line before the package clause.

enum BuildConstraint {
  private static let systems: Set<String> = [
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
    "openbsd", "plan9", "solaris", "wasip1", "windows", "zos",
  ]
  private static let processors: Set<String> = [
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64",
    "s390x", "wasm",
  ]
  #if arch(arm64)
    static let processor = "arm64"
  #else
    static let processor = "amd64"
  #endif

  /// Whether a file of a directory is compiled.
  static func includes(name: String, contents: [UInt8]) -> Bool {
    guard name.hasSuffix(".go"), !name.hasSuffix("_test.go"), !name.hasPrefix("_"), !name.hasPrefix(".") else {
      return false
    }
    var parts = name.dropLast(3).split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 1, let last = parts.last, processors.contains(last) {
      if last != processor { return false }
      parts.removeLast()
    }
    if parts.count > 1, let last = parts.last, systems.contains(last), last != "linux" { return false }
    guard let line = constraint(in: contents) else { return true }
    var evaluator = Evaluator(text: Array(line.utf8))
    return evaluator.alternatives()
  }

  /// The expression of the `//go:build` line, which stands before anything but comments and blank lines.
  private static func constraint(in contents: [UInt8]) -> String? {
    for line in contents.split(separator: 0x0A, omittingEmptySubsequences: true) {
      let text = String(decoding: line, as: UTF8.self)
      if text.hasPrefix("//go:build ") { return String(text.dropFirst(11)) }
      let isComment = text.hasPrefix("//") || text.hasPrefix("/*") || text.hasPrefix(" ") || text.hasPrefix("\t")
      if !isComment && text != "\r" { return nil }
    }
    return nil
  }

  static func isSet(_ tag: String) -> Bool {
    if tag.hasPrefix("go1.") { return (Int(tag.dropFirst(4)) ?? 99) <= 27 }
    return tag == "linux" || tag == "unix" || tag == processor || tag == "loam"
  }

  /// Recursive descent over `||`, `&&`, `!`, parentheses and tags. What is malformed counts as not set.
  private struct Evaluator {
    let text: [UInt8]
    var at = 0

    mutating func skipBlanks() {
      while at < text.count, text[at] == 0x20 || text[at] == 0x09 || text[at] == 0x0D { at += 1 }
    }

    mutating func take(_ token: String) -> Bool {
      skipBlanks()
      let bytes = Array(token.utf8)
      guard at + bytes.count <= text.count, Array(text[at..<at + bytes.count]) == bytes else { return false }
      at += bytes.count
      return true
    }

    mutating func alternatives() -> Bool {
      var value = conjunction()
      while take("||") { value = conjunction() || value }
      return value
    }

    mutating func conjunction() -> Bool {
      var value = negation()
      while take("&&") { value = negation() && value }
      return value
    }

    mutating func negation() -> Bool {
      if take("!") { return !negation() }
      if take("(") {
        let value = alternatives()
        _ = take(")")
        return value
      }
      skipBlanks()
      let start = at
      while at < text.count,
        text[at] == 0x5F || text[at] == 0x2E || text[at] >= 0x30 && text[at] <= 0x39
          || text[at] | 0x20 >= 0x61 && text[at] | 0x20 <= 0x7A
      {
        at += 1
      }
      return start < at && BuildConstraint.isSet(String(decoding: text[start..<at], as: UTF8.self))
    }
  }
}
