// SPDX-License-Identifier: Apache-2.0
//
// Editor.swift — lines from the terminal: edited with libedit, or plain ones where that cannot be.

import CEdit
import Glibc

/// A line as it came, or why none did.
enum LineRead {
  /// With its newline; a recalled block has newlines inside.
  case line([UInt8])
  /// A line out of pasted text, already shown.
  case pasted([UInt8])
  case interrupted
  case end
}

/// What a line is asked for with.
struct LineRequest {
  /// What the prompt shows.
  var prompt: String
  /// Around the prompt: how it is coloured.
  var colour: Screen.Colour?
  /// Blanks that the line begins with.
  var indentation = 0
  /// The lines before it of an entry that is not finished.
  var preceding: [UInt8] = []
}

/// What has come about while a line is edited.
struct Notice {
  /// What is to be said above the line.
  var lines: [String]
  /// What the prompt shows from now on, unless the line goes on with an entry.
  var prompt: String
}

/// Threads: the one that reads lines.
final class Editor {
  /// Blanks that each open bracket adds.
  static let unit = 4

  private let edit: OpaquePointer?
  private var plain: PlainLines
  private let screen: Screen
  private let complete: ([UInt8], Int) -> Completions
  private var request = LineRequest(prompt: "")
  /// Whether a line ends because there is nothing more to be read, not because of ^C.
  var isLeaving: () -> Bool = { false }
  /// Asked whenever something may have come about.
  var notice: () -> Notice? = { nil }

  /// - Parameters:
  ///   - wake: a descriptor that ends the reading of a line when it becomes readable.
  ///   - signals: of `cedit_signal_descriptor(CEDIT_TERMINAL)`.
  ///   - output: of `TerminalOutput.start`.
  ///   - complete: what completes the word before the cursor in a text.
  init(
    wake: Int32, signals: Int32, output: Int32, screen: Screen, complete: @escaping ([UInt8], Int) -> Completions
  ) {
    self.screen = screen
    self.complete = complete
    plain = PlainLines(wake: wake, output: output)
    edit = isatty(1) == 1 ? cedit_open("loam", Int32(History.limit)) : nil
    guard let edit else { return }
    cedit_set_wake(edit, wake)
    cedit_set_signals(edit, signals)
    let context = Unmanaged.passUnretained(self).toOpaque()
    cedit_set_output(edit, output, { Editor.from($0).showWaiting() }, context)
    cedit_set_completer(
      edit,
      { context, line, length, cursor, again in
        let bytes = UnsafeRawBufferPointer(start: line, count: length)
        return Editor.from(context).completeWord(Array(bytes), cursor: cursor, again: again)
      }, context)
  }

  deinit { if let edit { cedit_close(edit) } }

  private static func from(_ context: UnsafeMutableRawPointer?) -> Editor {
    Unmanaged<Editor>.fromOpaque(context!).takeUnretainedValue()
  }

  /// Whether the next line is one of a pasted text.
  var isPasting: Bool { edit.map { cedit_has_pasted_line($0) } ?? false }

  func readLine(_ request: LineRequest) -> LineRead {
    self.request = request
    guard let edit else {
      return plain.read(prompt: request.prompt, preceding: !request.preceding.isEmpty, notice: notice)
    }
    let isPasting = isPasting
    if !isPasting { TerminalOutput.shared.beginEditing() }
    setPrompt(edit)
    var length = 0
    var text: UnsafePointer<CChar>?
    let outcome = cedit_read_line(edit, &text, &length)
    let line = Array(UnsafeRawBufferPointer(start: text, count: length))
    switch outcome {
    case CEDIT_PASTED:
      TerminalOutput.shared.print(1, prompt(marked: false) + Editor.visible(line) + "\n")
      return .pasted(line + [0x0A])
    case CEDIT_INTERRUPTED:
      TerminalOutput.shared.finishLine(with: isPasting ? "" : isLeaving() ? "\n" : "^C\n")
      return .interrupted
    case CEDIT_END:
      TerminalOutput.shared.finishLine(with: "\n")
      return .end
    default:
      TerminalOutput.shared.finishLine(with: "")
      return .line(line + [0x0A])
    }
  }

