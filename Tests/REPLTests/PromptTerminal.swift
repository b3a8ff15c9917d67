// SPDX-License-Identifier: Apache-2.0
//
// PromptTerminal.swift — the release command's prompt on a pseudo-terminal, typed at and looked at by tests.

import Glibc
import Subprocess
import Support
import Testing

/// A prompt on a pseudo-terminal.
final class PromptTerminal {
  private let terminal: PseudoTerminal
  /// All that came, without carriage returns and what turns marks of pasted text on and off.
  private(set) var output = ""
  /// What a person sees of it.
  private(set) var display: Display
  /// Where the next `expect` begins to look.
  private var seen = 0

  /// Starts the prompt with a history file of its own.
  init(
    history: String, arguments: [String] = [], environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
  ) throws {
    display = Display(columns: columns, rows: rows)
    var variables = [
      "PATH": "/usr/bin:/bin", "TERM": "xterm", "LANG": "C.UTF-8", "HOME": "/nowhere", "LOAM_HISTORY": history,
      "NO_COLOR": "1",
    ]
    variables.merge(environment) { $1 }
    terminal = try PseudoTerminal(
      [Repository.loam] + arguments, environment: variables, columns: columns, rows: rows)
  }

  struct Missing: Error, CustomStringConvertible {
    let text: String
    let screen: String
    var description: String { "'\(text)' did not appear in:\n\(screen)" }
  }

  func type(_ text: String) { type(Array(text.utf8)) }

  func type(_ bytes: [UInt8]) {
    if terminal.type(bytes, take: { take($0) }) { return }
    Issue.record("not all was taken of what was typed: \(String(decoding: bytes.prefix(80), as: UTF8.self))")
  }

  /// Types a line and waits for the next prompt; gives what was printed before it.
  @discardableResult
  func enter(_ line: String) throws -> String {
    type(line + "\n")
    try expect("\n")
    // The prompt stands at the beginning of a line: help texts have some elsewhere.
    seen -= 1
    return try expect("\nloam> ")
  }

  /// Reads until a text appears after what was seen before; gives what stands before it.
  @discardableResult
  func expect(_ text: String, seconds: Double = 20) throws -> String {
    let start = PromptTerminal.now
    while true {
      let rest = output.dropFirst(seen)
      if let found = rest.firstRange(of: text) {
        let before = String(rest[..<found.lowerBound])
        seen += rest.distance(from: rest.startIndex, to: found.upperBound)
        return before
      }
      if PromptTerminal.now - start > seconds || !readSome() { throw Missing(text: text, screen: output) }
    }
  }

  /// Reads until a condition holds; false when it does not in time.
  func wait(seconds: Double = 10, until condition: (Display) -> Bool) -> Bool {
    let start = PromptTerminal.now
    while !condition(display) {
      if PromptTerminal.now - start > seconds { return false }
      if !readSome() { return condition(display) }
    }
    return true
  }

  /// Waits for the end of the command: its exit code, or 128 + the signal.
  func wait(seconds: Double = 10) -> Int32? {
    let start = PromptTerminal.now
    while PromptTerminal.now - start < seconds {
      if let code = terminal.ended() { return code }
      if !readSome(within: 10) { usleep(1000) }
    }
    return nil
  }

  /// Reads until nothing has come for some milliseconds.
  func settle(_ milliseconds: Int32 = 20) {
    while let bytes = terminal.read(within: milliseconds), !bytes.isEmpty { take(bytes) }
  }

  /// Gives the terminal another size.
  func resize(columns: Int, rows: Int) {
    settle()
    display.resize(columns: columns, rows: rows)
    terminal.resize(columns: columns, rows: rows)
  }

  /// Whether the terminal shows what is typed and gives it line by line, as a shell leaves it.
  var editsLines: Bool { terminal.editsLines }

  func send(signal number: Int32) { terminal.send(signal: number) }

  /// Forgets what was seen but for the line with the cursor.
  func clear() {
    output = ""
    seen = 0
    display.keepCursorRow()
  }

  /// Waits for what is there; false when the other end is closed.
  private func readSome(within milliseconds: Int32 = 50) -> Bool {
    guard let bytes = terminal.read(within: milliseconds) else { return false }
    take(bytes)
    return true
  }

  private func take(_ bytes: [UInt8]) {
    display.feed(bytes)
    output += String(decoding: bytes.filter { $0 != 0x0D }, as: UTF8.self)
    for mark in ["\u{1b}[?2004h", "\u{1b}[?2004l"] {
      while let found = output.firstRange(of: mark) { output.removeSubrange(found) }
    }
  }

  /// Seconds of a clock that only goes on.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
