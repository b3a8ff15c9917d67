// SPDX-License-Identifier: Apache-2.0
//
// Package.swift — a package: its files, its names and the order in which its variables get their values.

import Source
import Syntax

/// The initialisation of package variables by one expression.
public struct Initializer: Sendable {
  /// Several when a call with several results initialises them; blank variables too.
  public let variables: [ObjectID]
  public let value: NodeID<Expr>
  public let file: FileID
  public let package: PackageID
}

/// A package of a program.
public final class Package {
  public let id: PackageID
  /// The import path; the main package's is `main`.
  public let path: String
  public internal(set) var name: Symbol
  /// Bodies, types and variables are checked when something needs them, and errors in what is not needed stay unseen.
  public let isLibrary: Bool
  /// Whether functions without bodies are natives: in libraries and plugins, which may import internal packages, too.
  var hasNatives: Bool
  public internal(set) var files: [TypedFile] = []
  @exclusivity(unchecked) public internal(set) var scope = SymbolMap()
  /// Directly imported packages, in order of first import.
  public internal(set) var imports: [PackageID] = []
  /// The functions called `init`, in order.
  public internal(set) var initFunctions: [FunctionID] = []
  /// Initialisers in the order of execution; complete after a package that is no library was checked.
  /// For libraries use `Program.initializers(reaching:)`.
  public internal(set) var initOrder: [Initializer] = []

  /// All package-level objects, in the order of the source.
  var objects: [ObjectID] = []
  /// The package-level objects, in the order of the source.
  public var allObjects: [ObjectID] { objects }
  /// Methods by the name of their base type, in the order of the source.
  var methodsOfType: [Symbol: [ObjectID]] = [:]
  /// Declarations of variables, with what they depend on.
  @exclusivity(unchecked) var variableDeclarations: [VariableDeclaration] = []
  /// What the initialisers of `variableDeclarations` refer to; literals in them may be checked later and add to it.
  @exclusivity(unchecked) var variableReferences: [Int: Checker.References] = [:]
  /// All functions and methods declared, in the order of the source.
  public internal(set) var functions: [FunctionID] = []
  var isFake = false
  /// Imported by the library only and not read yet: that waits until something of it is named.
  var isUnread = false
  /// Entries of a session are its files; later declarations hide earlier ones.
  public internal(set) var isSession = false
  /// A package C: all its names may be used everywhere, and one that is declared again hides what it stood for.
  public var isForeign: Bool { foreign != nil }
  /// What reads C for it; nil: it is no package C.
  var foreign: (any ForeignReader)?
  /// What the imports of earlier entries brought.
  var sessionImports = SymbolMap()
  /// What `_` and `_1`, `_2`, … stand for.
  public internal(set) var results = SessionResults()

  init(id: PackageID, path: String, name: Symbol, isLibrary: Bool) {
    self.id = id
    self.path = path
    self.name = name
    self.isLibrary = isLibrary
    hasNatives = isLibrary
  }
}

/// One line of a package-level var declaration, or one name of it when each name has its own value.
struct VariableDeclaration {
  let file: TypedFile
  let declaration: NodeID<Decl>
  let variables: [ObjectID]
  let type: NodeID<Expr>
  /// None without an initialiser.
  let value: NodeID<Expr>
  var isChecked = false
  var isEmitted = false
}
