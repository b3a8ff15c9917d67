// SPDX-License-Identifier: Apache-2.0
//
// InvariantTests.swift — INVARIANTS.md and the code speak of the same invariants.

import Support
import Testing

struct InvariantTests {
  @Test func `every invariant that is written down is upheld by a file or reported when it breaks`() {
    var claimed: Set<String> = []
    for (_, text) in sources { claimed.formUnion(upheld(in: text) + reported(in: text)) }
    let lost = written.subtracting(claimed)
    #expect(lost.isEmpty, "in INVARIANTS.md only: \(lost.sorted())")
  }

  @Test func `every invariant that code upholds or reports is written down`() {
    var unknown: [String] = []
    for (name, text) in sources {
      for tag in upheld(in: text) + reported(in: text) where !written.contains(tag) {
        unknown.append("\(name): \(tag)")
      }
    }
    #expect(unknown.isEmpty, "not in INVARIANTS.md: \(unknown)")
  }

  @Test func `no invariant is written down twice`() { #expect(rows.count == written.count) }
}

/// Tags of INVARIANTS.md, a row each.
private let rows: [String] = (Repository.text(Repository.root + "/CRuntime/INVARIANTS.md") ?? "")
  .split(separator: "\n").compactMap { line in
    guard line.hasPrefix("| `") else { return nil }
    let tag = line.dropFirst(3).prefix { $0 != "`" }
    return isTag(tag) ? String(tag) : nil
  }
private let written = Set(rows)

/// The C sources of the runtime and of what is built upon it, and the Swift ones that keep their invariants.
private let sources: [(name: String, text: String)] = {
  var found: [(String, String)] = []
  func visit(_ folder: String) {
    for name in Repository.list(folder) {
      let path = folder + "/" + name
      if name.hasSuffix(".c") || name.hasSuffix(".h") || name.hasSuffix(".swift") {
        found.append((String(path.dropFirst(Repository.root.count + 1)), Repository.text(path) ?? ""))
      } else if !name.contains(".") {
        visit(path)
      }
    }
  }
  for folder in ["CRuntime", "Sources/Runtime", "Sources/Natives", "Sources/CPlugins"] {
    visit(Repository.root + "/" + folder)
  }
  return found
}()

/// `stack.bounds`: lower-case words joined by points, no file name.
private func isTag(_ word: Substring) -> Bool {
  let parts = word.split(separator: ".", omittingEmptySubsequences: false)
  return parts.count > 1 && parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { $0.isLowercase } }
    && !["c", "h", "swift", "go", "md"].contains(parts.last!)
}

/// The tags behind "Upholds." in a file's header, up to the next keyword or the comment's end.
private func upheld(in text: String) -> [String] {
  var tags: [String] = []
  var inside = false
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    guard line.hasPrefix("//") else { break }
    let words = line.drop { $0 == "/" || $0 == " " }.split { " ,:;()".contains($0) }
    if let first = words.first, first.hasSuffix("."), first.first!.isUppercase { inside = first == "Upholds." }
    if inside { tags += words.filter(isTag).map(String.init) }
  }
  return tags
}

/// The tags that broken invariants are reported with.
private func reported(in text: String) -> [String] {
  var tags: [String] = []
  let calls = ["loam_require(", "loam_require_structure(", "loam_bug_report(", "loam_bug("]
  for call in calls {
    for piece in text.components(after: call) {
      // The call's text, up to its end; the tag is its first literal of that shape.
      let end = piece.firstIndex(of: ";") ?? piece.endIndex
      let literals = piece[..<end].split(separator: "\"", omittingEmptySubsequences: false)
      for (index, literal) in literals.enumerated() where index % 2 == 1 && isTag(literal) {
        tags.append(String(literal))
        break
      }
    }
  }
  return tags
}

extension String {
  /// What follows each occurrence of `mark`.
  fileprivate func components(after mark: String) -> [Substring] {
    ranges(of: mark).map { self[$0.upperBound...].prefix(600) }
  }
}
