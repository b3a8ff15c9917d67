// SPDX-License-Identifier: Apache-2.0
//
// Plugin.swift — an opened plugin: what it registered, as values, and what holds it.
//
// The C side (CPlugins) has opened the object and read its sizes; nothing of the plugin has run before `enter`.

import CPlugins
public import CRuntime
import Glibc
import Synchronization

/// Why something about a plugin was not done, a line each.
public struct PluginRefusal: Error, Sendable, CustomStringConvertible {
  public let lines: [String]
  public var description: String { lines.joined(separator: "\n") }

  public init(_ lines: [String]) { self.lines = lines }
  public init(_ line: String) { lines = [line] }

  /// As it is said of a file or name that somebody gave.
  public func text(of word: String) -> String { "\(word): " + lines.joined(separator: "\n  ") }
}

/// A plugin that was opened. One thread at a time, but for its natives.
public final class Plugin {
  public struct Native {
    /// Within its package: "Add", "(*Counter).next".
    public let name: String
    public let function: loam_native
    public let user: UnsafeMutableRawPointer?
  }

  public struct Package {
    public let path: String
    public let files: [(name: String, contents: [UInt8])]
    public let natives: [Native]
  }

  public struct TypeClaim: Sendable {
    /// "path.Name"
    public let name: String
    public let size: Int
    /// Bit i: word i is a pointer.
    public let pointers: UInt64
  }

  public struct Command: Sendable {
    let index: UInt32
    public let name: String
    public let arguments: String
    public let summary: String
    public let help: String
  }

  public struct Listener: Sendable {
    let index: UInt32
    public let kinds: [String]
  }

  let record: OpaquePointer
  public let path: String
  /// What the system knew the file by when it was opened.
  public let file: PluginPath.Identity?
  public let name: String
  public let version: String
  public let summary: String
  public private(set) var packages: [Package] = []
  public private(set) var types: [TypeClaim] = []
  public private(set) var resourceKinds: [String] = []
  public private(set) var commands: [Command] = []
  public private(set) var listeners: [Listener] = []
  /// Commands of it that run, and calls of `enter` or `leave`.
  public var runningCalls: Int { running.load(ordering: .acquiring) }
  private let running = Atomic(0)
  /// As an owner of packages and commands.
  public var ownerName: String { "plugin \(name)" }
  /// Packages that its Go imports.
  public var imports: Set<String> = []
  /// Whether it has something to do before it goes.
  public let hasLeave: Bool
  /// A native of it did not end when its program did: its code runs.
  public var isStuck: Bool {
    stuck.removeAll { !$0() }
    return !stuck.isEmpty
  }
  private var stuck: [() -> Bool] = []

  /// Calls of it were left behind, and run as long as this holds.
  public func isStuck(while holds: @escaping () -> Bool) { stuck.append(holds) }

  /// Opens a shared object and reads what it registers. On failure it is not open any more.
  public init(path: String) throws(PluginRefusal) {
    var reason = Reason()
    file = PluginPath.identity(of: path)
    guard let record = reason.written({ loam_plugin_open(path, $0) }) else { throw PluginRefusal(reason.text) }
    self.record = record
    self.path = path
    let registered = loam_plugin_registered(record).pointee
    name = String(cString: registered.name)
    version = text(registered.version)
    summary = text(registered.summary)
    hasLeave = registered.leave != nil
    do {
      try read(registered)
    } catch {
      loam_plugin_close(record)
      throw error
    }
  }

