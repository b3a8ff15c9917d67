// SPDX-License-Identifier: Apache-2.0
//
// Session+Plugins.swift — plugins at the prompt. They outlive the session: `anew` has them, too.

public import Plugins

extension Session {
  /// The plugins that are loaded.
  public var loadedPlugins: [Plugin] { execution.withTables { plugins.loaded } }

  /// Loads a plugin by the path of its file or by its name.
  public func loadPlugin(_ word: String) throws(PluginRefusal) -> Plugin {
    try withPlugins { () throws(PluginRefusal) in try plugins.load(word) }
  }

  /// Unloads a plugin that nothing holds.
  /// - Returns: whether its code is gone; else the system keeps it mapped.
  public func unloadPlugin(_ name: String) throws(PluginRefusal) -> Bool {
    try withPlugins { () throws(PluginRefusal) in try plugins.unload(name) }
  }

  /// What holds a plugin, a line each.
  public func holders(of plugin: Plugin) -> [String] { execution.withTables { plugins.holders(of: plugin) } }

  private func withPlugins<Result>(_ body: () throws(PluginRefusal) -> Result) throws(PluginRefusal) -> Result {
    let result = execution.withTables {
      Swift.Result { () throws(PluginRefusal) in
        defer { learnPackages() }
        return try body()
      }
    }
    return try result.get()
  }
}
