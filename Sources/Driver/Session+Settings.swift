// SPDX-License-Identifier: Apache-2.0
//
// Session+Settings.swift — what can be set while a session goes on: limits, the collector's pace, debug switches.

import CRuntime
import Runtime

/// Something that can be set, or could at the start.
public struct Setting: Sendable {
  public enum Kind: Sendable { case limit, debugSwitch }
  public let name: String
  public let kind: Kind
  /// As it is typed.
  public let value: String
  public let isDefault: Bool
  public let summary: String
  /// False: only the environment sets it, when a session starts.
  public let changes: Bool
  /// How often a debug switch has made a difference.
  public let fired: UInt64
}

/// Why a setting was refused, as a sentence with what to do.
public struct SettingRefusal: Error, CustomStringConvertible {
  public let description: String
}

extension Session {
  private var raw: OpaquePointer { execution.runtime.raw }

  /// At the end of a session in which report is on: a line on standard error for each other switch that is.
  public func reportSwitches() { Commands.reportSwitches(execution.runtime) }

  /// All settings with their values.
  public func settings() -> [Setting] {
    let limits: [(String, String, Bool, String)] = [
      (
        "gogc", percentText, loam_collect_percent(raw) == 100,
        "growth of the heap in percent before a collection (GOGC), or off"
      ),
      (
        "memlimit", bytesText(UInt64(loam_runtime_set_memory_limit(raw, -1)), none: UInt64(Int64.max)),
        loam_runtime_set_memory_limit(raw, -1) == .max, "bytes that collections try to stay below (GOMEMLIMIT), or off"
      ),
      (
        "maxmemory", bytesText(execution.runtime.maximumMemory ?? .max, none: .max),
        execution.runtime.maximumMemory == nil, "bytes of heap and stacks that may be in use at all, or off"
      ),
      machineLimit("procs", "goroutines that run at once (GOMAXPROCS)"),
      machineLimit("maxstack", "bytes of one goroutine's stack (debug.SetMaxStack)"),
      machineLimit("maxthreads", "threads that may wait in C at once (debug.SetMaxThreads)"),
      (
        "memprofilerate", "\(execution.runtime.profileRate)", execution.runtime.profileRate == Runtime.usualProfileRate,
        "bytes for a sample of the heap profile; 1: every object, 0: none"
      ),
      ("gctrace", tracesCollections ? "1" : "0", !tracesCollections, "a line for each collection, as :gc trace"),
    ]
    return limits.map {
      Setting(name: $0.0, kind: .limit, value: $0.1, isDefault: $0.2, summary: $0.3, changes: true, fired: 0)
    }
      + execution.runtime.switches().map {
        Setting(
          name: Session.switchName($0.name), kind: .debugSwitch, value: "\($0.value)", isDefault: $0.value == 0,
          summary: $0.text, changes: $0.changes, fired: $0.fired)
      }
  }

  /// What a machine, or the environment, gives a session to begin with.
  func machineLimits() -> [String: String] {
    [
      "procs": "\(loam_runtime_set_workers(raw, 0))", "maxstack": bytesText(maximumStack, none: 0),
      "maxthreads": "\(loam_runtime_set_maximum_threads(raw, 0))",
    ]
  }

  private func machineLimit(_ name: String, _ summary: String) -> (String, String, Bool, String) {
    let value = machineLimits()[name] ?? ""
    return (name, value, value == firstLimits[name], summary)
  }

  /// The switch memlimit has the name of a limit.
  private static func switchName(_ name: String) -> String { name == "memlimit" ? "debug.memlimit" : name }

  private var percentText: String {
    let percent = loam_collect_percent(raw)
    return percent < 0 ? "off" : "\(percent)"
  }

  private func bytesText(_ bytes: UInt64, none: UInt64) -> String {
    if bytes == none { return "off" }
    for (shift, unit) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")] where bytes > 0 {
      if bytes & ((1 << UInt64(shift)) - 1) == 0 { return "\(bytes >> UInt64(shift))\(unit)" }
    }
    return "\(bytes)"
  }

  /// Sets one.
  public func set(_ name: String, to value: String) throws(SettingRefusal) {
    switch name {
    case "gogc":
      let percent = value == "off" ? -1 : Int32(value)
      guard let percent, percent >= -1 else { throw refusal(name, "a number of percent, or off", "gogc 50") }
      _ = loam_collect_set_percent(raw, percent)
    case "memlimit":
      let bytes = try self.bytes(name, value)
      _ = loam_runtime_set_memory_limit(raw, Int64(min(bytes, UInt64(Int64.max))))
    case "maxmemory":
      let bytes = try self.bytes(name, value)
      guard bytes > 0 else { throw refusal(name, "more than 0 bytes, or off", "maxmemory 64MiB") }
      execution.runtime.maximumMemory = bytes == .max ? nil : bytes
    case "procs":
      guard let count = UInt32(value), count > 0, count <= 1024 else { throw refusal(name, "1 to 1024", "procs 2") }
      _ = loam_runtime_set_workers(raw, count)
    case "maxstack":
      let bytes = try self.bytes(name, value)
      guard bytes >= 4096, bytes <= 1 << 40 else { throw refusal(name, "4KiB to 1TiB", "maxstack 64MiB") }
      _ = loam_runtime_set_maximum_stack(raw, bytes)
    case "maxthreads":
      guard let count = UInt32(value), count > 0 else { throw refusal(name, "a number above 0", "maxthreads 100") }
      _ = loam_runtime_set_maximum_threads(raw, count)
    case "memprofilerate":
      guard let rate = Environment.bytes(value), rate != .max else {
        throw refusal(name, "a number of bytes", "memprofilerate 1")
      }
      execution.runtime.profileRate = rate
    case "gctrace":
      guard let isOn = Session.flag(value) else { throw refusal(name, "on or off", "gctrace on") }
      tracesCollections = isOn
    default: try setSwitch(name, value)
    }
  }

  private func setSwitch(_ name: String, _ value: String) throws(SettingRefusal) {
    let plain = name.hasPrefix("debug.") ? String(name.dropFirst("debug.".count)) : name
    guard let known = execution.runtime.switches().first(where: { $0.name == plain }) else {
      throw SettingRefusal(description: "there is no setting \(name); :set lists them")
    }
    guard known.changes else {
      throw SettingRefusal(
        description: "\(plain) can only be given at the start: leave, and start again with LOAMDEBUG=\(plain)=\(value)")
    }
    let number = Int64(value) ?? Session.flag(value).map { $0 ? 1 : 0 }
    guard let number, known.range.contains(number) else {
      let most = known.range.upperBound == .max ? "" : " to \(known.range.upperBound)"
      throw refusal(plain, "a number from \(known.range.lowerBound)\(most)", "\(plain) 1")
    }
    guard execution.runtime.set(plain, to: number) else {
      throw SettingRefusal(description: "\(plain) could not be set")
    }
  }

  static func flag(_ text: String) -> Bool? {
    switch text {
    case "on", "1", "true": true
    case "off", "0", "false": false
    default: nil
    }
  }

  private func bytes(_ name: String, _ value: String) throws(SettingRefusal) -> UInt64 {
    guard let bytes = Environment.bytes(value) else {
      throw refusal(name, "a number of bytes as 1048576 or 64MiB, or off", "\(name) 64MiB")
    }
    return bytes
  }

  private func refusal(_ name: String, _ wanted: String, _ example: String) -> SettingRefusal {
    SettingRefusal(description: "\(name) takes \(wanted): :set \(example)")
  }
}
