// SPDX-License-Identifier: Apache-2.0
//
// DialogueTests.swift — the scripted dialogues of Dialogues/*.txt, with the release command on a pseudo-terminal.
//
// How.      Dialogues that need nothing of their own share a process with those before them that ran with the same
//           settings; a failure ends the process.

import Glibc
import Subprocess
import Support
import Testing

@Suite struct DialogueTests {
  @Test func `at least 150 dialogues have a mistake in them, or something taken back`() throws {
    let all = try DialogueFile.all.flatMap { try $0.read() }
    #expect(
      all.count { $0.hasMistake } >= 150,
      "of \(all.count) these have none: \(all.filter { !$0.hasMistake }.map(\.name))")
  }

  @Test func `every pair of values of two settings occurs in a dialogue that asks for nothing`() {
    let runs = ScriptedDialogue(name: "", line: 0).runs
    for mode in ["emacs", "vi"] {
      for locale in ["UTF-8", "C"] { #expect(runs.contains { $0.mode == mode && $0.locale == locale }) }
      for size in ["80x24", "200x50"] { #expect(runs.contains { $0.mode == mode && $0.size == size }) }
    }
    for locale in ["UTF-8", "C"] {
      for size in ["80x24", "200x50"] { #expect(runs.contains { $0.locale == locale && $0.size == size }) }
    }
  }

  @Test(arguments: DialogueFile.all)
  func `the screen is what the dialogue says`(file: DialogueFile) throws {
    if file.name == "plugins.txt" { try #require(plugins.status == 0, "\(plugins.errorText)") }
    var shared: [DialogueRun: DialogueRunner] = [:]
    let only = getenv("DIALOGUE").map { String(cString: $0) }
    for dialogue in try file.read() {
      if let only, !dialogue.name.contains(only) { continue }
      for run in dialogue.runs {
        do {
          let runner: DialogueRunner
          if !dialogue.wantsOwnProcess, let old = shared.removeValue(forKey: run) {
            runner = old
          } else {
            runner = try DialogueRunner(run, dialogue)
          }
          try runner.play(dialogue)
          if !dialogue.wantsOwnProcess { shared[run] = runner }
        } catch {
          Issue.record("\(file.name):\(dialogue.line): \(dialogue.name) (\(run)): \(error)")
        }
      }
    }
  }
}

/// The plugins of the dialogues, compiled.
private let plugins = Subprocess.run(
  ["make", "-s", "-C", Repository.root + "/Examples/Plugins", "CC=cc"], seconds: 300)

/// A process that dialogues are played with.
private final class DialogueRunner {
  private let terminal: PromptTerminal
  private let directory: String

  init(_ run: DialogueRun, _ dialogue: ScriptedDialogue) throws {
    var template = Array("/tmp/loam-dialogue-XXXXXX".utf8CString)
    directory = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    let editrc = (run.mode == "vi" ? ["bind -v"] : []) + dialogue.editrc
    try DialogueRunner.write(editrc.map { $0 + "\n" }.joined(), to: directory + "/editrc")
    try DialogueRunner.write(dialogue.history.map { $0 + "\n" }.joined(), to: directory + "/history")
    var environment = ["EDITRC": directory + "/editrc", "LANG": run.locale == "C" ? "C" : "C.UTF-8", "HOME": directory]
    environment["LOAM_PLUGINS"] = Repository.root + "/.build/plugins/cc"
    environment.merge(dialogue.environment) { $1 }
    guard let size = Size(run.size) else { throw DialogueError("\(run.size) is no size") }
    terminal = try PromptTerminal(
      history: directory + "/history", environment: environment, columns: size.columns, rows: size.rows)
    guard terminal.wait(until: { $0.beforeCursor == "loam> " }) else {
      throw DialogueError("no prompt appeared:\n" + terminal.display.seen.joined(separator: "\n"))
    }
  }

  deinit {
    for name in ["editrc", "history"] { unlink(directory + "/" + name) }
    rmdir(directory)
  }

  private static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw DialogueError("\(path) cannot be written") }
    fputs(text, file)
    fclose(file)
  }

  func play(_ dialogue: ScriptedDialogue) throws {
    terminal.clear()
    for (index, step) in dialogue.steps.enumerated() {
      let before = terminal.output.utf8.count
      var written: Int?
      for typed in step.typed {
        switch typed {
        case .bytes(let bytes):
          written = bytes == [0x09] ? terminal.output.utf8.count : nil
          terminal.type(bytes)
        case .pause(let milliseconds):
          // What follows a tab at once is taken for a paste: it is to have been answered, however busy the machine is.
          if let written { _ = terminal.wait(seconds: 0.5) { _ in self.terminal.output.utf8.count > written } }
          terminal.settle(milliseconds)
        case .resize(let columns, let rows): terminal.resize(columns: columns, rows: rows)
        }
      }
      let isSeen: (Display) -> Bool = {
        self.hasAnswered(step, since: before) && DialogueRunner.matches($0, step.wanted)
      }
      if !step.wanted.isEmpty, !terminal.wait(seconds: 6, until: isSeen) {
        throw DialogueError(
          """
          line \(step.line), after \(step.source):
          wanted
          \(step.wanted.map { "  | " + $0 }.joined(separator: "\n"))
          seen
          \(DialogueRunner.withCursor(terminal.display).map { "  | " + $0 }.joined(separator: "\n"))
          """)
      }
      // What is typed while a line is being answered would be echoed between the rows. Keys are meant to come then.
      let isKeyNext = index + 1 < dialogue.steps.count && dialogue.steps[index + 1].source.hasPrefix("<")
      if step.wanted.isEmpty, step.exit == nil, step.source.hasSuffix("<Enter>"), !isKeyNext {
        _ = terminal.wait(seconds: 0.5) { DialogueRunner.isAtPrompt($0) && self.hasPrompt(since: before) }
      }
      if let code = step.exit {
        let ended = terminal.wait()
        guard ended == code else {
          throw DialogueError("line \(step.line): exit code \(ended.map(String.init) ?? "none")")
        }
      }
    }
    if dialogue.wantsOwnProcess { return }
    // The next dialogue finds an empty line.
    terminal.clear()
    terminal.type("\u{03}")
    guard terminal.wait(until: { $0.beforeCursor == "loam> " && $0.seen.last == "loam>" && $0.seen.count > 1 }) else {
      throw DialogueError("no empty prompt after the dialogue:\n" + terminal.display.seen.joined(separator: "\n"))
    }
  }

  /// Whether a prompt came since a line was entered: rows that are wanted may stand there already.
  private func hasAnswered(_ step: DialogueStep, since count: Int) -> Bool {
    guard step.source.hasSuffix("<Enter>"), let last = step.wanted.last else { return true }
    if !last.hasSuffix("> ‸") && !last.hasSuffix("... ‸") { return true }
    return hasPrompt(since: count)
  }

  private func hasPrompt(since count: Int) -> Bool {
    let new = Substring(terminal.output.utf8.dropFirst(count))
    return ["loam>", "stopped>", "..."].contains { new.contains($0) }
  }

  private static func isAtPrompt(_ display: Display) -> Bool {
    let before = display.beforeCursor.drop { $0 == " " }
    return ["loam> ", "stopped> "].contains(before) || (before.hasPrefix("... ") && before.allSatisfy(". ".contains))
  }

  /// Whether the last rows are as wanted: `<*>` stands for any text, `<...>` for any rows, `‸` for the cursor.
  private static func matches(_ display: Display, _ wanted: [String]) -> Bool {
    let hasCursor = wanted.contains { $0.contains("‸") }
    let rows = hasCursor ? withCursor(display) : display.seen
    return matches(rows[...], wanted.map(trimmed)[...])
  }

  /// From the end, so that what stands above does not matter.
  private static func matches(_ rows: ArraySlice<String>, _ wanted: ArraySlice<String>) -> Bool {
    guard let last = wanted.last else { return true }
    if last == "<...>" {
      return (0...rows.count).contains { matches(rows.dropLast($0), wanted.dropLast()) }
    }
    guard let row = rows.last, matches(row, last) else { return false }
    return matches(rows.dropLast(), wanted.dropLast())
  }

  private static func matches(_ row: String, _ wanted: String) -> Bool {
    let parts = Array(wanted.split(separator: "<*>", omittingEmptySubsequences: false))
    if parts.count == 1 { return row == wanted }
    guard row.hasPrefix(parts[0]), row.hasSuffix(parts[parts.count - 1]) else { return false }
    var rest = row.dropFirst(parts[0].count)
    for part in parts.dropFirst() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }

  private static func trimmed(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }

  private static func withCursor(_ display: Display) -> [String] {
    var rows = display.seen
    let before = display.beforeCursor
    var row = rows[display.row]
    while row.count < before.count { row += " " }
    row.insert("‸", at: row.index(row.startIndex, offsetBy: before.count))
    rows[display.row] = row
    return rows
  }
}
