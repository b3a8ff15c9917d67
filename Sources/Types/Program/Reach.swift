// SPDX-License-Identifier: Apache-2.0
//
// Reach.swift — what of a session is reached from its names, and from what is marked beside them.
//
// How.      Marking an object marks the entry that made it, and an entry marks all that its nodes mention: objects, and
//           declared types wherever they are part of a type. Work is put off in lists, so that nothing recurses deeply.

import Source
import Syntax

/// The entries of a session that are reached. Threads: the one that has the tables.
public final class Reach {
  private let program: Program
  let package: Package
  /// The entries by number in here: their keys in `Program.leftovers`.
  private(set) var keys: [UInt32] = []
  private(set) var isReached: [Bool] = []
  private var entryOfObject: [UInt32: Int] = [:]
  private var entryOfFunction: [UInt32: Int] = [:]
  private var entries: [Int] = []
  private var types: [TypeID] = []
  private var isTypeMarked: [Bool] = []
  private var markedVariables: Set<ObjectID> = []
  /// Variables that were declared anew and have been reached, until they are taken.
  private var newVariables: [ObjectID] = []
  /// Variables of the session whose names stand for something else now.
  public private(set) var replacedVariables: [ObjectID] = []

  init(_ program: Program, _ package: Package) {
    self.program = program
    self.package = package
    for (key, left) in program.leftovers {
      let number = keys.count
      keys.append(key)
      for raw in left.made.objects { entryOfObject[raw] = number }
      for raw in left.made.functions { entryOfFunction[raw] = number }
    }
    isReached = Array(repeating: false, count: keys.count)
    isTypeMarked = Array(repeating: false, count: program.types.count)
    replacedVariables = program.replacedVariables
    for left in program.leftovers.values {
      for object in left.made.objects.map({ ObjectID(raw: $0) }) where isReplacedVariable(object) {
        replacedVariables.append(object)
      }
    }
    replaced = Set(replacedVariables)
    markNames()
  }

  private var replaced: Set<ObjectID> = []

  private func isReplacedVariable(_ object: ObjectID) -> Bool {
    let record = program[object]
    return record.kind == .variable && record.flags.contains(.isPackageLevel) && package.scope[record.name] != object
  }

  private func markNames() {
    for object in package.scope.objects { mark(object) }
    for object in package.sessionImports.objects { mark(object) }
  }

  // MARK: Marking

  /// What stands for a thing of the session is reached.
  public func mark(_ object: ObjectID) {
    guard object.exists else { return }
    if let entry = entryOfObject[object.raw] { mark(entry: entry) }
    let record = program[object]
    if record.package == package.id {
      mark(record.type)
      if record.kind == .variable, replaced.contains(object), markedVariables.insert(object).inserted {
        newVariables.append(object)
      }
    }
  }

  public func mark(_ function: FunctionID) {
    if let entry = entryOfFunction[function.raw] { mark(entry: entry) }
  }

  public func mark(_ type: TypeID) {
    guard type.isValid, !isTypeMarked[Int(type.raw)] else { return }
    isTypeMarked[Int(type.raw)] = true
    types.append(type)
  }

  private func mark(entry: Int) {
    if isReached[entry] { return }
    isReached[entry] = true
    entries.append(entry)
  }

  // MARK: Following

  /// Marks all that what was marked leads to.
  /// - Returns: variables that were declared anew and are reached, each once: what lies in them is reached as well.
  public func follow() -> [ObjectID] {
    while true {
      if let type = types.popLast() {
        follow(type)
      } else if let entry = entries.popLast() {
        follow(entry: entry)
      } else {
        break
      }
    }
    defer { newVariables = [] }
    return newVariables
  }

  private func follow(entry: Int) {
    guard let left = program.leftovers[keys[entry]] else { return }
    for raw in left.made.objects { mark(ObjectID(raw: raw)) }
    for raw in left.made.functions {
      let function = program.functions[Int(raw)]
      mark(function.signature)
      for object in function.references { mark(object) }
    }
    guard left.file != .none, let file = program.typedFiles[Int(left.file.raw)] else { return }
    for facts in file.facts {
      mark(facts.type)
      mark(facts.object)
    }
    for selection in file.selections {
      mark(selection.receiver)
      mark(selection.function)
      mark(selection.interface)
      mark(selection.type)
    }
    for type in file.typeArguments.values.joined() { mark(type) }
  }

  private func follow(_ type: TypeID) {
    let table = program.types
    switch table.view(of: type) {
    case .basic: break
    case .named(let id): follow(table[id])
    case .pointer(let element), .slice(let element), .array(let element, _), .channel(_, let element): mark(element)
    case .map(let key, let element):
      mark(key)
      mark(element)
    case .structure(let id): for field in table[id] { mark(field.type) }
    case .function(let id): for part in table[id].parameters + table[id].results { mark(part) }
    case .interface(let id):
      for method in table[id].methods { mark(method.signature) }
    case .tuple(let id): for part in table[id] { mark(part) }
    case .typeParameter(let id):
      mark(table[id].object)
      mark(table[id].constraint)
    }
  }

  private func follow(_ named: Named) {
    // What a library declares names nothing of a session, but for the arguments of its generic types.
    for argument in named.arguments + named.parameters { mark(argument) }
    if let origin = named.origin { mark(program.types[origin].type) }
    guard program[named.object].package == package.id else { return }
    mark(named.object)
    mark(named.underlying)
    for method in named.methods { mark(method) }
  }

  // MARK: Answers

  func isMarked(_ variable: ObjectID) -> Bool { markedVariables.contains(variable) }

  /// Whether a function's entry is reached, or it belongs to none that could be forgotten.
  public func isReached(_ function: FunctionID) -> Bool { entryOfFunction[function.raw].map { isReached[$0] } ?? true }

  public func isReached(_ object: ObjectID) -> Bool {
    if let entry = entryOfObject[object.raw] { return isReached[entry] }
    return !replaced.contains(object) || isMarked(object)
  }

  /// Whether all declared types in a type are reached.
  public func isReached(_ type: TypeID) -> Bool {
    isTypeMarked[Int(type.raw)] || program.declared(in: type).allSatisfy(isReached)
  }

}

extension Program {
  /// Whether a type is, or is made of, one that a session declared.
  public func mentionsSession(_ type: TypeID) -> Bool {
    declared(in: type).contains { self[$0].package.exists && self[self[$0].package].isSession }
  }

  /// The objects of the declared types that a type is made of.
  fileprivate func declared(in type: TypeID) -> [ObjectID] {
    let table = types
    var (found, waiting, seen): ([ObjectID], [TypeID], Set<TypeID>) = ([], [type], [type])
    func wait(_ parts: [TypeID]) { waiting += parts.filter { seen.insert($0).inserted } }
    while let next = waiting.popLast() {
      switch table.view(of: next) {
      case .basic, .typeParameter: break
      case .named(let id):
        found.append(table[id].object)
        wait(table[id].arguments)
      case .pointer(let element), .slice(let element), .array(let element, _), .channel(_, let element): wait([element])
      case .map(let key, let element): wait([key, element])
      case .structure(let id): wait(table[id].map(\.type))
      case .function(let id): wait(table[id].parameters + table[id].results)
      case .interface(let id): wait(table[id].methods.map(\.signature))
      case .tuple(let id): wait(table[id])
      }
    }
    return found
  }
}
