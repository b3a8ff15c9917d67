// SPDX-License-Identifier: Apache-2.0
//
// Checker+Probe.swift — the check of an entry that leaves no trace in the session.
//
// How.      The entry is checked as any other; then everything that a check adds to the session's package is taken away
//           again. What was learned about the library stays: it is the same for every entry.
// Upholds.  Names, methods, imports and messages of the session are after a probe what they were before.

import Source
import Syntax

extension Checker {
  /// What an entry changes in the package of its session.
  private struct Saved {
    let scope: SymbolMap
    let imports: SymbolMap
    let methodsOfType: [Symbol: [ObjectID]]
    let references: [Int: References]
    let counts: [Int]

    init(_ package: Package) {
      scope = package.scope
      imports = package.sessionImports
      methodsOfType = package.methodsOfType
      references = package.variableReferences
      counts = [
        package.files.count, package.functions.count, package.objects.count, package.imports.count,
        package.initFunctions.count, package.variableDeclarations.count,
      ]
    }

    func restore(_ package: Package) {
      package.scope = scope
      package.sessionImports = imports
      package.methodsOfType = methodsOfType
      package.variableReferences = references
      package.files.removeLast(package.files.count - counts[0])
      package.functions.removeLast(package.functions.count - counts[1])
      package.objects.removeLast(package.objects.count - counts[2])
      package.imports.removeLast(package.imports.count - counts[3])
      package.initFunctions.removeLast(package.initFunctions.count - counts[4])
      package.variableDeclarations.removeLast(package.variableDeclarations.count - counts[5])
    }
  }

  /// Checks an entry and forgets it.
  /// - Parameter imports: packages whose names the entry may use beside those of the session.
  /// - Parameter during: is called while the entry's declarations are those of the session.
  func probe(
    _ tree: Tree, _ package: Package, imports: [PackageID], mark: Symbol, during: (EntryResult) -> Void
  ) -> Probe {
    let saved = Saved(package)
    let spellings = program.spellings
    for id in imports {
      var object = Object(.package, name: program[id].name, package: package.id, position: .none)
      object.detail = id.raw
      object.state = .resolved
      package.sessionImports.set(object.name, program.add(object))
    }
    (self.mark, marked) = (mark, [])
    program.isProbing = true
    let result = checkEntry(tree, package)
    program.isProbing = false
    failedProbe = failed?.made
    failed = nil  // the caller sees to the text
    self.mark = .none
    during(result)
    for (named, _, methods) in sessionMethods.reversed() { types.modify(named) { $0.methods = methods } }
    saved.restore(package)
    program.spellings = spellings
    program.methodSets.removeAll()
    var lines: [String] = []
    if case .errors(let errors) = result, !mark.exists { lines = Renderer().lines(errors, in: program.sources) }
    return Probe(
      file: program.typedFiles[Int(tree.source.id.raw)]!, result: result, visible: marked, errorLines: lines)
  }
}
