// SPDX-License-Identifier: Apache-2.0
//
// Checker+ImportC.swift — package C of each package that imports it.
//
// How.      Somebody else reads C and answers Go declarations (ForeignReader). They are files of one package, to which more
//           are added as imports and the prompt ask for them. Each package of a program has its own package C, as it has
//           its own names of C; the session's is the prompt's. `#cgo` lines of all files of a package hold for all of them.
//           What C has no declaration for, such as `C.sizeof_int`, is declared when it is named.

import Source
import Syntax

/// What a text of C came to.
public enum ForeignText {
  /// Declarations of Go for package C; empty when there is nothing new.
  case declared(String)
  case errors([Diagnostic])
}

/// The comment before an `import "C"`, which begins at `offset` of a file.
public struct ForeignPreamble {
  public let text: [UInt8]
  public let file: FileID
  public let offset: Int
}

/// Why something of C cannot be used.
public struct ForeignObjection {
  public let reason: String
  /// Where C says what is the matter.
  public let notes: [Diagnostic.Note]

  public init(_ reason: String, notes: [Diagnostic.Note] = []) {
    self.reason = reason
    self.notes = notes
  }
}

/// Reads C for one package C.
public protocol ForeignReader: AnyObject {
  /// What package C is made of before anything is declared.
  func begin() -> String
  /// Follows the `#cgo` lines of a text.
  func follow(_ preamble: ForeignPreamble, sources: inout SourceSet) -> ForeignText
  func read(_ preamble: ForeignPreamble, sources: inout SourceSet) -> ForeignText
  /// Why a name of package C cannot be used; nil: it can, or it is not known.
  func objection(to name: String) -> ForeignObjection?
  /// The declaration of a name that is made when it is asked for; nil: it is no such name, or there is an objection to it.
  func declaration(of name: String) -> String?
  /// Whether C declares a function of this name, which package Go code may be behind.
  func isFunction(_ name: String) -> Bool
  /// Whether a variable of package C is a constant of C, such as `#define NULL ((void *)0)`, that is none in Go.
  func isValue(_ name: String) -> Bool
}

extension Program {
  /// The package C of a package, made now if it was not before. Requires: `makeForeign`.
  func foreignPackage(of importer: PackageID) -> Package {
    if let known = foreignPackages[importer] { return self[known] }
    let path = self[importer].path == "main" ? "C" : self[importer].path + "/C"
    let package = Package(
      id: PackageID(raw: UInt32(packages.count)), path: path, name: symbols.intern("C"), isLibrary: true)
    packages.append(package)
    foreignPackages[importer] = package.id
    package.foreign = makeForeign?(path)
    packageOrder.append(package.id)
    checker.extend(package, package.foreign?.begin() ?? "")
    return package
  }

  /// The package C of a session, if anything asked for it.
  public func foreignPackage(ofSession session: PackageID) -> PackageID? { foreignPackages[session] }

  /// Adds declarations to the package C of a session.
  public func extendForeign(_ text: String, ofSession session: PackageID) {
    checker.extend(foreignPackage(of: session), text)
  }

  /// Reads C for package C with the program's sources at hand.
  public func withSources<Result>(_ body: (inout SourceSet) -> Result) -> Result {
    defer { while typedFiles.count <= sources.files.count { typedFiles.append(nil) } }
    return body(&sources)
  }
}

extension Checker {
  func extend(_ package: Package, _ text: String) {
    if text.isEmpty { return }
    let source = program.sources.add(name: "C", contents: Array(text.utf8))
    let tree = Parser.parseFile(
      source, bodies: .skip, symbols: &program.symbols, diagnostics: &program.diagnostics)
    let file = TypedFile(package: package.id, tree: tree)
    while program.typedFiles.count <= Int(source.id.raw) { program.typedFiles.append(nil) }
    program.typedFiles[Int(source.id.raw)] = file
    package.files.append(file)
    let saved = context
    let savedPath = path
    path = []
    collect(package, [file])
    path = savedPath
    context = saved
  }

  /// `import "C"`: the comment before it is C.
  func importForeign(_ path: NodeID<Expr>) -> Package? {
    let isFirst = program.foreignPackages[package.id] == nil
    let foreign = program.foreignPackage(of: package.id)
    guard let reader = foreign.foreign else { return foreign }
    let preamble = preamble(before: path, in: file)
    let flagged =
      package.isSession ? [preamble].compactMap { $0 } : isFirst ? package.files.flatMap(preambles(in:)) : []
    for preamble in flagged {
      guard extend(foreign, by: program.withSources { reader.follow(preamble, sources: &$0) }) else { return nil }
    }
    guard let preamble else { return foreign }
    return extend(foreign, by: program.withSources { reader.read(preamble, sources: &$0) }) ? foreign : nil
  }

  private func extend(_ package: Package, by text: ForeignText) -> Bool {
    switch text {
    case .declared(let text):
      extend(package, text)
      return true
    case .errors(let errors):
      for error in errors { program.report(error.position, error.message, notes: error.notes) }
      return false
    }
  }

  private func preamble(before path: NodeID<Expr>, in file: TypedFile) -> ForeignPreamble? {
    Preamble(before: Int(file.tree.offset(of: path)), in: file.tree.source.bytes).map {
      ForeignPreamble(text: $0.text, file: file.id, offset: $0.offset)
    }
  }

  /// Those of all `import "C"` of a file.
  private func preambles(in file: TypedFile) -> [ForeignPreamble] {
    imports(in: file).compactMap { preamble(before: $0, in: file) }
  }

  func importsForeign(_ file: TypedFile) -> Bool { !imports(in: file).isEmpty }

  /// The paths of all `import "C"` of a file.
  private func imports(in file: TypedFile) -> [NodeID<Expr>] {
    file.tree.nodes(file.tree.declarations).compactMap { id in
      guard case .import(_, let path) = file.tree[id], case .literal(let literal) = file.tree[path],
        file.tree.text(of: literal).dropFirst().dropLast().elementsEqual("C".utf8)
      else { return nil }
      return path
    }
  }

  /// Declares what is declared only when it is named; none if it is no such name.
  func declareForeign(_ name: String, in package: Package) -> ObjectID {
    let symbol = program.symbols.intern(name)
    if !package.scope[symbol].exists, let text = package.foreign?.declaration(of: name) { extend(package, text) }
    let object = package.scope[symbol]
    if object.exists { resolve(object) }
    return object
  }

  func whyForeignMissing(_ name: Symbol, _ expr: NodeID<Expr>, in package: Package) -> ForeignObjection {
    let objection =
      package.foreign?.objection(to: text(name))
      ?? ForeignObjection("\(text(expr)) is not declared: no C that was read says what it is")
    let apart = imports(in: file).compactMap { path in
      Preamble.apart(before: Int(file.tree.offset(of: path)), in: file.tree.source.bytes).map {
        Diagnostic.Note(
          Position(file: file.id, offset: UInt32($0)),
          "this comment is not read: an empty line stands between it and import \"C\"")
      }
    }
    return ForeignObjection(objection.reason, notes: objection.notes + apart)
  }
}
