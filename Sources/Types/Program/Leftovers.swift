// SPDX-License-Identifier: Apache-2.0
//
// Leftovers.swift — entries of a session that could not be forgotten when they had run, until nothing reaches them.
//
// How.      What an entry added to the tables is one unit, which lives as long as anything in it is reached: by a name of
//           the session, by what a unit that lives mentions, or by what the program has, which those find out who know the
//           runtime (`Reach.mark`). A type that is reached reaches its methods. What is left over goes in one sweep.
// Why not.  Functions and types one by one: the tree and the text belong to the whole entry, and they are most of it.
// Upholds.  A number is used again only when no table and no code names what it stood for.

import Source
import Syntax

/// An entry, or a part of one, that may be in use.
struct Leftover {
  /// None of a text that was only looked at: its tree is gone.
  let file: FileID
  var made: Made
}

/// How much of a program's tables is in use, and how large they are.
public struct TableFigures: Sendable, Equatable {
  public let objects, functions, constants, types, files: Int
}

extension Program {
  /// How many entries, and variables that were declared anew, may be in use.
  public var leftoverCount: Int { leftovers.count + replacedVariables.count }

  public var tableFigures: TableFigures {
    TableFigures(
      objects: objects.count - forgotten.objects.count, functions: functions.count - forgotten.functions.count,
      constants: constants.count - forgotten.constants.count, types: types.count - types.forgotten.types.count,
      files: sources.files.count - forgotten.files.count)
  }

  /// Notes an entry that was checked; it is one until it is forgotten.
  func addLeftover(_ function: FunctionID, file: FileID, _ made: Made) {
    leftovers[function.raw] = Leftover(file: file, made: made)
  }

  /// Notes a variable without an entry, which may be in use although no name stands for it any more.
  public func leave(_ variable: ObjectID) { replacedVariables.append(variable) }

  /// Whether it is a variable whose entry was forgotten.
  public func isLoneVariable(_ object: ObjectID) -> Bool {
    self[object].kind == .variable && self[object].flags.contains(.isAlone)
  }

  /// Begins to find out what of a session is reached. Names of the session are marked.
  public func beginReach(in session: PackageID) -> Reach { Reach(self, self[session]) }

  /// Takes entries out of the tables that nothing reaches. Their types stay until `forgetDyingTypes`.
  /// - Returns: what they had made.
  public func forgetUnreached(_ reach: Reach) -> Made {
    var all = Made()
    defer { methodSets.removeAll() }
    for (key, isReached) in zip(reach.keys, reach.isReached) where !isReached {
      guard let left = leftovers.removeValue(forKey: key) else { continue }
      all.add(left.made)
      if left.file != .none {
        typedFiles[Int(left.file.raw)] = nil
        sources.dropText(of: left.file)
        usesOfFile[left.file] = nil
        forgotten.files.append(left.file.raw)
        all.files.append(left.file.raw)
      }
    }
    takeOut(all, of: reach.package)
    let (live, dead) = replacedVariables.split { reach.isMarked($0) }
    replacedVariables = live
    for variable in dead {
      forget(variable)
      all.objects.append(variable.raw)
    }
    return all
  }

  /// Types that nothing reaches any more but objects that a collection has not yet found to be dead.
  public var dyingTypes: [TypeID] { types.types(madeOf: Set(dying)) }

  /// Takes those types out of the tables.
  public func forgetDyingTypes() {
    types.forget(dyingTypes)
    forgotten.objects += dying.map(\.raw)
    dying = []
    methodSets.removeAll()
  }

  private func takeOut(_ dead: Made, of package: Package) {
    let functionsGone = Set(dead.functions)
    package.functions.removeAll { functionsGone.contains($0.raw) }
    package.initFunctions.removeAll { functionsGone.contains($0.raw) }
    let filesGone = Set(dead.files)
    package.files.removeAll { filesGone.contains($0.id.raw) }
    let objectsGone = Set(dead.objects)
    for (base, methods) in package.methodsOfType where methods.contains(where: { objectsGone.contains($0.raw) }) {
      let rest = methods.filter { !objectsGone.contains($0.raw) }
      package.methodsOfType[base] = rest.isEmpty ? nil : rest
    }
    for raw in dead.objects { checker.constantReferences[ObjectID(raw: raw)] = nil }
    for raw in dead.functions { functions[Int(raw)] = Function(object: .none, file: .none, package: .none) }
    for raw in dead.constants { constants[Int(raw)] = .unknown }
    for raw in dead.objects {
      objects[Int(raw)].flags = []
      if objects[Int(raw)].kind == .type {
        dying.append(ObjectID(raw: raw))
        if case .named(let id) = types.view(of: objects[Int(raw)].type), types[id].object.raw == raw {
          types.modify(id) { $0.methods = [] }
        }
      } else {
        forgotten.objects.append(raw)
      }
    }
    forgotten.functions += dead.functions
    forgotten.constants += dead.constants
  }
}

extension Made {
  mutating func add(_ other: Made) {
    objects += other.objects
    constants += other.constants
    functions += other.functions
  }
}

extension Array {
  /// Those that pass a test, and the others.
  fileprivate func split(_ test: (Element) -> Bool) -> (passed: [Element], others: [Element]) {
    var (passed, others): ([Element], [Element]) = ([], [])
    for element in self { if test(element) { passed.append(element) } else { others.append(element) } }
    return (passed, others)
  }
}
