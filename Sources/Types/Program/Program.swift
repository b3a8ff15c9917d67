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

  public init(files: [(name: String, contents: [UInt8])], isLibrary: Bool) {
    self.files = files
    self.isLibrary = isLibrary
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
  /// A user package did not parse; packages are then not checked.
  var sawSyntaxError = false
  /// What is checked now is no entry yet: no package of the person's own is loaded for it.
  var isProbing = false
  @exclusivity(unchecked) var checker: Checker!
  /// Method sets that were asked for; forgotten when an entry at the prompt may add methods.
  var methodSets: [TypeID: [Method]] = [:]

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
    objects.append(object)
    return ObjectID(raw: UInt32(objects.count - 1))
  }

  func add(_ constant: Constant) -> ConstantID {
    constants.append(constant)
    return ConstantID(raw: UInt32(constants.count - 1))
  }

  func add(_ function: Function) -> FunctionID {
    functions.append(function)
    return FunctionID(raw: UInt32(functions.count - 1))
  }

  func report(_ position: Position, _ message: String, notes: [Diagnostic.Note] = []) {
    diagnostics.add(position, message, notes: notes)
  }
}
