// SPDX-License-Identifier: Apache-2.0
//
// Session+Stopped.swift — looking at a session's program while nothing of it runs.
//
// How.      Goroutines run between entries. Whoever looks at frames, objects or several figures that are to fit each
//           other first takes the compiler's tables, then stops the world: in this order, since a worker that compiles
//           has the tables, counts as stopped, and may stop the world itself.

import CRuntime

extension Session {
  /// Calls `body` while the program stands still and nobody else uses the compiler's tables. Calls may be nested. `body`
  /// must run no Go: no `evaluate`, no collection of the host's policy.
  ///
  /// Threads: the one that evaluates.
  public func stopped<Result>(_ body: () throws -> Result) rethrows -> Result {
    try execution.withTables {
      loam_world_stop(execution.runtime.raw)
      defer { loam_world_start(execution.runtime.raw) }
      return try body()
    }
  }

  /// How many goroutines have ended with a panic or a fatal error that were not an entry's own. Any thread.
  public var failedGoroutines: UInt64 { loam_runtime_failed_goroutines(execution.runtime.raw) }

  /// The code with which the program has asked to exit, at an entry or between two; then nothing of it runs any more.
  /// Any thread.
  public var exitCode: Int32? {
    var code: Int32 = 0
    return loam_runtime_has_left(execution.runtime.raw, &code) ? code : nil
  }
}
