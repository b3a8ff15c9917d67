// SPDX-License-Identifier: Apache-2.0
//
// Dialogue.swift — the prompt at a terminal: lines with editing and history, ^C, ^D.
//
// How.      Lines come from libedit, or plainly when there is none. A block of several lines is one entry of the
//           history. ^C comes by a descriptor: while an entry runs it interrupts the entry, else it ends the line.

import Driver
import Glibc

struct Dialogue {
  private static let first = "loam> "
  private static let continuation = "  ... "

  private let prompt: Prompt
  private let interrupts: Interrupts
  private let editor: Editor
  private let history: History

  init(_ prompt: Prompt, interrupts descriptor: Int32) {
    self.prompt = prompt
    interrupts = Interrupts(descriptor, prompt.session)
    let screen = prompt.screen
    let mark: (Int) -> String = { screen.paint("  // _\($0)", .grey) }
    prompt.session.resultMark = mark
    prompt.whenReset = { [interrupts] session in
      session.resultMark = mark
      interrupts.serve(session)
    }
    history = History(path: History.defaultPath)
    editor = Editor(wake: interrupts.wake)
    for entry in history.load() { editor.remember(entry) }
  }

  func run() -> Int32 {
    Output.print("loam \(Version.text)   :help lists commands, ^D leaves")
    var reader = Reader(prompt)
    var lines: [UInt8] = []
    while true {
      switch editor.readLine(prompt: reader.isInside ? Dialogue.continuation : Dialogue.first) {
      case .end:
        Output.print("")
        return 0
      case .interrupted:
        Output.print("^C")
        reader.discard()
        lines = []
      case .line(let line):
        lines += line
        interrupts.isRunning = true
        let step = reader.take(line, name: "prompt[\(reader.number + 1)]")
        interrupts.isRunning = false
        if interrupts.takeInterrupt(), step == .failed { Output.print("interrupted") }
        if step == .more { continue }
        remember(lines)
        lines = []
        if case .leave(let code) = step { return code }
      }
    }
  }

  /// Keeps an entry without the newline at its end.
  private func remember(_ lines: [UInt8]) {
    var entry = lines
    while entry.last == 0x0A { entry.removeLast() }
    if entry.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return }
    editor.remember(entry)
    history.append(entry)
  }
}
