// SPDX-License-Identifier: Apache-2.0
//
// NameTests.swift — what the documents of the C side name exists: functions, types, constants, switches, files.

import Support
import Testing

struct NameTests {
  @Test(arguments: documents) func `every name of C in a document stands in the code`(document: String) {
    let text = Repository.text(Repository.root + "/" + document) ?? ""
    let names = words(of: text, in: namesOfC)
    #expect(!text.isEmpty)
    #expect(names.subtracting(code).isEmpty, "\(document) names what is not there")
  }

  @Test(arguments: documents) func `every switch in a document is one of LOAMDEBUG's`(document: String) {
    let text = Repository.text(Repository.root + "/" + document) ?? ""
    // `name=value`, a backquote before it: a setting of make has capitals.
    let switches = text.split(separator: "`").filter { piece in
      guard let equals = piece.firstIndex(of: "="), equals != piece.startIndex else { return false }
      return piece[..<equals].allSatisfy { $0.isLowercase } && !piece.contains(" ")
    }.map { String($0[..<$0.firstIndex(of: "=")!]) }
    let unknown = switches.filter { !knobs.contains("\"\($0)\"") }
    #expect(unknown.isEmpty, "\(document): \(unknown)")
  }
}

private let documents = [
  "README.md", "CONTRIBUTING.md", "CRuntime/HACKING.md", "CRuntime/INVARIANTS.md", "CRuntime/include/loam_base.h",
  "CRuntime/include/loam_goroutine.h",
]

private func namesOfC(_ word: Substring) -> Bool {
  let prefixed = word.hasPrefix("loam_") || word.hasPrefix("LOAM_")
  return prefixed && !word.hasSuffix("_") && word.count > 5
}

/// The identifiers of a text for which `wanted` is true.
private func words(of text: String, in wanted: (Substring) -> Bool) -> Set<String> {
  Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.filter(wanted).map(String.init))
}

/// All names of C in the sources of C, those of the headers' comments left out.
private let code: Set<String> = {
  var found: Set<String> = []
  func visit(_ folder: String) {
    for name in Repository.list(folder) {
      let path = folder + "/" + name
      if name.hasSuffix(".c") || name.hasSuffix(".h") {
        let lines = (Repository.text(path) ?? "").split(separator: "\n").filter { !$0.hasPrefix("//") }
        for line in lines { found.formUnion(words(of: String(line), in: namesOfC)) }
      } else if !name.contains(".") {
        visit(path)
      }
    }
  }
  for folder in ["CRuntime", "Tests/CRuntimeTests/C"] { visit(Repository.root + "/" + folder) }
  return found
}()

private let knobs = Repository.text(Repository.root + "/CRuntime/base/knobs.h") ?? ""
