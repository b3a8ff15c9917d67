// SPDX-License-Identifier: Apache-2.0
//
// SessionDriver.swift — a session that tests put entries to, and what they ask when it stops.

import Driver
import Runtime
import Testing

/// A suite with a session of its own for each test.
protocol SessionDriver {
  var session: Session { get }
}

extension SessionDriver {
  func evaluate(_ text: String) -> Outcome { session.evaluate(text + "\n", name: "test") }

  /// Evaluates entries that must all succeed.
  func succeed(_ entries: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    for entry in entries {
      let outcome = evaluate(entry)
      guard case .done = outcome else {
        Issue.record("\(entry): \(outcome)", sourceLocation: sourceLocation)
        return
      }
    }
  }

  func holds(_ condition: String, sourceLocation: SourceLocation = #_sourceLocation) {
    succeed("if !(\(condition)) { panic(\"wrong\") }", sourceLocation: sourceLocation)
  }
}

extension SessionDriver {
  var double: String { "func double(n int) int {\n\tx := n * 2\n\treturn x\n}" }

  /// The stop that an entry or a step led to.
  func stop(_ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation) -> Stop? {
    if case .stopped(let stop) = outcome { return stop }
    Issue.record("not stopped: \(outcome)", sourceLocation: sourceLocation)
    return nil
  }

  func locals() -> [String] { session.locals().map { "\($0.name)=\($0.text)" } }

  /// What is said when something is refused.
  func refusal(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }
}
