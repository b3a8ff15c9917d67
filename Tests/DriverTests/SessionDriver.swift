// SPDX-License-Identifier: Apache-2.0
//
// SessionDriver.swift — a session that tests put entries to.

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
