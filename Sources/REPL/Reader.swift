// SPDX-License-Identifier: Apache-2.0
//
// Reader.swift — lines gathered until they are a whole entry, and what is done with one.

import Driver

/// What a line at the prompt led to.
enum Step: Equatable {
  /// More lines are needed.
  case more
  case done
  /// The entry was wrong or failed.
  case failed
  case leave(Int32)
}

/// Gathers lines and evaluates entries.
struct Reader {
  let prompt: Prompt
  /// The lines of the entry so far.
  private(set) var text: [UInt8] = []
  private var brackets = Brackets()
  /// The entry is a command.
  private var isCommand = false
  /// Bytes of the entry when the parser was asked last whether it is whole.
  private var asked = 0
  /// Entries so far.
  private(set) var number = 0
  /// Lines that were left out since a wrong entry, whose block they belong to; nil: the next line begins an entry.
  private var leftOut: Int?

  /// Comments that were entries of their own right before the next one, as the C before an `import "C"` is.
  private var comments: [UInt8] = []
  /// An empty line came after them.
  private var isApart = false

  init(_ prompt: Prompt) { self.prompt = prompt }

  var isInside: Bool { !text.isEmpty }

  /// Brackets that are open before the next line.
  var depth: Int { brackets.depth }

  /// Forgets the lines of an unfinished entry, and that lines are left out.
  mutating func discard() {
    text = []
    brackets = Brackets()
    isCommand = false
    asked = 0
    leftOut = nil
    comments = []
    isApart = false
  }

  /// Whether the next lines are left out, since they belong to a block that was wrong.
  var leavesOut: Bool { leftOut != nil }

  /// Takes the next line.
  /// - Parameters:
  ///   - name: what messages call the entry.
  ///   - isTyped: somebody waits for what the parser says. In other lines brackets alone say that an entry is not whole,
  ///     unless it has become much longer since the parser was asked; and when it is wrong, so is the rest of its block.
  mutating func take(_ line: [UInt8], name: String, isTyped: Bool) -> Step {
    if let leftOut {
      brackets.take(line)
      self.leftOut = leftOut + 1
      // Where a parenthesis was forgotten the brace of the whole block is the end.
      let closes = line.first == UInt8(ascii: "}") && !brackets.open.contains(UInt8(ascii: "}"))
      if !brackets.isInside || closes { finishLeavingOut() }
      return .more
    }
    if text.isEmpty {
      let trimmed = line.drop { $0 == 0x20 || $0 == 0x09 }
      if trimmed.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) {
        isApart = true
        return .done
      }
      if trimmed.first == UInt8(ascii: ":") { isCommand = true }
    }
    text += line
    brackets.take(line)
    if isCommand { return runCommand() }
    if !isTyped, brackets.isOpen, text.count < 2 * asked { return .more }
    asked = text.count
    let block = brackets
    let step = evaluate(name: name)
    if step == .failed, !isTyped, block.isInside, text.isEmpty {
      brackets = block
      leftOut = 0
    }
    return step
  }

  private mutating func runCommand() -> Step {
    let line = String(decoding: text.drop { $0 == 0x20 || $0 == 0x09 }.dropFirst(), as: UTF8.self)
    if prompt.commands.wantsMore(line, isOpen: brackets.isOpen) { return .more }
    discard()
    number += 1
    prompt.session.sweepIfDue()
    return prompt.commands.run(line, in: prompt)
  }

  /// No more lines come: what the parser says to the entry as it is. `.more`: it is not whole.
  mutating func finish(name: String) -> Step {
    if leavesOut {
      finishLeavingOut()
      return .done
    }
    if isCommand {
      let line = String(decoding: text.drop { $0 == 0x20 || $0 == 0x09 }.dropFirst(), as: UTF8.self)
      discard()
      return prompt.commands.run(line, in: prompt)
    }
    return evaluate(name: name)
  }

  private mutating func finishLeavingOut() {
    let count = leftOut ?? 0
    discard()
    if count > 0 {
      Output.note(["\(Output.count(count, "more line")) of the block \(count == 1 ? "is" : "are") left out"])
    }
  }

  private mutating func evaluate(name: String) -> Step {
    let atStop = prompt.session.isStopped
    let isWithComments = EntryText.belongs(comments, to: text)
    let entry = isWithComments && !isApart ? comments + text : text
    let outcome = prompt.session.evaluate(entry, name: name)
    if outcome == .incomplete { return .more }
    prompt.keep(entry, outcome, name: name, atStop: atStop)
    let isC = EntryText.beginsAsC(text)
    let saysApart = isWithComments && isApart
    let comments = EntryText.isComment(text) ? (isApart ? [] : comments) + text : []
    discard()
    self.comments = comments
    number += 1
    let step = prompt.report(outcome)
    if saysApart { Output.note(["the comment before it is not read: an empty line stands between them"]) }
    if case .errors = outcome, isC { Output.note(["this looks like C, which :c declares; :help c has examples"]) }
    return step
  }
}
