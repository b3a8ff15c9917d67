// SPDX-License-Identifier: Apache-2.0
//
// Asking.swift — what commands that ask the session something share: errors and arguments that are missing.

import Driver

extension Result where Failure == CompileErrors {
  /// The value; nil after the errors were printed.
  func orPrint() -> Success? {
    switch self {
    case .success(let value): return value
    case .failure(let errors):
      Output.error(errors.lines)
      return nil
    }
  }
}

extension Command {
  /// Says how the command is used, which is an error.
  func usage(_ why: String = "") -> Step {
    let form = arguments.isEmpty ? ":\(name)" : ":\(name) \(arguments)"
    Output.error([(why.isEmpty ? "" : why + "; ") + "usage: \(form); :help \(name) has an example"])
    return .failed
  }
}
