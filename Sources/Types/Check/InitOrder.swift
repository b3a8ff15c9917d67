// SPDX-License-Identifier: Apache-2.0
//
// InitOrder.swift — the order in which package variables get their values.
//
// How.      Each declaration knows what its initialiser refers to, each function what its body refers to. In a user
//           package the next variable is always the earliest declared one whose dependencies, through functions, are
//           initialised. In library packages only the variables that reached code depends on are initialised, each after
//           what it depends on.

import Source
import Syntax

extension Checker {
  /// What an object refers to directly.
  private func references(of id: ObjectID) -> [ObjectID] {
    let object = program[id]
    switch object.kind {
    case .function: return program[object.function].references
    case .variable:
      guard object.flags.contains(.isPackageLevel) else { return [] }
      return program[object.package].variableReferences[Int(object.detail)]?.list ?? []
    case .constant: return constantReferences[id]?.list ?? []
    default: return []
    }
  }

  // MARK: User packages

  func orderInitialization(_ package: Package) {
    reportInitializationCycles(package)
    var dependencies: [[Int]] = []
    for declaration in package.variableDeclarations {
      var found: Set<Int> = []
      var seen: Set<ObjectID> = []
      for variable in declaration.variables {
        for reference in references(of: variable) { reach(reference, package, &seen, &found) }
        break
      }
      dependencies.append(Array(found))
    }
    var isDone = package.variableDeclarations.map { $0.value.isNone }
    while let next = isDone.indices.first(where: { index in
      !isDone[index] && dependencies[index].allSatisfy { isDone[$0] || $0 == index }
    }) ?? isDone.firstIndex(of: false) {
      isDone[next] = true
      let declaration = package.variableDeclarations[next]
      package.initOrder.append(
        Initializer(
          variables: declaration.variables, value: declaration.value, file: declaration.file.id, package: package.id))
    }
  }

  /// Collects the variable declarations of the package that an object leads to through functions.
  private func reach(_ id: ObjectID, _ package: Package, _ seen: inout Set<ObjectID>, _ found: inout Set<Int>) {
    guard seen.insert(id).inserted, program[id].package == package.id else { return }
    switch program[id].kind {
    case .variable: found.insert(Int(program[id].detail))
    case .function: for next in references(of: id) { reach(next, package, &seen, &found) }
    default: break
    }
  }

  private func reportInitializationCycles(_ package: Package) {
    var reported: Set<ObjectID> = []
    let constants = package.objects.filter { program[$0].kind == .constant }
    for group in constants.map({ [$0] }) + package.variableDeclarations.map(\.variables) {
      for variable in group where !reported.contains(variable) {
        var seen: Set<ObjectID> = []
        guard let path = findPath(from: variable, to: variable, package, &seen) else { continue }
        for object in path { reported.insert(object) }
        let name = text(program[variable].name)
        if path.count == 1 {
          program.report(program[variable].position, "initialization cycle: \(name) refers to itself")
          continue
        }
        var notes: [Diagnostic.Note] = []
        var object = variable
        for next in path {
          notes.append(
            Diagnostic.Note(
              program[object].position,
              "\(text(program[object].name)) refers to \(text(program[next].name))"))
          object = next
        }
        program.report(program[variable].position, "initialization cycle for \(name)", notes: notes)
      }
    }
  }

  /// The objects on a way back to `to`, which comes last.
  private func findPath(
    from: ObjectID, to: ObjectID, _ package: Package, _ seen: inout Set<ObjectID>
  ) -> [ObjectID]? {
    guard seen.insert(from).inserted else { return nil }
    let next = references(of: from).filter { program[$0].package == package.id }
      .sorted { $0.raw < $1.raw }
    for object in next {
      if object == to { return [object] }
      if let rest = findPath(from: object, to: to, package, &seen) { return [object] + rest }
    }
    return nil
  }

  // MARK: Libraries

  func initializers(reaching objects: [ObjectID]) -> [Initializer] {
    var result: [Initializer] = []
    if program.sawSyntaxError { return [] }
    for object in objects { visit(object, &result) }
    return result
  }

  private func visit(_ id: ObjectID, _ result: inout [Initializer]) {
    guard reached.insert(id).inserted else { return }
    let object = program[id]
    switch object.kind {
    case .function:
      checkBody(of: object.function)
      for next in program[object.function].references { visit(next, &result) }
    case .variable where object.flags.contains(.isPackageLevel):
      let package = program[object.package]
      let index = Int(object.detail)
      checkVariable(package, index)
      for next in references(of: id) { visit(next, &result) }
      let declaration = package.variableDeclarations[index]
      guard package.isLibrary, !declaration.isEmitted, declaration.value.exists else { return }
      package.variableDeclarations[index].isEmitted = true
      result.append(
        Initializer(
          variables: declaration.variables, value: declaration.value, file: declaration.file.id, package: package.id))
    default: break
    }
  }
}