  private func setPrompt(_ edit: OpaquePointer) {
    cedit_set_prompt(edit, prompt(marked: true), Int32(request.indentation), Int32(Editor.unit))
  }

  /// Forgets what was pasted and not read yet: how many lines that were.
  func discardPaste() -> Int { edit.map { cedit_discard_paste($0) } ?? 0 }

  /// Makes an entry one that arrow up recalls.
  func remember(_ entry: [UInt8]) {
    guard let edit else { return }
    entry.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      cedit_add_history(edit, start.assumingMemoryBound(to: CChar.self), bytes.count)
    }
  }

  /// The prompt in its colour. libedit does not count what stands between marks; a character must follow the last.
  private func prompt(marked: Bool) -> String {
    guard let colour = request.colour, screen.hasColour, request.prompt.last == " " else { return request.prompt }
    let mark = marked ? "\u{1}" : ""
    return "\(mark)\u{1b}[\(colour.rawValue)m\(mark)\(request.prompt.dropLast())\(mark)\u{1b}[0m\(mark) "
  }

  /// A line without control characters, which could do something to the terminal.
  private static func visible(_ line: [UInt8]) -> String {
    if line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) { return String(decoding: line, as: UTF8.self) }
    var text: [UInt8] = []
    for byte in line {
      if byte >= 0x20 && byte != 0x7F || byte == 0x09 { text.append(byte) } else { text += [0x5E, byte ^ 0x40] }
    }
    return String(decoding: text, as: UTF8.self)
  }

  // MARK: Above the line

  /// Shows what the program has written since the line is edited.
  private func showWaiting() {
    guard let edit else { return }
    let notice = notice()
    let (standing, new) = TerminalOutput.shared.takeWaiting()
    if new.isEmpty && notice == nil { return }
    let rows = standing.isEmpty ? 0 : Terminal.rows(of: standing, columns: screen.columns)
    cedit_begin_above(edit, Int32(rows))
    let text = standing + new
    Terminal.send(text + (text.last ?? 0x0A == 0x0A ? [] : [0x0A]))
    if let notice {
      TerminalOutput.shared.endUnfinished()
      Terminal.send(Array(notice.lines.map { $0 + "\n" }.joined().utf8))
      if request.preceding.isEmpty {
        request.prompt = notice.prompt
        setPrompt(edit)
      }
    }
    cedit_end_above(edit)
  }

  /// Shows lines of the prompt's own above the line.
  private func showAbove(_ lines: [String]) {
    guard let edit else { return }
    cedit_begin_above(edit, 0)
    TerminalOutput.shared.endUnfinished()
    Terminal.send(Array(lines.map { $0 + "\n" }.joined().utf8))
    cedit_end_above(edit)
  }

  // MARK: Completion

  /// Completes as far as all candidates agree; where they do not, the second TAB lists them. False: nothing to do.
  private func completeWord(_ line: [UInt8], cursor: Int, again: Bool) -> Bool {
    let before = request.preceding.count
    let found = complete(request.preceding + line, before + cursor)
    guard let edit, !found.candidates.isEmpty, found.start >= before, found.start <= before + cursor else {
      return false
    }
    let word = line[(found.start - before)..<cursor]
    let common = Completions.commonPrefix(of: found.candidates)
    if common.count > word.count || found.candidates.count == 1 {
      if word.elementsEqual(common) { return true }
      common.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        cedit_replace(edit, word.count, start.assumingMemoryBound(to: CChar.self), bytes.count)
      }
      return true
    }
    guard again else { return false }
    showAbove(Completions.columns(found.candidates, screen: screen))
    return true
  }
}
