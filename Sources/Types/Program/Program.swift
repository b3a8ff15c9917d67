// SPDX-License-Identifier: Apache-2.0
//
// Program.swift — everything that was found out about the packages of one run or session.
//
// How.      Tables of types, objects, functions and constants serve all packages, so that ids mean the same everywhere.
//           User packages are checked whole and report all errors. Library packages are read when they are imported, but
//           their declarations are resolved, and their bodies parsed and checked, when something refers to them.
// Upholds.  Checking never runs concurrently with itself: one thread calls this, which may be the compiler's at run
//           time.

import Source
import Syntax

/// Where a package's text comes from.
public struct PackageSource: Sendable {
  /// Names for people, and contents, in the order of names.
  public var files: [(name: String, contents: [UInt8])]
  public var isLibrary: Bool
  /// Whether functions without bodies are natives.
  public var hasNatives: Bool

  /// - Parameter hasNatives: as a library, if it is not said.
  public init(files: [(name: String, contents: [UInt8])], isLibrary: Bool, hasNatives: Bool? = nil) {
    self.files = files
    self.isLibrary = isLibrary
    self.hasNatives = hasNatives ?? isLibrary
  }
}

/// What looking for an imported package yields.
public enum ImportResult: Sendable {
  case found(PackageSource)
  /// The whole message, such as `package foo is not in std`.
  case failed(String)
}

/// The packages of a run or session, checked.
public final class Program {
  /// Finds the text of a package by its import path.
  public typealias Importer = (_ path: String) -> ImportResult

  public let types: TypeTable
  @exclusivity(unchecked) public internal(set) var symbols: SymbolTable
  @exclusivity(unchecked) public internal(set) var sources = SourceSet()
  @exclusivity(unchecked) public internal(set) var diagnostics = DiagnosticSet()
  @exclusivity(unchecked) public internal(set) var objects: [Object] = [
    Object(.none, name: .none, package: .none, position: .none)
  ]
  @exclusivity(unchecked) public internal(set) var functions: [Function] = [
    Function(object: .none, file: .none, package: .none)
  ]
  @exclusivity(unchecked) public internal(set) var constants: [Constant] = [.unknown]
  /// All packages; the first, that of `PackageID.none`, is the universe.
  @exclusivity(unchecked) public internal(set) var packages: [Package] = []
  /// The packages in an order in which each stands after those it imports.
  public internal(set) var packageOrder: [PackageID] = []

  let importer: Importer
  var packagesByPath: [String: PackageID] = [:]
  var importStack: [PackageID] = []
  /// The name of the module that the main package stands at the top of; nil without a go.mod.
  public var modulePath: String?
  /// Files by `FileID`.
  @exclusivity(unchecked) var typedFiles: [TypedFile?] = [nil]
  @exclusivity(unchecked) var universe = Universe()
  @exclusivity(unchecked) var spellings = Spellings()
  /// Makes what reads C for one more package C, by the path of that; nil: nobody reads C.
  public var makeForeign: ((_ path: String) -> any ForeignReader)?
  /// Each package's own package C.
  var foreignPackages: [PackageID: PackageID] = [:]
  /// A user package did not parse; packages are then not checked.
  var sawSyntaxError = false
  /// What is checked now is no entry yet: no package of the person's own is loaded for it.
  var isProbing = false
  @exclusivity(unchecked) var checker: Checker!
  /// Method sets that were asked for; forgotten when an entry at the prompt may add methods.
  var methodSets: [TypeID: [Method]] = [:]

  /// Set by any thread to have the check or the lowering of an entry end soon.
  public let cancellation = Cancellation()
  /// Numbers of what entries of a session left behind, to be used again.
  @exclusivity(unchecked) var forgotten = Made()
  /// What the entry being checked makes, while that is noted.
  @exclusivity(unchecked) var made = Made()
  @exclusivity(unchecked) var isRecording = false
  /// Entries that may be in use, by the number of their function.
  var leftovers: [UInt32: Leftover] = [:]
  /// Variables of entries that were forgotten: they may be in use, and their names stand for something else.
  var replacedVariables: [ObjectID] = []
  /// Declared types whose entries were forgotten, while objects may still be of them.
  var dying: [ObjectID] = []
  /// How many declarations that are still in use each file of a session has.
  var usesOfFile: [FileID: Int] = [:]

  public init(importer: @escaping Importer) {
    self.importer = importer
    types = TypeTable()
    symbols = SymbolTable()
    packages.append(Package(id: .none, path: "", name: .none, isLibrary: true))
    declareUniverse()
    checker = Checker(self)
  }

  // MARK: Reading

  public subscript(id: ObjectID) -> Object { objects[Int(id.raw)] }
  public subscript(id: FunctionID) -> Function { functions[Int(id.raw)] }
  public subscript(id: ConstantID) -> Constant { constants[Int(id.raw)] }
  public subscript(id: PackageID) -> Package { packages[Int(id.raw)] }
  public subscript(id: FileID) -> TypedFile { typedFiles[Int(id.raw)]! }

  /// The text of a name.
  public func text(_ symbol: Symbol) -> String { symbols[symbol] }

  /// The package with an import path that was imported or checked before.
  public func package(path: String) -> PackageID? { packagesByPath[path] }

  // MARK: Making

  func add(_ object: Object) -> ObjectID {
    let raw = forgotten.objects.popLast() ?? UInt32(objects.count)
    if Int(raw) < objects.count { objects[Int(raw)] = object } else { objects.append(object) }
    if isRecording, checker.package.isSession { made.objects.append(raw) }
    return ObjectID(raw: raw)
  }

  func add(_ constant: Constant) -> ConstantID {
    let raw = forgotten.constants.popLast() ?? UInt32(constants.count)
    if Int(raw) < constants.count { constants[Int(raw)] = constant } else { constants.append(constant) }
    if isRecording, checker.package.isSession { made.constants.append(raw) }
    return ConstantID(raw: raw)
  }

  func add(_ function: Function) -> FunctionID {
    let raw = forgotten.functions.popLast() ?? UInt32(functions.count)
    if Int(raw) < functions.count { functions[Int(raw)] = function } else { functions.append(function) }
    if isRecording, checker.package.isSession { made.functions.append(raw) }
    return FunctionID(raw: raw)
  }

  func report(_ position: Position, _ message: String, notes: [Diagnostic.Note] = []) {
    diagnostics.add(position, message, notes: notes)
  }
}
