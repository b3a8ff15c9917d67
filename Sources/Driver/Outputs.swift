// SPDX-License-Identifier: Apache-2.0
//
// Outputs.swift — the files that a run leaves behind beside what the program writes.

import Runtime

/// Paths of files to be written, each nil for none.
public struct Outputs: Sendable {
  /// What goroutines, workers, stacks and collector did, for trace viewers.
  public var trace: String?
  /// Where the heap came from, for `go tool pprof`.
  public var heapProfile: String?
  /// What goroutine stacks were used for when the program ended, for `go tool pprof`.
  public var stackProfile: String?
  /// All objects and who keeps them alive when the program ended, for `loam snapshot`.
  public var heapSnapshot: String?

  public init() {}
}

/// The files, created before the program runs so that nothing is run for a file that cannot be written.
struct OpenOutputs {
  let trace: OutputFile?
  private let heapProfile: OutputFile?
  private let stackProfile: OutputFile?
  private let heapSnapshot: OutputFile?

  init(_ paths: Outputs) throws(RuntimeError) {
    func open(_ path: String?) throws(RuntimeError) -> OutputFile? {
      guard let path else { return nil }
      return try OutputFile(path: path)
    }
    trace = try open(paths.trace)
    heapProfile = try open(paths.heapProfile)
    stackProfile = try open(paths.stackProfile)
    heapSnapshot = try open(paths.heapSnapshot)
  }

  private var looksAtTheEnd: Bool { heapProfile != nil || stackProfile != nil || heapSnapshot != nil }

  /// The settings under which the files have something to tell.
  func prepare(_ configuration: Configuration) -> Configuration {
    var configuration = configuration
    if heapProfile != nil && configuration.profileRate == nil { configuration.profileRate = Runtime.usualProfileRate }
    if looksAtTheEnd { configuration.keepsEndedGoroutine = true }
    return configuration
  }

  /// Writes what shows the runtime as the program left it, and says on standard error what went wrong.
  /// - Returns: whether all files are as they should be.
  func write(from runtime: Runtime) -> Bool {
    var fine = true
    func attempt(_ body: () throws(RuntimeError) -> Void) {
      do {
        try body()
      } catch {
        StandardError.print("loam: \(error)")
        fine = false
      }
    }
    if looksAtTheEnd { runtime.collectBetweenRuns() }
    if let heapProfile { attempt { () throws(RuntimeError) in try runtime.write(.heap, into: heapProfile) } }
    if let stackProfile { attempt { () throws(RuntimeError) in try runtime.write(.stacks, into: stackProfile) } }
    if let heapSnapshot { attempt { () throws(RuntimeError) in try runtime.writeSnapshot(into: heapSnapshot) } }
    return fine
  }
}