  private func read(_ registered: loam_plugin_registration) throws(PluginRefusal) {
    for index in 0..<registered.package_count {
      var package = loam_plugin_package_at(record, index)
      var files: [(name: String, contents: [UInt8])] = []
      for number in 0..<package.file_count {
        let file = loam_plugin_file_at(record, &package, number)
        guard let name = file.name, let contents = file.text else {
          throw PluginRefusal("a file of its package \(text(package.path)) has no name or no text")
        }
        files.append((text(name), Array(String(cString: contents).utf8)))
      }
      var natives: [Native] = []
      for number in 0..<package.native_count {
        let native = loam_plugin_native_at(record, &package, number)
        guard let name = native.name, let function = native.function else {
          throw PluginRefusal("a native of its package \(text(package.path)) has no name or no function")
        }
        // Both take a context and answer a number; open.c asserts that they are laid out alike.
        natives.append(
          Native(
            name: String(cString: name), function: unsafeBitCast(function, to: loam_native.self), user: native.user))
      }
      packages.append(Package(path: text(package.path), files: files, natives: natives))
    }
    for index in 0..<registered.type_count {
      let type = loam_plugin_type_at(record, index)
      if text(type.name).isEmpty { throw PluginRefusal("a type of it has no name") }
      types.append(TypeClaim(name: text(type.name), size: Int(type.size), pointers: type.pointers))
    }
    for index in 0..<registered.resource_count {
      let kind = loam_plugin_resource_at(record, index)
      guard kind.close != nil else {
        throw PluginRefusal("its resource kind \(text(kind.name)) has no function `close`")
      }
      if text(kind.name).isEmpty { throw PluginRefusal("a resource kind of it has no name") }
      resourceKinds.append(text(kind.name))
    }
    for index in 0..<registered.command_count {
      let command = loam_plugin_command_at(record, index)
      guard command.run != nil else { throw PluginRefusal("its command :\(text(command.name)) has no function `run`") }
      commands.append(
        Command(
          index: index, name: text(command.name), arguments: text(command.arguments), summary: text(command.summary),
          help: text(command.help)))
    }
    for index in 0..<registered.listener_count {
      let listener = loam_plugin_listener_at(record, index)
      guard listener.hear != nil else { throw PluginRefusal("a listener of it has no function `hear`") }
      let kinds = text(listener.kinds).split { $0 == "," || $0 == " " }.map(String.init)
      if kinds.isEmpty { throw PluginRefusal("a listener of it names no kind of event") }
      listeners.append(Listener(index: index, kinds: kinds))
    }
  }

  // MARK: Life

  /// Has the plugin begin.
  /// - Parameter isInterrupted: whether ^C has come: then it is not waited for much longer. Any thread.
  public func enter(isInterrupted: @escaping () -> Bool) throws(PluginRefusal) {
    try ask(LOAM_PLUGIN_ENTER, "enter", isInterrupted)
  }

  /// Has the plugin end; it may refuse.
  public func leave(isInterrupted: @escaping () -> Bool) throws(PluginRefusal) {
    try ask(LOAM_PLUGIN_LEAVE, "leave", isInterrupted)
  }

  private func ask(
    _ part: loam_plugin_part, _ name: String, _ isInterrupted: @escaping () -> Bool
  ) throws(PluginRefusal) {
    switch outcome(part, isInterrupted: isInterrupted) {
    case .left: throw PluginRefusal("its function `\(name)` does not end: it runs on by itself")
    case .over(0, _): return
    case .over(_, let reason): throw PluginRefusal(reason)
    }
  }

  /// Takes it out of the process. Nothing of it may be used afterwards.
  /// - Returns: whether it is gone; else the system keeps it mapped.
  @discardableResult
  public func close() -> Bool { runningCalls == 0 && loam_plugin_close(record) }

  /// Releases the handles that it has of a runtime, which is still there.
  public func releaseHandles(of runtime: OpaquePointer) { loam_plugin_release_handles(record, runtime) }

  /// Closes its resources of a runtime, which may be gone, but those that natives work with.
  /// - Parameter patience: milliseconds to wait after an interrupt; nil: as for all else.
  public func closeResources(
    of runtime: OpaquePointer, patience: Int?, isInterrupted: @escaping () -> Bool
  ) throws(PluginRefusal) {
    if loam_plugin_resources(record, .max) == 0 { return }
    let outcome = outcome(LOAM_PLUGIN_CLOSE, of: runtime, patience: patience, isInterrupted: isInterrupted)
    guard case .left = outcome else { return }
    throw PluginRefusal("what closes its resources does not end: it runs on by itself")
  }

  /// A listener of it runs and was not waited for: it stays.
  func isLeftRunning() { running.add(1, ordering: .relaxed) }

  // MARK: Asking

