// SPDX-License-Identifier: Apache-2.0
//
// ConformanceTests.swift — every program of the corpus does what real Go does, plainly and under each switch.

import Subprocess
import Support
import Testing

private let executed = CorpusProgram.all { $0 != .errorcheck && $0 != .escape }

@Suite struct ConformanceTests {
  @Test func `the release command is built`() {
    let version = Subprocess.run([Repository.loam, "version"])
    #expect(version.status == 0, "run 'make build' first: \(version.errorText)")
  }

  @Test func `the corpus holds at least 130 programs`() { #expect(CorpusProgram.all.count >= 130) }

  @Test(arguments: executed)
  func `prints what Go prints`(program: CorpusProgram) { check(program, switches: "") }

  @Test(arguments: executed)
  func `prints the same when the stack moves at calls`(program: CorpusProgram) {
    check(program, switches: "movestack=\(program.stress("movestack"))", mustFire: program.stress("movestack") == 1)
  }

  @Test(arguments: executed)
  func `prints the same when allocations collect`(program: CorpusProgram) {
    check(program, switches: "gcstress=\(program.stress("gcstress"))")
  }

  @Test(arguments: executed)
  func `prints the same when stacks are scanned a frame at a time beside it`(program: CorpusProgram) {
    check(program, switches: "deepscan=1,gcalways=\(program.stress("gcalways"))")
  }

  @Test(arguments: executed)
  func `prints the same when it stops at breakpoints all the time`(program: CorpusProgram) {
    check(program, switches: "breakall=97,movestack=\(program.stress("movestack") * 13)")
  }

  @Test(arguments: CorpusProgram.all { $0 == .errorcheck })
  func `refuses what Go refuses with its words at its places`(program: CorpusProgram) {
    let result = Subprocess.run([Repository.loam, "check", program.path])
    #expect(result.status == 1, "\(program): exit status")
    let folder = program.path[..<program.path.lastIndex(of: "/")!] + "/"
    let actual = (result.outputText + result.errorText)
      .replacing(program.path + "/", with: "").replacing(folder, with: "")
    let text = difference(expected: program.expected(".err"), actual: actual)
    #expect(text.isEmpty, "\(program): \(text)")
  }

  @Test(arguments: CorpusProgram.all { $0 == .escape })
  func `reports where values live as Go does`(program: CorpusProgram) {
    let result = Subprocess.run([Repository.loam, "escape", "-l", program.path])
    #expect(result.status == 0, "\(program): \(result.errorText)")
    let folder = program.path[..<program.path.lastIndex(of: "/")!] + "/"
    let actual = result.outputText.replacing(folder, with: "").replacing("./", with: "")
    let text = difference(expected: program.expected(".escape").replacing("./", with: ""), actual: actual)
    #expect(text.isEmpty, "\(program): \(text)")
  }

  /// - Parameter mustFire: the switch must have made its event happen; a program without calls is none of the corpus.
  private func check(_ program: CorpusProgram, switches: String, mustFire: Bool = false) {
    let result = Subprocess.run(
      [Repository.loam, "run", program.path] + program.arguments, input: program.input,
      environment: ["LOAMDEBUG": switches.isEmpty ? "" : switches + ",report=1", "TZ": "UTC"], directory: "/tmp")
    let (errorLines, report) = split(result.errors)
    if !report.isEmpty { print("\(program): \(report)") }
    if mustFire { #expect(!report.contains(" fired 0 "), "\(program): \(report)") }
    let status: Int32 =
      switch program.kind {
      case .panic, .fatal: 2
      case .exit(let code): code
      default: 0
      }
    #expect(!result.timedOut, "\(program): took too long")
    #expect(result.status == status, "\(program): exit status, with \(result.errorText.prefix(600))")
    let output = difference(expected: program.expected(".out"), actual: result.outputText)
    #expect(output.isEmpty, "\(program): standard output \(output)")
    let errors = difference(expected: program.expected(".err"), actual: normalised(errorLines, program))
    #expect(errors.isEmpty, "\(program): standard error \(errors)")
  }

  /// The report of a panic without what differs from run to run.
  private func normalised(_ errors: [UInt8], _ program: CorpusProgram) -> String {
    if errors.isEmpty { return "" }
    let script = Repository.root + "/Tests/Corpus/normalise.awk"
    let files = " " + program.files.joined(separator: " ") + " "
    return Subprocess.run(["awk", "-v", "files=\(files)", "-f", script], input: errors).outputText
  }

  /// Standard error without the line about the switch, and that line.
  private func split(_ errors: [UInt8]) -> (errors: [UInt8], report: String) {
    var kept: [Substring] = []
    var report = ""
    for line in String(decoding: errors, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("switch "), line.hasSuffix(" times") { report = String(line) } else { kept.append(line) }
    }
    return report.isEmpty ? (errors, "") : (Array(kept.joined(separator: "\n").utf8), report)
  }
}
