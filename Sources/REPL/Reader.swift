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
  /// Bytes of the entry when the parser was asked last whether it is whole.
  private var asked = 0
  /// Entries so far.
  private(set) var number = 0

  init(_ prompt: Prompt) { self.prompt = prompt }

  var isInside: Bool { !text.isEmpty }

  /// Brackets that are open before the next line.
  var depth: Int { brackets.depth }

  /// Forgets the lines of an unfinished entry.
  mutating func discard() {
    text = []
    brackets = Brackets()
    asked = 0
  }

  /// Takes the next line.
  /// - Parameters:
  ///   - name: what messages call the entry.
  ///   - isTyped: somebody waits for what the parser says. In other lines brackets alone say that an entry is not whole,
  ///     unless it has become much longer since the parser was asked.
  mutating func take(_ line: [UInt8], name: String, isTyped: Bool) -> Step {
    if text.isEmpty {
      let trimmed = line.drop { $0 == 0x20 || $0 == 0x09 }
      if trimmed.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) { return .done }
      if trimmed.first == UInt8(ascii: ":") {
        number += 1
        return CommandTable.run(String(decoding: trimmed.dropFirst(), as: UTF8.self), in: prompt)
      }
    }
    text += line
    brackets.take(line)
    if !isTyped, brackets.isOpen, text.count < 2 * asked { return .more }
    asked = text.count
    return evaluate(name: name)
  }

  /// No more lines come: what the parser says to the entry as it is. `.more`: it is not whole.
  mutating func finish(name: String) -> Step { evaluate(name: name) }

  private mutating func evaluate(name: String) -> Step {
    let atStop = prompt.session.isStopped
    let outcome = prompt.session.evaluate(text, name: name)
    if outcome == .incomplete { return .more }
    switch outcome {
    case .done, .stopped: prompt.transcript.add(text, hasFailed: false, atStop: atStop)
    case .failed:
      let leaves = prompt.session.variables(in: name)
      prompt.transcript.add(text, hasFailed: true, atStop: atStop, leaves: leaves)
    case .incomplete, .errors, .exited: break
    }
    discard()
    number += 1
    return prompt.report(outcome)
  }
}
