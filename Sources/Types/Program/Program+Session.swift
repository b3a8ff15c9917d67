// SPDX-License-Identifier: Apache-2.0
//
// Program+Session.swift — a session whose entries are checked one after another, as at a prompt.
//
// How.      A session is a user package. Each entry is a file of it: what its statements declare at their outermost level
//           are package-level objects, and a later declaration hides an earlier one of the same name. The statements
//           make the body of a function without parameters; a definition `x := 1` there assigns a package variable.
// Upholds.  An entry with errors leaves the names of the session as they were.

import Source
import Syntax

/// A checked entry.
public struct CheckedEntry: Sendable {
  public let file: FileID
  /// The function whose body the statements are; it has no declaration, literal or object.
  public let function: FunctionID
  public let statements: NodeList<Stmt>
  /// The expression that the entry ends with and whose value, or values, should be shown; none for a statement.
  public let expression: NodeID<Expr>
  /// What the entry declares at its outermost level.
  public let declared: [ObjectID]
  /// What the names that it declares stood for before; none for those that are new.
  public let replaced: [ObjectID]
  /// Names that imports of earlier entries brought and that mean something else now.
  public let hiddenNames: [Symbol]
  /// Methods that it gave to types of earlier entries, by name.
  public let methods: [Symbol]
  /// Those that such a type had by the same name before.
  public let replacedMethods: [ObjectID]
  /// All functions and methods that it declares.
  public let functions: [FunctionID]
  /// The functions `init` that it declares, in order: they run after the statements.
  public let initFunctions: [FunctionID]
  /// What it added to the tables.
  public internal(set) var made = Made()
}

/// What became of an entry.
public enum EntryResult: Sendable {
  case checked(CheckedEntry)
  /// The text ends too early; more lines may complete it.
  case incomplete
  case errors(DiagnosticSet)
}

extension Program {
  /// Begins a session; its package is called `main`.
  public func beginSession() -> PackageID {
    let package = makePackage(path: "main", isLibrary: false)
    package.name = .main
    package.isSession = true
    packageOrder.append(package.id)
    return package.id
  }

  /// Parses and checks what was typed.
  public func checkEntry(name: String, contents: [UInt8], in session: PackageID) -> EntryResult {
    let source = addEntrySource(name: name, contents: contents)
    switch Parser.parseEntry(source, symbols: &symbols) {
    case .incomplete:
      forget(failed: Made(), file: source.id)
      return .incomplete
    case .errors(let errors):  // whose places are still to be printed
      checker.failed = (source.id, Made())
      return .errors(errors)
    case .complete(let tree): return checker.checkEntry(tree, self[session])
    }
  }

  /// Forgets the entry that did not compile, whose errors have been printed.
  public func forgetErrors() {
    guard let (file, made) = checker.failed else { return }
    checker.failed = nil
    forget(failed: made, file: file)
  }

  /// Parses and checks a file with a package clause as an entry. As in a package, the order of declarations means nothing.
  public func checkFile(name: String, contents: [UInt8], in session: PackageID) -> EntryResult {
    let source = addEntrySource(name: name, contents: contents)
    var errors = DiagnosticSet()
    _ = Parser.parseFile(source, symbols: &symbols, diagnostics: &errors)
    guard errors.isEmpty, case .complete(var tree) = Parser.parseEntry(source, symbols: &symbols) else {
      checker.failed = (source.id, Made())
      return .errors(errors)
    }
    tree.arrangeEntryAsFile()
    return checker.checkEntry(tree, self[session], isFile: true)
  }

  /// Checks an entry whose tree is known.
  public func checkEntry(_ tree: Tree, in session: PackageID) -> EntryResult {
    while typedFiles.count <= Int(tree.source.id.raw) { typedFiles.append(nil) }
    return checker.checkEntry(tree, self[session])
  }

  /// The names of a session or package, for completion.
  public func names(in package: PackageID) -> [ObjectID] { self[package].scope.objects }
}