  /// What of it is alive, a line each: resources, handles, functions that run.
  public func holds() -> [String] {
    var lines: [String] = []
    let open = resourceKinds.enumerated().compactMap { index, kind in
      let count = loam_plugin_resources(record, UInt32(index))
      return count == 0 ? nil : "\(kind) \(count)"
    }
    if !open.isEmpty { lines.append("resources are open: \(open.joined(separator: ", "))") }
    let handles = loam_plugin_handles(record)
    if handles > 0 { lines.append("it holds \(handles) Go object\(handles == 1 ? "" : "s") by handles") }
    let callbacks = loam_plugin_callbacks(record)
    if callbacks > 0 {
      lines.append("\(callbacks) Go function\(callbacks == 1 ? " runs" : "s run") for threads of it")
    }
    if runningCalls > 0 { lines.append("a command of it runs, or a function that was not waited for") }
    return lines
  }

  /// How often it broke a rule of handles and resources.
  public var violations: UInt64 { loam_plugin_violations(record) }

  // MARK: Calling

  /// Calls a part of it, which counts as running until it has ended.
  private func outcome(
    _ part: loam_plugin_part, command: UInt32 = 0, argument: String = "", of runtime: OpaquePointer? = nil,
    patience: Int? = nil, isInterrupted: @escaping () -> Bool, write: @escaping (Int32, String) -> Void = { _, _ in }
  ) -> PluginCall.Outcome {
    running.add(1, ordering: .relaxed)
    let call = PluginCall(
      record, part, command: command, argument: argument, of: runtime, isInterrupted: isInterrupted, write: write
    ) { [self] in running.subtract(1, ordering: .releasing) }
    return call.outcome(patience: patience)
  }

  /// Runs a command, until it ends or somebody who pressed ^C has waited long enough.
  /// - Parameter write: receives what it prints, with the descriptor that is meant, on a thread of the command's.
  /// - Parameter isInterrupted: whether ^C has come. Any thread.
  /// - Returns: whether it did what it was asked for.
  public func run(
    _ command: Command, _ argument: String, isInterrupted: @escaping () -> Bool,
    write: @escaping (Int32, String) -> Void
  ) throws(PluginRefusal) -> Bool {
    let outcome = outcome(
      LOAM_PLUGIN_COMMAND, command: command.index, argument: argument, isInterrupted: isInterrupted, write: write)
    switch outcome {
    case .left:
      throw PluginRefusal("plugin \(name): the command runs on by itself, and the plugin stays as long as it does")
    case .over(-1, let reason) where !reason.isEmpty: throw PluginRefusal("plugin \(name): \(reason)")
    case .over(let answer, _): return answer == 0
    }
  }

  /// Tells a listener of an event; what it says when it faulted.
  func tell(
    _ listener: Listener, _ runtime: OpaquePointer, _ kind: UnsafePointer<CChar>, _ event: UnsafeRawPointer
  ) throws(PluginRefusal) {
    var reason = Reason()
    guard reason.written({ loam_plugin_tell(record, listener.index, runtime, kind, event, $0) }) else {
      throw PluginRefusal("plugin \(name): \(reason.text)")
    }
  }
}

/// Room for the words of the C side.
struct Reason {
  private var bytes = [CChar](repeating: 0, count: Int(LOAM_PLUGIN_REASON))

  mutating func written<Result>(_ body: (UnsafeMutablePointer<CChar>) -> Result) -> Result {
    bytes.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
  }

  var text: String { bytes.withUnsafeBufferPointer { Plugins.text($0.baseAddress) } }
}

/// What a plugin says, as it may be shown: characters that a terminal would obey are written out.
func text(_ pointer: UnsafePointer<CChar>?) -> String {
  guard let pointer else { return "" }
  let text = String(cString: pointer)
  func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory != .control || scalar == "\n" || scalar == "\t"
  }
  if text.unicodeScalars.allSatisfy(isPlain) { return text }
  return text.unicodeScalars.reduce(into: "") { shown, scalar in
    if isPlain(scalar) {
      shown.unicodeScalars.append(scalar)
    } else {
      shown += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
    }
  }
}

/// For the process's handler of faults: the plugin whose code runs, or has called what runs, in the words of an error.
public func pluginAt(_ registers: UnsafeMutableRawPointer?) -> UnsafePointer<CChar>? { loam_plugin_at(registers) }

/// For the process's handler of faults; signal 0: of the signal by which natives that never end are left.
public func pluginFault(_ signal: Int32, _ address: UnsafeRawPointer?, _ registers: UnsafeMutableRawPointer?) -> Bool {
  loam_plugin_fault(signal, address, registers)
}
