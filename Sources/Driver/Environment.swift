// SPDX-License-Identifier: Apache-2.0
//
// Environment.swift — the environment variables that a Go user knows, read once and only by the command: an embedding
// host passes a Configuration.

import Glibc
import Runtime

/// GOGC, GOMEMLIMIT, GOMAXPROCS, GOTRACEBACK, GODEBUG and LOAMDEBUG as they were when the command started.
public struct Environment: Sendable {
  public var gogc: String?
  public var memoryLimit: String?
  public var workers: String?
  public var traceback: String?
  public var goDebug: String?
  public var debug: String?
  /// The command's --max-memory: no variable, as a limit that ends goroutines is asked for each time.
  public var maximumMemory: String?

  public static var current: Environment {
    Environment(
      gogc: variable("GOGC"), memoryLimit: variable("GOMEMLIMIT"), workers: variable("GOMAXPROCS"),
      traceback: variable("GOTRACEBACK"), goDebug: variable("GODEBUG"), debug: variable("LOAMDEBUG"))
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The settings they stand for, and the command's own; what Go ignores is ignored.
  public func configuration(arguments: [String]) throws(RuntimeError) -> Configuration {
    var configuration = Configuration()
    configuration.leaveSignal = SIGURG  // does nothing where the process has no handler of it
    configuration.arguments = arguments
    configuration.abortsOnBrokenInvariant = true
    if let gogc { configuration.collectionPercent = gogc == "off" ? -1 : Int32(gogc) }
    if let memoryLimit {
      guard let bytes = Environment.bytes(memoryLimit) else {
        throw RuntimeError(description: "malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`")
      }
      configuration.memoryLimit = bytes
    }
    if let maximumMemory {
      guard let bytes = Environment.bytes(maximumMemory), bytes > 0 else {
        throw RuntimeError(description: "malformed --max-memory: a number of bytes, or as 64MiB")
      }
      configuration.maximumMemory = bytes
    }
    if let workers, let count = UInt32(workers), count > 0 { configuration.workers = count }
    configuration.traceback = traceback ?? ""
    configuration.goDebug = goDebug ?? ""
    configuration.debug = debug ?? ""
    for setting in configuration.debug.split(separator: ",") where setting.hasPrefix("seed=") {
      configuration.seed = UInt64(setting.dropFirst(5))
    }
    return configuration
  }

  /// A number of bytes with an optional B, KiB, MiB, GiB or TiB; `off` is no limit.
  static func bytes(_ text: String) -> UInt64? {
    if text == "off" { return .max }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = UInt64(digits) else { return nil }
    let shifts: [String: UInt64] = ["": 0, "B": 0, "KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40]
    guard let shift = shifts[String(text.dropFirst(digits.count))] else { return nil }
    let bytes = number.multipliedReportingOverflow(by: 1 << shift)
    return bytes.overflow ? nil : bytes.partialValue
  }
}
