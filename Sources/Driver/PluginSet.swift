// SPDX-License-Identifier: Apache-2.0
//
// PluginSet.swift — the plugins of a command: loading with all that is checked, and unloading when nothing holds one.
//
// How.      A plugin is opened, what it registers is compared with what is there, its Go is checked (PluginCheck), and
//           only then it is entered and its packages are registered beside the library's. Programs that import one of
//           them hold it: their functions lead to its code.
// Upholds.  A refused plugin leaves nothing behind. No code of a plugin is unmapped while it may run or be called.

import Codegen
public import Plugins
import Runtime

/// Packages, commands and listeners that plugins add. One thread at a time; in a session under its tables' lock.
public final class PluginSet {
  let packages = PackageRegistry()
  public private(set) var loaded: [Plugin] = []
  /// Says who has a command of this name; nil: nobody.
  public var commandOwner: (String) -> String? = { _ in nil }
  /// Whether ^C has come: who loads or unloads then waits for a plugin's own functions only a little longer. Any thread.
  public var isInterrupted: () -> Bool = { false }
  /// The process is about to end: what closes resources is waited for a while, and then no longer.
  public var isEnding = false
  /// Told when plugins have come or gone.
  public var whenChanged: () -> Void = {}
  private var programs: [WeakProgram] = []
  /// Milliseconds that the end of a process has for what closes resources.
  private static let patience = 10_000

  public init() {}

  public func plugin(named name: String) -> Plugin? { loaded.first { $0.name == name } }

  /// A program that may import packages of plugins.
  func add(_ compilation: Compilation) {
    programs.removeAll { $0.compilation == nil }
    programs.append(WeakProgram(compilation: compilation))
  }

  // MARK: Loading

  /// Loads a plugin by the path of its file, or by its name. One that is loaded from the same file is that one.
  @discardableResult
  public func load(_ word: String) throws(PluginRefusal) -> Plugin {
    let path = try PluginPath.find(word)
    if let known = loaded.first(where: { $0.file == PluginPath.identity(of: path) }) { return known }
    let plugin = try Plugin(path: path)
    do {
      try check(plugin)
      try plugin.enter(isInterrupted: isInterrupted)
    } catch {
      plugin.close()
      throw error
    }
    loaded.append(plugin)
    packages.register(plugin)
    changed()
    return plugin
  }

  private func check(_ plugin: Plugin) throws(PluginRefusal) {
    if let other = self.plugin(named: plugin.name) {
      throw PluginRefusal("a plugin \(other.name) is loaded already, from \(other.path)")
    }
    var problems: [String] = []
    var paths: Set<String> = []
    for package in plugin.packages {
      let path = package.path
      if !PluginCheck.isImportPath(path) {
        problems.append("\"\(path)\" is no import path")
      } else if !paths.insert(path).inserted {
        problems.append("it registers package \(path) twice")
      } else if let other = packages.provider(of: path) {
        problems.append("package \(path) exists already: it is one of \(other.providerName)")
      } else if programs.contains(where: { $0.imports(path) }) {
        problems.append("the program has imported a package \(path) of its own")
      }
    }
    var commands: Set<String> = []
    for command in plugin.commands {
      if !PluginCheck.isCommandName(command.name) {
        problems.append("\":\(command.name)\" is no name for a command: letters, digits and '-'")
      } else if !commands.insert(command.name).inserted {
        problems.append("it registers the command :\(command.name) twice")
      } else if let owner = commandOwner(command.name) {
        problems.append("the command :\(command.name) exists already: it is one of \(owner)")
      }
    }
    problems += Listeners.unknownKinds(of: plugin).map { "a listener wants \"\($0)\", which is no kind of event" }
    if problems.isEmpty { problems = PluginCheck(plugin, among: packages).problems() }
    if !problems.isEmpty { throw PluginRefusal(problems) }
  }

  // MARK: Unloading

  /// What holds a plugin, a line each.
  public func holders(of plugin: Plugin) -> [String] {
    let imported = plugin.packages.map(\.path).filter { path in programs.contains { $0.imports(path) } }
    var lines = imported.map { "the program has imported \($0); :reset begins one without it" }
    for other in loaded {
      let used = plugin.packages.map(\.path).filter { path in other !== plugin && other.imports.contains(path) }
      lines += used.map { "plugin \(other.name) imports its package \($0)" }
    }
    if plugin.isStuck { lines.append("a native of it runs on: it did not end with its program") }
    return lines + plugin.holds()
  }

  /// Unloads a plugin that nothing holds.
  /// - Returns: whether its code is gone; else the system keeps it mapped.
  @discardableResult
  public func unload(_ name: String) throws(PluginRefusal) -> Bool {
    guard let plugin = plugin(named: name) else { throw PluginRefusal("there is no plugin \(name)") }
    let holders = holders(of: plugin)
    if !holders.isEmpty {
      throw PluginRefusal(["plugin \(name) cannot be unloaded, something holds it:"] + holders.map { "  " + $0 })
    }
    // Listeners are parted with first: they are called by a thread of ours.
    loaded.removeAll { $0 === plugin }
    changed()
    do {
      try plugin.leave(isInterrupted: isInterrupted)
    } catch {
      loaded.append(plugin)
      changed()
      throw PluginRefusal(["plugin \(name) does not want to be unloaded: \(error)"])
    }
    packages.withdraw(plugin)
    return plugin.close()
  }

  /// Has those that nothing holds leave, the last ones first: the process is about to end, and waits for none for long.
  public func end() {
    for plugin in loaded.reversed() where plugin.hasLeave && holders(of: plugin).isEmpty {
      loaded.removeAll { $0 === plugin }
      changed()
      do {
        try plugin.leave(isInterrupted: { true })
      } catch {
        StandardError.print("plugin \(plugin.name): \(error)")
      }
    }
  }

  /// Whether one of them has something to do before the process ends, for which its program must be over.
  public var wantEnd: Bool { loaded.contains { $0.hasLeave } }

  private func changed() {
    for program in programs { program.compilation?.whenPluginsChange?() }
    whenChanged()
  }

  /// Takes back what keeps objects of a runtime alive that is about to end.
  func releaseHandles(_ runtime: Runtime) {
    for plugin in loaded { plugin.releaseHandles(of: runtime.raw) }
  }

  /// Closes resources of a runtime that nothing works with.
  func closeResources(_ runtime: OpaquePointer) {
    for plugin in loaded {
      do {
        try plugin.closeResources(
          of: runtime, patience: isEnding ? PluginSet.patience : nil, isInterrupted: isEnding ? { true } : isInterrupted
        )
      } catch {
        StandardError.print("plugin \(plugin.name): \(error)")
      }
    }
  }
}

private struct WeakProgram {
  weak var compilation: Compilation?

  func imports(_ path: String) -> Bool { compilation?.program.package(path: path) != nil }
}

extension Plugin: PackageProvider {
  var providerName: String { ownerName }
  var packagePaths: [String] { packages.map(\.path) }

  func files(of path: String) -> [(name: String, contents: [UInt8])]? { packages.first { $0.path == path }?.files }

  func native(_ name: String) -> NativeBody? {
    for package in packages where name.hasPrefix(package.path + ".") {
      let own = name.dropFirst(package.path.utf8.count + 1)
      if let native = package.natives.first(where: { $0.name == own }) {
        return NativeBody(native.function, user: native.user)
      }
    }
    return nil
  }
}
