// SPDX-License-Identifier: Apache-2.0
//
// Compilation.swift — text to checked program to escape facts: the part of the pipeline that needs no runtime.

import Escape
import Source
import Types

/// A program from its text to where its values live.
public final class Compilation {
  public let program: Program
  public let escape: EscapeAnalysis
  public let main: PackageID
  let foreign: ForeignPackages
  let packages: PackageRegistry
  /// The plugins that the program may use; nil: those of nobody.
  let plugins: PluginSet?
  /// Called when a plugin has come or gone.
  var whenPluginsChange: (() -> Void)?

  /// Checks the main package and all it imports. Call on a large stack.
  public convenience init(_ input: Input, plugins: PluginSet? = nil) {
    self.init(input, plugins: plugins, packages: plugins?.packages ?? PackageRegistry(), isSession: false)
  }

  /// The same with packages that are no plugin's yet.
  convenience init(_ input: Input, packages: PackageRegistry) {
    self.init(input, plugins: nil, packages: packages, isSession: false)
  }

  /// Begins a session, whose program grows entry by entry.
  convenience init(sessionIn input: Input, plugins: PluginSet) {
    self.init(input, plugins: plugins, packages: plugins.packages, isSession: true)
  }

  private init(_ input: Input, plugins: PluginSet?, packages: PackageRegistry, isSession: Bool) {
    self.plugins = plugins
    self.packages = packages
    program = Program(importer: Loader.importer(for: input, packages))
    escape = EscapeAnalysis(program, libraryTags: LibraryTags.lookup)
    if !isSession { program.modulePath = input.module }
    foreign = ForeignPackages(directory: input.directory)
    program.makeForeign = { [foreign] in foreign.make($0) }
    main = isSession ? program.beginSession() : program.checkMain(input.files)
    plugins?.add(self)
  }

  public var hasErrors: Bool { !program.diagnostics.isEmpty }

  /// The errors, one line each and their notes, as people read them.
  public func errorLines() -> [String] { Renderer().lines(program.diagnostics, in: program.sources) }

  /// Decides for the program's own packages where values live. Requires: no errors.
  public func analyzeEscape() {
    for id in program.packageOrder where !program[id].isLibrary { escape.analyze(id) }
  }

  /// The escape report of the main package in the form of `go build -gcflags=-m`.
  public func escapeReport() -> [String] {
    escape.isReporting = true
    for id in program.packageOrder where !program[id].isLibrary {
      escape.isReporting = id == main
      escape.analyze(id)
      if id == main {
        for initializer in program[id].initOrder {
          escape.analyze(
            initializer: initializer.value,
            type: initializer.variables.first.map { program[$0].type } ?? .invalid, in: initializer.file)
        }
      }
    }
    escape.isReporting = false
    var lines: [String] = []
    let renderer = Renderer(limit: nil)
    for diagnostic in escape.report {
      let line = renderer.render(diagnostic, in: program.sources)
      lines.append(line)
    }
    return lines
  }
}
