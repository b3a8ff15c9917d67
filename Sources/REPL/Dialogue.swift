// SPDX-License-Identifier: Apache-2.0
//
// Dialogue.swift — the prompt at a terminal: lines with editing and history, ^C, ^D.
//
// How.      Lines come from libedit, or plainly where that cannot be. A block of several lines is one entry of the
//           history. ^C comes by a descriptor: while an entry runs it interrupts the entry, else it ends the line.

import CEdit
import Driver
import Glibc

struct Dialogue {
  private let prompt: Prompt
  private let interrupts: Interrupts
  private let editor: Editor
  private let history: History

  /// - Parameters:
  ///   - descriptor: of `cedit_signal_descriptor(CEDIT_INTERRUPT)`.
  ///   - signals: of `cedit_signal_descriptor(CEDIT_TERMINAL)`.
  ///   - output: of `TerminalOutput.start`.
  init(_ prompt: Prompt, interrupts descriptor: Int32, signals: Int32, output: Int32) {
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
    let completer = Completer(prompt)
    editor = Editor(
      wake: interrupts.wake, signals: signals, output: output, screen: prompt.screen,
      complete: { completer.complete($0, at: $1) })
    for entry in history.load() { editor.remember(entry) }
    editor.isLeaving = { [interrupts] in prompt.session.exitCode != nil || interrupts.ending != nil }
    editor.notice = { [interrupts] in
      if prompt.session.exitCode != nil { interrupts.endLine() }
      return prompt.session.noticeStop().map { Notice(lines: prompt.lines($0), prompt: prompt.text) }
    }
  }

  func run() -> Int32 {
    Output.print("loam \(Version.text)   :help lists commands, ^D leaves")
    var reader = Reader(prompt)
    defer { history.flush() }
    while true {
      prompt.announceStop()
      if !editor.isPasting { history.flush() }
      if let signal = interrupts.ending { end(by: signal, reader) }
      switch editor.readLine(request(reader)) {
      case .end:
        // A block that is not finished is left first.
        if !reader.isInside { return 0 }
        keep(reader.text)
        reader.discard()
        Output.note(["the block is left; arrow up brings it back, ^D leaves loam"])
      case .interrupted:
        if let code = prompt.session.exitCode { return code }
        if let signal = interrupts.ending { end(by: signal, reader) }
        _ = editor.discardPaste()
        keep(reader.text)
        reader.discard()
      case .line(let line):
        if case .leave(let code) = take(line, isTyped: true, &reader) { return code }
      case .pasted(let line):
        if case .leave(let code) = take(line, isTyped: false, &reader) { return code }
      }
    }
  }

  /// A block that is not finished is kept.
  private func end(by signal: Int32, _ reader: Reader) {
    keep(reader.text)
    history.flush()
    cedit_end_by_signal(signal)
  }

  private func request(_ reader: Reader) -> LineRequest {
    guard reader.isInside else { return LineRequest(prompt: prompt.text, colour: .green) }
    let blanks = String(repeating: " ", count: prompt.text.utf8.count - 4)
    return LineRequest(
      prompt: blanks + "... ", colour: .green, indentation: reader.depth * Editor.unit, preceding: reader.text)
  }

  private func take(_ line: [UInt8], isTyped: Bool, _ reader: inout Reader) -> Step {
    let entry = reader.text + line
    let (step, wasInterrupted) = prompt.turn {
      interrupts.begin()
      let step = reader.take(line, name: "prompt[\(reader.number + 1)]", isTyped: isTyped)
      return (step, interrupts.end())
    }
    if wasInterrupted {
      let left = editor.discardPaste()
      let leftIn = step == .failed ? prompt.session.leftIn.map { "; \($0) runs on by itself" } : nil
      let rest = (leftIn ?? "") + (left == 0 ? "" : "; \(Dialogue.leftOut(left))")
      if step == .failed || left > 0 { Output.print("interrupted" + rest) }
    } else if reader.leavesOut {
      // The rest of the block is no entry of its own, and what comes after it may want what was wrong.
      let left = editor.discardPaste()
      if left > 0 { Output.note([Dialogue.leftOut(left)]) }
    }
    // A block whose lines were pasted is discarded with the rest of the paste.
    if step == .more && !(wasInterrupted && !isTyped) { return step }
    keep(entry, isHeld: !isTyped)
    if step == .more || reader.leavesOut { reader.discard() }
    return step
  }

  private static func leftOut(_ count: Int) -> String {
    count == 1 ? "1 pasted line is left out" : "\(count) pasted lines are left out"
  }

  /// Keeps an entry in the history, without the newline at its end.
  /// - Parameter isHeld: more pasted lines may follow.
  private func keep(_ lines: [UInt8], isHeld: Bool = false) {
    var entry = lines
    while let last = entry.last, last == 0x0A || last == 0x20 || last == 0x09 { entry.removeLast() }
    if entry.isEmpty { return }
    editor.remember(entry)
    history.append(entry, isHeld: isHeld)
  }
}
