// SPDX-License-Identifier: Apache-2.0
//
// Trace.swift — the event log of a runtime, written to a trace file while the program runs.

import CRuntime
import Dispatch
import Glibc

/// Records what happens in a runtime and writes it as a trace file (loam_trace.h), from creation to `finish`.
///
/// A queue of its own reads the log every few milliseconds, so that the rings rarely come round before they are read.
///
/// `@unchecked Sendable` because after creation all state is confined to `queue`.
public final class Trace: @unchecked Sendable {
  /// What a finished trace came to.
  public struct Result: Sendable {
    public let events: UInt64
    /// Events that were overwritten before they could be read.
    public let lost: UInt64
    /// Why the file is not complete, in the system's words.
    public let problem: String?
  }

  /// Events per ring: 16 MiB for each worker, written to only as far as there are events.
  private static let ringSize: UInt64 = 1 << 18
  private static let interval = DispatchTimeInterval.milliseconds(4)

  private let file: OutputFile
  private let queue = DispatchQueue(label: "loam.trace", qos: .userInitiated)
  private let timer: DispatchSourceTimer
  private let trace: OpaquePointer

  /// Starts recording into a file that was opened for it.
  public init(of runtime: Runtime, into file: OutputFile) throws(RuntimeError) {
    var configuration = loam_trace_configuration()
    configuration.ring_size = Trace.ringSize
    configuration.write = writeToFile
    configuration.context = Unmanaged.passUnretained(file).toOpaque()
    var status = loam_status.LOAM_OK
    guard let trace = loam_trace_open(runtime.raw, &configuration, &status) else {
      throw RuntimeError(description: "cannot record events (status \(status.rawValue))")
    }
    self.trace = trace
    self.file = file
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + Trace.interval, repeating: Trace.interval)
    let handle = TraceHandle(raw: trace)
    timer.setEventHandler { loam_trace_step(handle.raw) }
    timer.resume()
  }

  /// Ends recording and writes the rest. Once, before the runtime goes.
  public func finish() -> Result {
    timer.cancel()
    return queue.sync {
      let result = loam_trace_close(trace)
      file.close()
      return Result(events: result.events, lost: result.lost, problem: file.problem)
    }
  }
}

/// A trace's address as a value that Dispatch closures may hold.
///
/// `@unchecked Sendable` because one queue uses it.
private struct TraceHandle: @unchecked Sendable {
  let raw: OpaquePointer
}
