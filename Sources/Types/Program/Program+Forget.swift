// SPDX-License-Identifier: Apache-2.0
//
// Program+Forget.swift — what an entry of a session leaves in the tables is taken out again once nothing can use it.
//
// How.      What checking an entry adds to the tables of objects, functions and constants is noted. When the entry has
//           run and made no function or type that lives on, its tree and text go, and the numbers serve later entries.
//           What it declared stays until it is declared anew and no function that stays refers to it.
// Why not.  Keeping all: a session of 100,000 entries would hold hundreds of megabytes of trees nobody can run.
// Upholds.  A number is used again only when no table and no code names what it stood for.

import Source
import Syntax

/// Numbers of things in the tables.
public struct Made: Sendable {
  public internal(set) var objects: [UInt32] = []
  public internal(set) var constants: [UInt32] = []
  public internal(set) var functions: [UInt32] = []
  public internal(set) var files: [UInt32] = []
}

extension Program {
  /// Whether nothing can run what the entry made once its own function has ended.
  /// - Parameter escapes: whether the value of a function literal may outlive the call of the function that it is in.
  public func canForget(_ entry: CheckedEntry, escapes: (NodeID<Expr>) -> Bool) -> Bool {
    let file = self[entry.file]
    guard file.typeArguments.isEmpty, !file.tree.startsGoroutines else { return false }
    let own = functions[Int(entry.function.raw)].object
    let inPlace = entry.made.functions.count > 1 ? file.tree.literalsCalledInPlace : []
    for raw in entry.made.functions where raw != entry.function.raw {
      let literal = functions[Int(raw)].literal
      guard literal.exists, inPlace.contains(literal) || !escapes(literal) else { return false }
    }
    return entry.made.objects.allSatisfy { raw in
      switch objects[Int(raw)].kind {
      case .constant, .variable, .label: true
      default: raw == own.raw
      }
    }
  }

  /// Takes an entry out of the tables, but for what it declared.
  /// - Precondition: `canForget`, and its function has ended.
  public func forget(_ entry: CheckedEntry) {
    leftovers[entry.function.raw] = nil
    let kept = entry.declared.filter { self[$0].name != .blank }
    let keptObjects = Set(kept.map(\.raw))
    let keptConstants = Set(kept.map { self[$0].constant.raw })
    for raw in entry.made.objects where !keptObjects.contains(raw) { forgotten.objects.append(raw) }
    for raw in entry.made.constants where !keptConstants.contains(raw) {
      constants[Int(raw)] = .unknown
      forgotten.constants.append(raw)
    }
    for raw in entry.made.functions {
      functions[Int(raw)] = Function(object: .none, file: .none, package: .none)
      forgotten.functions.append(raw)
    }
    let package = self[self[entry.file].package]
    if let index = package.files.lastIndex(where: { $0.id == entry.file }) { package.files.remove(at: index) }
    typedFiles[Int(entry.file.raw)] = nil
    if kept.isEmpty {
      forgetFile(entry.file)
    } else {
      sources.dropText(of: entry.file)
      usesOfFile[entry.file] = kept.count
      for object in kept { objects[Int(object.raw)].flags.insert(.isAlone) }
    }
  }

  /// Whether what a declaration of an earlier entry stood for can be reached by nothing any more, now that its name
  /// stands for something else.
  public func canForget(_ object: ObjectID) -> Bool {
    let record = self[object]
    return record.flags.contains(.isAlone) && record.flags.isDisjoint(with: [.isHeld, .isAddressTaken])
      && (record.kind == .variable || record.kind == .constant)
  }

  /// - Precondition: `canForget`.
  public func forget(_ object: ObjectID) {
    let record = self[object]
    if record.kind == .constant, record.constant.raw != 0 {
      constants[Int(record.constant.raw)] = .unknown
      forgotten.constants.append(record.constant.raw)
    }
    objects[Int(object.raw)].flags = []
    forgotten.objects.append(object.raw)
    guard let uses = usesOfFile[record.position.file] else { return }
    usesOfFile[record.position.file] = uses == 1 ? nil : uses - 1
    if uses == 1 { forgetFile(record.position.file) }
  }

  private func forgetFile(_ file: FileID) {
    sources.dropText(of: file)
    forgotten.files.append(file.raw)
  }

  /// Takes back what an entry declared that was checked and could not be compiled.
  public func withdraw(_ entry: CheckedEntry) {
    let package = self[self[entry.file].package]
    for (object, old) in zip(entry.declared, entry.replaced).reversed() { package.scope.set(self[object].name, old) }
  }

  /// Has objects stay, because code that goes on refers to them.
  public func hold(_ held: [ObjectID]) {
    for object in held { objects[Int(object.raw)].flags.insert(.isHeld) }
  }

  /// Takes out what an entry that did not compile has made; types among it wait for a sweep, since tables name them.
  func forget(failed made: Made, file: FileID) {
    let isPlain = made.objects.allSatisfy { raw in
      switch objects[Int(raw)].kind {
      case .type, .package: false
      default: true
      }
    }
    guard isPlain else {
      if let function = made.functions.first { addLeftover(FunctionID(raw: function), file: file, made) }
      return
    }
    for raw in made.objects { objects[Int(raw)].flags = [] }
    for raw in made.functions { functions[Int(raw)] = Function(object: .none, file: .none, package: .none) }
    for raw in made.constants { constants[Int(raw)] = .unknown }
    forgotten.objects += made.objects
    forgotten.functions += made.functions
    forgotten.constants += made.constants
    typedFiles[Int(file.raw)] = nil
    forgetFile(file)
  }

  /// A source for an entry, under the number of one that was forgotten if there is one.
  func addEntrySource(name: String, contents: [UInt8]) -> SourceFile {
    let source: SourceFile
    if let raw = forgotten.files.popLast() {
      source = sources.replace(FileID(raw: raw), name: name, contents: contents)
    } else {
      source = sources.add(name: name, contents: contents)
    }
    while typedFiles.count <= Int(source.id.raw) { typedFiles.append(nil) }
    return source
  }
}
