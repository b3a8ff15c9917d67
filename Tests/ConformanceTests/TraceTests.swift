// SPDX-License-Identifier: Apache-2.0
//
// TraceTests.swift — `loam run --trace FILE`: however a program ends there is a file, and it is one that viewers read.

import Glibc
import Subprocess
import Support
import Testing

@Suite struct TraceTests {
  private let directory = Temporary()
  private var file: String { directory.path + "/trace.json" }

  private func run(_ words: [String], environment: [String: String] = [:]) -> Finished {
    Subprocess.run([Repository.loam, "run"] + words, environment: environment)
  }

  /// The rows of the trace, each a JSON object; the whole file must be JSON.
  private func rows(sourceLocation: SourceLocation = #_sourceLocation) -> [[String: JSON]] {
    guard let bytes = Repository.read(file), case .object(let whole)? = JSON(bytes),
      case .array(let events)? = whole["traceEvents"]
    else {
      Issue.record("\(file) is no trace", sourceLocation: sourceLocation)
      return []
    }
    return events.map { if case .object(let row) = $0 { row } else { [:] } }
  }

  /// Names of the slices that begin, and whether each that begins ends.
  private func slices(sourceLocation: SourceLocation = #_sourceLocation) -> Set<String> {
    var names: Set<String> = []
    var open: [Double: Int] = [:]
    for row in rows(sourceLocation: sourceLocation) {
      guard case .number(let thread)? = row["tid"], case .string(let phase)? = row["ph"] else { continue }
      if phase == "B", case .string(let name)? = row["name"] { names.insert(name) }
      if phase == "B" || phase == "E" { open[thread, default: 0] += phase == "B" ? 1 : -1 }
      #expect(open[thread, default: 0] >= 0, sourceLocation: sourceLocation)
    }
    #expect(open.values.allSatisfy { $0 == 0 }, sourceLocation: sourceLocation)
    return names
  }

  private func corpus(_ name: String) -> String { Repository.root + "/Tests/Corpus/" + name }
  private func example(_ name: String) -> String { Repository.root + "/Examples/Programs/" + name }

  @Test func `a trace shows goroutines by name, and the program prints what it prints`() {
    let program = example("channels_pipeline.go")
    let plain = run([program]), traced = run(["--trace", file, program])
    #expect(traced.status == 0 && traced.output == plain.output, "\(traced.errorText)")
    let names = slices()
    #expect(names.contains { $0.hasPrefix("G") && $0.hasSuffix(" main.counters.func1") }, "\(names)")
  }

  @Test func `the option may be written with an equals sign, and what follows the program is the program's`() {
    let traced = run(["--trace=" + file, directory.program("os.Args[1:]"), "--trace", "x"])
    #expect(traced.status == 0 && traced.outputText == "[--trace x]\n", "\(traced.errorText)")
    #expect(!slices().isEmpty)
    let untraced = run([directory.program("os.Args[1:]"), "--trace", "x"])
    #expect(untraced.outputText == "[--trace x]\n")
  }

  @Test(arguments: [
    ("panic(1)", 2), ("os.Exit(7)", 7), ("<-make(chan int)", 2),
    ("var f func(int) int; f = func(n int) int { return f(n+1) + n }; f(0)", 2),
  ])
  func `the file is written however the program ends`(statement: String, status: Int32) {
    let traced = run(["--trace", file, directory.program("0", before: statement)])
    #expect(traced.status == status, "\(traced.errorText)")
    #expect(!slices().isEmpty)
  }

  @Test func `a file that cannot be written is an error before the program starts`() {
    let path = directory.path + "/missing/trace.json"
    let traced = run(["--trace", path, directory.program("1")])
    #expect(traced.status != 0 && traced.output.isEmpty)
    #expect(traced.errorText == "loam: \(path): No such file or directory\n")
  }

  @Test func `a program that does not compile leaves no file`() {
    let traced = run(["--trace", file, directory.program("undefined")])
    #expect(traced.status == 1 && Repository.read(file) == nil)
  }
}

/// A JSON value; as strict as the grammar.
private enum JSON {
  case object([String: JSON])
  case array([JSON])
  case string(String)
  case number(Double)

  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    guard let value = JSON.value(&rest) else { return nil }
    JSON.space(&rest)
    guard rest.isEmpty else { return nil }
    self = value
  }

  private static func space(_ rest: inout ArraySlice<UInt8>) {
    while let byte = rest.first, [9, 10, 13, 32].contains(byte) { rest.removeFirst() }
  }

  private static func take(_ character: Character, _ rest: inout ArraySlice<UInt8>) -> Bool {
    space(&rest)
    guard rest.first == character.asciiValue else { return false }
    rest.removeFirst()
    return true
  }

  private static func value(_ rest: inout ArraySlice<UInt8>) -> JSON? {
    space(&rest)
    if take("{", &rest) {
      var members: [String: JSON] = [:]
      if take("}", &rest) { return .object(members) }
      repeat {
        guard let key = text(&rest), take(":", &rest), let value = value(&rest) else { return nil }
        members[key] = value
      } while take(",", &rest)
      return take("}", &rest) ? .object(members) : nil
    }
    if take("[", &rest) {
      var elements: [JSON] = []
      if take("]", &rest) { return .array(elements) }
      repeat {
        guard let value = value(&rest) else { return nil }
        elements.append(value)
      } while take(",", &rest)
      return take("]", &rest) ? .array(elements) : nil
    }
    if rest.first == UInt8(ascii: "\"") { return text(&rest).map { .string($0) } }
    let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".") }
    rest = rest[digits.endIndex...]
    return Double(String(decoding: digits, as: UTF8.self)).map { .number($0) }
  }

  private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard take("\"", &rest) else { return nil }
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") { return String(validating: bytes, as: UTF8.self) }
      if byte < 32 { return nil }
      bytes.append(byte)
      if byte == UInt8(ascii: "\\") {
        guard let escaped = rest.popFirst() else { return nil }
        bytes.append(escaped)
      }
    }
    return nil
  }
}
