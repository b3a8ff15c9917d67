// SPDX-License-Identifier: Apache-2.0
//
// PromptBenchmark.swift — how long a person waits at the prompt, on a pseudo-terminal.
//
//     loam-benchmark prompt

import Glibc
import Subprocess

/// The prompt as a person has it.
private final class TimedPrompt {
  private let terminal: PseudoTerminal
  private var text: [UInt8] = []
  let start: UInt64

  init(_ loam: String, _ folder: String) throws {
    start = now()
    terminal = try PseudoTerminal(
      [loam],
      environment: [
        "PATH": "/usr/bin:/bin", "TERM": "xterm", "LANG": "C.UTF-8", "HOME": folder, "NO_COLOR": "1",
        "LOAM_HISTORY": folder + "/history",
      ])
  }

  /// Types and waits until a text has come behind what was seen before; milliseconds.
  func time(_ typed: String, until wanted: String, from begun: UInt64? = nil) -> Double {
    let begun = begun ?? now()
    let wanted = Array(wanted.utf8)
    text = []
    terminal.type(Array(typed.utf8)) { text += $0 }
    var searched = 0
    while true {
      if let found = find(wanted, from: max(0, searched - wanted.count)) {
        text.removeFirst(found + wanted.count)
        return Double(now() - begun) / 1e6
      }
      searched = text.count
      guard let bytes = terminal.read(within: 20_000), !bytes.isEmpty else { return .infinity }
      text += bytes
    }
  }

  private func find(_ wanted: [UInt8], from start: Int) -> Int? {
    guard text.count >= wanted.count + start else { return nil }
    for at in start...(text.count - wanted.count) where text[at...].starts(with: wanted) { return at }
    return nil
  }
}

/// Prints the figures: the first prompt, entries, pasted text, interrupts.
func runPromptBenchmark(loam: String, folder: String, runs: Int) {
  do {
    var starts: [Double] = []
    for _ in 0..<20 * runs {
      let prompt = try TimedPrompt(loam, folder)
      starts.append(prompt.time("", until: "loam> ", from: prompt.start))
    }
    report("first prompt", starts)

    let prompt = try TimedPrompt(loam, folder)
    _ = prompt.time("", until: "loam> ")
    var entries: [Double] = []
    for i in 0..<500 * runs { entries.append(prompt.time("x\(i) := \(i)\r", until: "2004hloam> ")) }
    report("entry to next prompt: a declaration", entries)
    entries = (0..<500 * runs).map { prompt.time("x\($0) + 1\r", until: "2004hloam> ") }
    report("entry to next prompt: an expression", entries)
    entries = (0..<100 * runs).map {
      prompt.time("func f\($0)(n int) int { return n + \($0) }\r", until: "2004hloam> ")
    }
    report("entry to next prompt: a function", entries)

    let block = (0..<10_000).map { "  s += \($0)\r" }.joined()
    report(
      "10,000 pasted lines: one function",
      (0..<runs).map { _ in
        prompt.time(
          "\u{1b}[200~func long() (s int) {\r\(block)  return\r}\r\u{1b}[201~\"end\"\r", until: "\"end\" : string")
      })
    let lines = (0..<10_000).map { "x\($0 % 500) = \($0)\r" }.joined()
    report(
      "10,000 pasted lines: as many entries",
      (0..<runs).map { _ in prompt.time("\u{1b}[200~\(lines)\u{1b}[201~\"end\"\r", until: "\"end\" : string") })

    for text in ["for {}", "<-make(chan int)", "time.Sleep(time.Hour)", "select {}", "for { _ = make([]byte, 1000) }"] {
      let waits = (0..<5 * runs).map { _ in
        _ = prompt.time("\(text)\r", until: "\n")
        usleep(100_000)
        return prompt.time("\u{03}", until: "2004hloam> ")
      }
      report("^C to next prompt: \(text)", waits)
    }
  } catch {
    print("\(error)")
  }
}

private func report(_ name: String, _ values: [Double]) {
  let sorted = values.sorted()
  func at(_ part: Double) -> String {
    let value = sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
    return value.isFinite ? "\((value * 100).rounded() / 100)" : "never"
  }
  print("\(name): median \(at(0.5)) ms, p95 \(at(0.95)) ms, most \(at(1)) ms (\(sorted.count))")
}
