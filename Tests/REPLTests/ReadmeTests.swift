// SPDX-License-Identifier: Apache-2.0
//
// ReadmeTests.swift — the dialogues in README are what the program prints.

import Subprocess
import Support
import Testing

@Suite struct ReadmeTests {
  /// A dialogue of README: what is typed, and what is printed after it.
  struct Shown: Sendable, CustomStringConvertible {
    var turns: [(typed: String, printed: [String])] = []
    var description: String { turns.first?.typed ?? "nothing" }
  }

  /// The blocks that begin with `$ loam`, of lines indented by four spaces.
  static let dialogues: [Shown] = {
    var all: [Shown] = []
    var isInside = false
    for line in (Repository.text(Repository.root + "/README.md") ?? "").split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      guard line.hasPrefix("    ") else {
        if !line.isEmpty { isInside = false }
        continue
      }
      let text = String(line.dropFirst(4))
      if text == "$ loam" {
        isInside = true
        all.append(Shown())
      } else if isInside, let prompt = ["loam> ", "stopped> "].first(where: { text.hasPrefix($0) }) {
        all[all.count - 1].turns.append((String(text.dropFirst(prompt.count)), []))
      } else if isInside, !all[all.count - 1].turns.isEmpty {
        let last = all[all.count - 1].turns.count - 1
        if text.hasPrefix("  ... ") {
          all[all.count - 1].turns[last].typed += "\n" + text.dropFirst(6)
        } else {
          all[all.count - 1].turns[last].printed.append(text)
        }
      }
    }
    return all
  }()

  /// Addresses, times and what else differs from run to run, as one word.
  private func masked(_ text: some StringProtocol) -> String {
    String(text).replacing(#/0x[0-9a-f]+/#, with: "ADDRESS").replacing(#/[0-9.]+ (ns|µs|ms|s)\b/#, with: "TIME")
      .replacing(#/goroutine [0-9]+/#, with: "goroutine N")
  }

  @Test func `README has dialogues`() { #expect(Self.dialogues.contains { $0.turns.count > 3 }) }

  @Test(arguments: dialogues)
  func `what README shows is what is printed`(dialogue: Shown) {
    // A mark behind each entry tells what belongs to which.
    let text = dialogue.turns.map { $0.typed + "\nprintln(\"(next)\")\n" }.joined()
    let result = Subprocess.run(["/bin/sh", "-c", "exec \(Repository.loam) 2>&1"], input: Array(text.utf8))
    let printed = result.outputText.split(separator: "(next)\n", omittingEmptySubsequences: false)
    #expect(result.status == 0, "\(result.outputText)")
    guard printed.count == dialogue.turns.count + 1 else {
      Issue.record("\(printed.count - 1) of \(dialogue.turns.count) entries ran:\n\(result.outputText)")
      return
    }
    for (turn, output) in zip(dialogue.turns, printed) {
      // At the prompt an entry has a name of its own.
      let seen = output.replacing(#/stdin\[\d+\]/#, with: "prompt[n]")
      let wanted = turn.printed.joined(separator: "\n").replacing(#/prompt\[\d+\]/#, with: "prompt[n]")
      #expect(masked(seen) == masked(wanted + (wanted.isEmpty ? "" : "\n")), "after \(turn.typed)")
    }
  }
}
