// SPDX-License-Identifier: Apache-2.0
//
// WrongTextTests.swift — wrong programs in great number never crash the front end.

import Glibc
import Subprocess
import Support
import Testing

private let examples =
  ["Benchmarks", "Programs"].flatMap { folder in
    Repository.list("\(Repository.root)/Examples/\(folder)").filter { $0.hasSuffix(".go") }
      .map { "Examples/\(folder)/\($0)" }
  } + Repository.list("\(Repository.root)/Examples").filter { $0.hasSuffix(".go") }.map { "Examples/\($0)" }

private let corpus = CorpusProgram.all { $0 != .errorcheck }.map(\.path).enumerated().filter { $0.offset % 4 == 0 }
  .map(\.element)

@Suite struct WrongTextTests {
  @Test(arguments: examples)
  func `no prefix of an example crashes the compiler`(path: String) {
    let result = Subprocess.run([
      Repository.loam, "check", "--prefixes", "--mutations", "100", "\(Repository.root)/\(path)",
    ])
    #expect(result.status == 0, "\(path): \(result.errorText.suffix(400))")
    #expect(result.outputText.contains(" texts, "))
  }

  @Test(arguments: corpus)
  func `no changed byte of a program crashes the compiler`(path: String) {
    let result = Subprocess.run([Repository.loam, "check", "--mutations", "40", path])
    #expect(result.status == 0, "\(path): \(result.errorText.suffix(400))")
  }

  /// A construct that nests: what opens it, what stands inside, what closes it, and the text around all.
  struct Nest: CustomTestStringConvertible, Sendable {
    let name: String
    let open: String
    let inner: String
    let close: String
    var before = "package main\nfunc main() { "
    var after = " }\n"
    var testDescription: String { name }

    func program(_ depth: Int) -> [UInt8] {
      Array(
        (before + String(repeating: open, count: depth) + inner + String(repeating: close, count: depth) + after).utf8)
    }
  }

  static let nests = [
    Nest(
      name: "parentheses", open: "(", inner: "1", close: ")", before: "package main\nvar x = ",
      after: "\nfunc main() {}\n"),
    Nest(name: "blocks", open: "{", inner: "", close: "}"),
    Nest(name: "brackets", open: "a[", inner: "0", close: "]", before: "package main\nvar a []int\nfunc main() { _ = "),
    Nest(
      name: "minus", open: "- ", inner: "1", close: "", before: "package main\nvar x = ", after: "\nfunc main() {}\n"),
    Nest(
      name: "not", open: "!", inner: "true", close: "", before: "package main\nvar x = ", after: "\nfunc main() {}\n"),
    Nest(
      name: "struct types", open: "struct { f ", inner: "int", close: " }", before: "package main\nvar x ",
      after: "\nfunc main() {}\n"),
    Nest(name: "function literals", open: "func() { ", inner: "", close: "}()"),
    Nest(name: "if", open: "if true {", inner: "", close: "}"),
    Nest(name: "else if", open: "if true {} else ", inner: "{}", close: ""),
    Nest(
      name: "slice types", open: "[]", inner: "int", close: "", before: "package main\nvar x ",
      after: "\nfunc main() {}\n"),
    Nest(
      name: "pointer types", open: "*", inner: "int", close: "", before: "package main\nvar x ",
      after: "\nfunc main() {}\n"),
    Nest(
      name: "composite literals", open: "[]any{", inner: "", close: "}", before: "package main\nvar x = ",
      after: "\nfunc main() {}\n"),
    Nest(
      name: "calls", open: "f(", inner: "1", close: ")", before: "package main\nfunc f(int) int { return 1 }\nvar x = ",
      after: "\nfunc main() {}\n"),
    Nest(
      name: "additions", open: "f() + ", inner: "1", close: "",
      before: "package main\nfunc f() int { return 1 }\nvar x = ", after: "\nfunc main() {}\n"),
  ]

  @Test(arguments: nests)
  func `ten thousand nested constructs are refused with a place or accepted`(nest: Nest) throws {
    let (status, errors) = try run(nest.program(10_000), nest.name)
    #expect(status == 0 || status == 1, "\(nest.name): status \(status)")
    if status == 1 { #expect(try #/:\d+:\d+: syntax error: nesting too deep/#.firstMatch(in: errors) != nil) }
  }

  @Test(arguments: nests)
  func `five hundred nested constructs are accepted and run`(nest: Nest) throws {
    if nest.name == "brackets" || nest.name == "struct types" { return }
    let (status, errors) = try run(nest.program(500), nest.name)
    #expect(status == 0, "\(nest.name): \(errors.prefix(300))")
  }

  private func run(_ text: [UInt8], _ name: String) throws -> (Int32, String) {
    let path = "/tmp/loam-nest-\(name.replacing(" ", with: "-"))-\(text.count).go"
    defer { unlink(path) }
    let file = try #require(fopen(path, "w"))
    fwrite(text, 1, text.count, file)
    fclose(file)
    let result = Subprocess.run([Repository.loam, "run", path])
    return (result.status, result.errorText)
  }
}
