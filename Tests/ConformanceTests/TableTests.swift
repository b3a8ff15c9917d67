// SPDX-License-Identifier: Apache-2.0
//
// TableTests.swift — the tables committed in the library are those that the programs of Tests/Tables recompute.

import Subprocess
import Support
import Testing

@Suite struct TableTests {
  private func run(_ program: String, _ arguments: [String] = []) -> String {
    let path = Repository.root + "/Tests/Tables/" + program
    let result = Subprocess.run(
      [Repository.loam, "run", path] + arguments, environment: ["TZ": "UTC"], directory: "/tmp")
    #expect(result.status == 0, "\(program): \(result.errorText.prefix(600))")
    return result.outputText
  }

  /// Every line that the program prints stands in the library's file.
  private func check(_ program: String, _ arguments: [String], in file: String) {
    let source = Repository.text(Repository.root + "/Sources/Library/go/" + file) ?? ""
    let lines = Set(source.split(separator: "\n"))
    let printed = run(program, arguments).split(separator: "\n")
    #expect(!printed.isEmpty)
    for line in printed { #expect(lines.contains(line), "\(file) lacks \(line)") }
  }

  @Test func `unicode's tables are those of unicode-data`() { #expect(run("unicode.go") == "ok\n") }

  @Test func `the random generator starts from the state that its recurrence reaches`() {
    #expect(run("rand.go") == "ok\n")
    check("rand.go", ["write"], in: "math/rand/source.go")
  }

  @Test func `powers for floating-point conversions are exact to their last bit`() {
    check("powers.go", [], in: "strconv/power.go")
  }
}
