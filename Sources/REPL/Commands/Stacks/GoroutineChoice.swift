// SPDX-License-Identifier: Apache-2.0
//
// GoroutineChoice.swift — which goroutine a command is about, and how it is called in what the command prints.

import Driver

/// A goroutine and the words behind it.
struct GoroutineChoice {
  let goroutine: GoroutineFigures
  let rest: [Substring]

  /// Reads an argument of a number, which may be missing, and further words; says what is wrong with it.
  ///
  /// Without a number it is the one that stands at a breakpoint, else the blocked goroutine that was started last, or the
  /// last one of all.
  static func read(_ argument: String, for command: String, in prompt: Prompt) -> GoroutineChoice? {
    var words = argument.split { $0 == " " || $0 == "\t" }
    let all = prompt.session.goroutines()
    if let first = words.first, let text = number(first) {
      words.removeFirst()
      guard let found = all.first(where: { $0.id == text }) else {
        Output.error([
          all.isEmpty
            ? "there are no goroutines; :spawn f() starts one"
            : "there is no goroutine \(text); :goroutines lists those that there are"
        ])
        return nil
      }
      return GoroutineChoice(goroutine: found, rest: words)
    }
    let stopped = prompt.session.stop.flatMap { stop in all.first { $0.id == stop.goroutine } }
    let blocked = all.filter(\.isBlocked)
    guard let found = stopped ?? (blocked.isEmpty ? all : blocked).max(by: { $0.id < $1.id }) else {
      Output.error([":\(command): there are no goroutines; :spawn f() starts one"])
      return nil
    }
    return GoroutineChoice(goroutine: found, rest: words)
  }

  private static func number(_ word: Substring) -> UInt64? {
    UInt64(word.first == "g" ? word.dropFirst() : word)
  }

  /// "goroutine 5, chan receive".
  static func title(_ goroutine: GoroutineFigures) -> String { "goroutine \(goroutine.id), \(goroutine.state)" }

  static func hexadecimal(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }
}

extension SlotFigures {
  /// The frame and what lies in the slot: "#1 main.walk  p".
  var frameText: String { frame < 0 ? "call of \(function)" : "#\(frame) \(function)" }
  var slotText: String { frame < 0 ? "argument word \(slot)" : "slot \(slot)" }
}
