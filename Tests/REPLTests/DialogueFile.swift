// SPDX-License-Identifier: Apache-2.0
//
// DialogueFile.swift — scripted dialogues out of text files; Dialogues/README.md describes the form.

import Support

/// What is typed and what is seen then.
struct DialogueStep {
  let line: Int
  let typed: [Typed]
  /// What was typed, as it stands in the file.
  let source: String
  /// The last rows of the screen; empty: not looked at.
  var wanted: [String] = []
  /// The process ends with this code.
  var exit: Int32?
}

struct ScriptedDialogue {
  var name: String
  var line: Int
  var modes = ["emacs", "vi"]
  var locales = ["UTF-8", "C"]
  var sizes = ["80x24", "200x50"]
  var editrc: [String] = []
  var history: [String] = []
  var environment: [String: String] = [:]
  var isFresh = false
  var steps: [DialogueStep] = []

  /// What the prompt says to a mistake, and keys that take something back.
  private static let signs = [
    "undefined: ", "syntax error", "interrupted", "panic: ", "fatal error: ", "cannot ", "is missing", "is no ",
    "is not ",
    "are not ", "no such ", "No such ", "there is no ", "there are no ", "nothing is ", "refers to no", "did you mean",
    "mismatched types", "declared and not used", "left out", "is left", "takes no argument", "nothing that it takes",
    "wants a number", "which one?", "kinds are", "has no ", "redefined", "exists; ", "overflows", "misses ",
  ]
  private static let keys = ["<BS>", "<Del>", "<C-c>", "<C-d>", "<C-u>", "<C-w>", "<C-k>", "<C-r>", "<C-g>"]

  /// Whether something goes wrong in it, or is taken back.
  var hasMistake: Bool {
    steps.contains { step in
      step.wanted.contains { row in ScriptedDialogue.signs.contains { row.contains($0) } }
        || ScriptedDialogue.keys.contains { step.source.contains($0) }
    }
  }

  /// Whether it needs a process that no other dialogue has used.
  var wantsOwnProcess: Bool {
    isFresh || !editrc.isEmpty || !history.isEmpty || !environment.isEmpty || steps.contains { $0.exit != nil }
  }

  /// The combinations it runs in: all values occur, each pair of values of two settings if it can.
  var runs: [DialogueRun] {
    var runs: [DialogueRun] = []
    for (i, mode) in modes.enumerated() {
      for (j, locale) in locales.enumerated() {
        runs.append(DialogueRun(mode: mode, locale: locale, size: sizes[(i + j) % sizes.count]))
      }
    }
    return runs
  }
}

/// The settings of a terminal.
struct DialogueRun: Hashable, CustomStringConvertible {
  let mode: String
  let locale: String
  let size: String
  var description: String { "\(mode), \(locale), \(size)" }
}

struct DialogueFile: CustomStringConvertible, Sendable {
  let name: String
  var description: String { name }
  static let directory = Repository.root + "/Tests/REPLTests/Dialogues"

  static var all: [DialogueFile] {
    Repository.list(directory).filter { $0.hasSuffix(".txt") }.map { DialogueFile(name: $0) }
  }

  func read() throws(DialogueError) -> [ScriptedDialogue] {
    guard let text = Repository.text(DialogueFile.directory + "/" + name) else {
      throw DialogueError("\(name) cannot be read")
    }
    var dialogues: [ScriptedDialogue] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      do throws(DialogueError) {
        try DialogueFile.take(line, number: index + 1, &dialogues)
      } catch {
        throw DialogueError("\(name):\(index + 1): \(error)")
      }
    }
    return dialogues
  }

  private static func take(
    _ line: Substring, number: Int, _ dialogues: inout [ScriptedDialogue]
  ) throws(DialogueError) {
    if line.hasPrefix("== ") {
      dialogues.append(ScriptedDialogue(name: String(line.dropFirst(3)), line: number))
      return
    }
    if line.isEmpty || line.hasPrefix("#") { return }
    guard !dialogues.isEmpty else { throw DialogueError("a dialogue begins with '== NAME'") }
    let last = dialogues.count - 1
    let steps = dialogues[last].steps.count
    if line == ">" || line.hasPrefix("> ") {
      let keys = line.dropFirst(2)
      dialogues[last].steps.append(DialogueStep(line: number, typed: try Keys.parse(keys), source: String(keys)))
    } else if line == "|" || line.hasPrefix("| ") {
      guard steps > 0 else { throw DialogueError("something is typed before something is seen") }
      dialogues[last].steps[steps - 1].wanted.append(String(line.dropFirst(2)))
    } else if line.hasPrefix("$ exit "), let code = Int32(line.dropFirst(7)) {
      guard steps > 0 else { throw DialogueError("something is typed before the end") }
      dialogues[last].steps[steps - 1].exit = code
    } else if steps == 0 {
      try set(line, &dialogues[last])
    } else {
      throw DialogueError("a line begins with '== ', '> ', '| ', '$ exit ' or '#'")
    }
  }

  private static func set(_ line: Substring, _ dialogue: inout ScriptedDialogue) throws(DialogueError) {
    let parts = line.split(separator: ":", maxSplits: 1)
    let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
    let words = value.split(separator: " ").map(String.init)
    switch parts.first ?? "" {
    case "modes": dialogue.modes = words
    case "locales": dialogue.locales = words
    case "sizes": dialogue.sizes = words
    case "editrc": dialogue.editrc.append(value)
    case "history": dialogue.history.append(value)
    case "fresh": dialogue.isFresh = true
    case "env":
      let pair = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2 else { throw DialogueError("env: NAME=VALUE") }
      dialogue.environment[pair[0]] = pair[1]
    default: throw DialogueError("no setting is named '\(parts.first ?? "")'")
    }
  }
}
