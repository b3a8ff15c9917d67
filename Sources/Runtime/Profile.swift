// SPDX-License-Identifier: Apache-2.0
//
// Profile.swift — profiles of a runtime as files for `go tool pprof` (loam_profile.h).

import CRuntime

/// What a profile shows.
public enum Profile: Sendable {
  /// Objects by where they were allocated: those in use first, or all.
  case heap, allocations
  /// Memory of goroutine stacks by function.
  case stacks
  /// Goroutines by where they stand.
  case goroutines
}

extension Runtime {
  /// Bytes for each sample of the heap profile that nobody chose otherwise.
  public static var usualProfileRate: UInt64 { UInt64(LOAM_PROFILE_USUAL_RATE) }

  /// Bytes for each sample of the heap profile; 1 is every object, 0 off.
  public var profileRate: UInt64 {
    get { loam_profile_rate(raw) }
    set { _ = loam_profile_set_rate(raw, newValue) }
  }

  /// Collects garbage between runs, so that what is in use is what can be reached.
  public func collectBetweenRuns() { _ = loam_collect_now(raw, .LOAM_COLLECT_FORCED) }

  /// Writes a profile and closes the file.
  public func write(_ profile: Profile, into file: OutputFile) throws(RuntimeError) {
    let context = Unmanaged.passUnretained(file).toOpaque()
    let status =
      switch profile {
      case .heap: loam_profile_heap_file(raw, .LOAM_PROFILE_IN_USE, writeToFile, context)
      case .allocations: loam_profile_heap_file(raw, .LOAM_PROFILE_ALLOCATED, writeToFile, context)
      case .stacks: loam_profile_stack_file(raw, writeToFile, context)
      case .goroutines: loam_profile_goroutine_file(raw, writeToFile, context)
      }
    try file.finish(status)
  }
}

extension OutputFile {
  /// Closes the file of which the C side said `status`.
  func finish(_ status: loam_status) throws(RuntimeError) {
    close()
    if let problem { throw RuntimeError(description: "\(path): \(problem)") }
    if status != .LOAM_OK { throw RuntimeError(description: "\(path): \(String(cString: loam_status_name(status)))") }
  }
}

/// The C side's way to an `OutputFile`.
func writeToFile(_ context: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<CChar>?, _ length: Int) -> Bool {
  Unmanaged<OutputFile>.fromOpaque(context!).takeUnretainedValue().write(
    UnsafeRawBufferPointer(start: bytes, count: length))
}
