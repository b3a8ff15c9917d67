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
  /// - Parameter why: what is wrong; empty: an argument is missing, or there is one.
  func usage(_ why: String = "") -> Step {
    let form = arguments.isEmpty ? ":\(name)" : ":\(name) \(arguments)"
    let usual = arguments.isEmpty ? "it takes no argument" : "an argument is missing"
    Output.error(["\(form): " + (why.isEmpty ? "\(usual); :help \(name) has an example" : why)])
    return .failed
  }
}
