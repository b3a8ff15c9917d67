// SPDX-License-Identifier: Apache-2.0
//
// REPL.swift — the prompt: reads entries from a terminal or a script, has them evaluated, prints what comes of it.

import CEdit
public import Driver
import Glibc
import Runtime

public enum REPL {
  /// Reads and evaluates until the input ends.
  ///
  /// A terminal gets a prompt. Other input is a script: no prompt, the first error ends it.
  /// - Returns: the exit code of the process.
  public static func run(environment: Environment) -> Int32 {
    let isTerminal = isatty(0) == 1
    // Before there are other threads: they inherit that the signal is blocked and comes by the descriptor.
    let interrupts = isTerminal ? cedit_interrupt_descriptor() : -1
    let session: Session
    do {
      session = try Session(environment.configuration(arguments: ["loam"]))
    } catch {
      StandardError.print("loam: \(error)")
      return 2
    }
    let prompt = Prompt(session, screen: .standardOutput)
    session.showsPlainly = isTerminal && !prompt.screen.isUnicode
    if isTerminal { return Dialogue(prompt, interrupts: interrupts).run() }
    return Script(prompt).run()
  }
}
