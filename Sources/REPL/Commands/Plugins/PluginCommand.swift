// SPDX-License-Identifier: Apache-2.0

import Driver
import Plugins

struct PluginCommand: Command {
  let name = "plugin"
  let group = CommandGroup.plugins
  let arguments = "[load FILE | list | info NAME | unload NAME]"
  let summary = "load plugins: packages, commands and listeners in C"
  let help = """
    A plugin is a shared object that adds Go packages backed by C, commands of the prompt, and listeners to what happens
    in the runtime. It is loaded by its file, or by its name when it lies in a directory of LOAM_PLUGINS (with colons
    between them), in ~/.loam/plugins or in PREFIX/lib/loam/plugins. Its packages are then imported like the library's.

        loam> :plugin list

    :plugin info NAME says what it adds and what holds it. :plugin unload NAME refuses while something does: the program
    that has imported a package of it (:reset begins another one), resources that are open, handles. Plugins stay over
    :reset, and :save keeps that they were loaded.
    """

  private static let words = ["load", "list", "info", "unload"]

  func completes(in prompt: Prompt) -> ArgumentKind {
    let names = ArgumentKind.words(prompt.session.loadedPlugins.map(\.name), then: .nothing)
    return .each([
      ("load", .each(PluginPath.names.map { ($0, .nothing) }, or: .file)), ("list", .nothing), ("info", names),
      ("unload", names),
    ])
  }

  func run(_ argument: String, in prompt: Prompt) -> Step {
    let parts = argument.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    let word = parts.first.map(String.init) ?? "list"
    let rest = parts.count > 1 ? parts[1].drop { $0.isWhitespace }.trimmed : ""
    if ["load", "info", "unload"].contains(word), rest.isEmpty {
      return fail(
        ":plugin \(word) wants \(word == "load" ? "the file or the name of a plugin" : "the name of a plugin")")
    }
    switch word {
    case "load": return load(FileArgument.path(rest), prompt)
    case "list": return list(prompt)
    case "info": return info(rest, prompt)
    case "unload": return unload(rest, prompt)
    default:
      return fail(":plugin wants \(Self.words.dropLast().joined(separator: ", ")) or \(Self.words.last!), not \(word)")
    }
  }

  private func fail(_ lines: String...) -> Step {
    Output.error(lines)
    return .failed
  }

  private func load(_ file: String, _ prompt: Prompt) -> Step {
    let before = prompt.session.loadedPlugins.count
    do throws(PluginRefusal) {
      let plugin = try prompt.session.loadPlugin(file)
      prompt.keep(Array(":plugin load \(file)".utf8), .done(notes: []), name: ":plugin", atStop: false)
      if prompt.session.loadedPlugins.count == before {
        Output.note(["plugin \(plugin.name) is loaded already"])
        return .done
      }
      for line in title(plugin) + contents(plugin) { Output.print(line) }
      return .done
    } catch {
      return fail(":plugin load \(error.text(of: file))")
    }
  }

  private func list(_ prompt: Prompt) -> Step {
    let plugins = prompt.session.loadedPlugins
    for plugin in plugins { for line in title(plugin) { Output.print(line) } }
    if plugins.isEmpty { Output.print("no plugin is loaded") }
    let others = PluginPath.names.filter { name in !plugins.contains { $0.name == name } }
    if !others.isEmpty { Output.print("to be had: \(others.joined(separator: ", "))") }
    return .done
  }

  private func info(_ name: String, _ prompt: Prompt) -> Step {
    guard let plugin = prompt.session.loadedPlugins.first(where: { $0.name == name }) else { return unknown(name) }
    for line in title(plugin) + contents(plugin) { Output.print(line) }
    Output.print("  file \(plugin.path)")
    for line in prompt.session.holders(of: plugin) { Output.print("  held: \(line)") }
    if plugin.violations > 0 {
      Output.print("  it broke a rule of handles or resources \(Output.count(plugin.violations, "time"))")
    }
    return .done
  }

  private func unload(_ name: String, _ prompt: Prompt) -> Step {
    if !prompt.session.loadedPlugins.contains(where: { $0.name == name }) { return unknown(name) }
    do throws(PluginRefusal) {
      let isGone = try prompt.session.unloadPlugin(name)
      if !isGone { Output.note(["the system keeps its code in memory: loaded again, it is as it was"]) }
      return .done
    } catch {
      Output.error(error.lines)
      return .failed
    }
  }

  private func unknown(_ name: String) -> Step { fail("there is no plugin \(name); :plugin list shows them") }

  private func title(_ plugin: Plugin) -> [String] {
    let version = plugin.version.isEmpty ? "" : " \(plugin.version)"
    return [plugin.name + version + (plugin.summary.isEmpty ? "" : ": \(plugin.summary)")]
  }

  private func contents(_ plugin: Plugin) -> [String] {
    func line(_ what: String, _ names: [String]) -> String? {
      names.isEmpty ? nil : "  \(what) \(names.joined(separator: ", "))"
    }
    let packages = plugin.packages.map { "\($0.path) (\(Output.count($0.natives.count, "native")))" }
    let heard = Set(plugin.listeners.flatMap(\.kinds)).sorted()
    return [
      line("packages", packages), line("types", plugin.types.map { "\($0.name) (\($0.size) B)" }),
      line("resources", plugin.resourceKinds), line("commands", plugin.commands.map { ":\($0.name)" }),
      line("listens to", heard),
    ].compactMap { $0 }
  }
}
