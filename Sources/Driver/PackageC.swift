// SPDX-License-Identifier: Apache-2.0
//
// PackageC.swift — the packages C of a program as the checker and the compiler see them.

import CNatives
import CRuntime
import Codegen
import Foreign
import Prototypes
import Source
import Types

/// Reads C for one package.
final class PackageC: ForeignReader {
  let package: ForeignPackage

  init(_ package: ForeignPackage) { self.package = package }

  func begin() -> String { package.begin() }

  func follow(_ preamble: ForeignPreamble, sources: inout SourceSet) -> ForeignText {
    PackageC.outcome { () throws(CErrors) in
      try package.follow(preamble.text, in: preamble.file, at: preamble.offset, sources: &sources)
    }
  }

  func read(_ preamble: ForeignPreamble, sources: inout SourceSet) -> ForeignText {
    PackageC.outcome { () throws(CErrors) in
      try package.declare(preamble.text, in: preamble.file, at: preamble.offset, sources: &sources).goText
    }
  }

  private static func outcome(_ body: () throws(CErrors) -> String) -> ForeignText {
    do {
      return .declared(try body())
    } catch {
      return .errors(error.diagnostics)
    }
  }

  func objection(to name: String) -> ForeignObjection? {
    package.objection(to: name).map { ForeignObjection($0.reason, notes: $0.notes) }
  }

  func declaration(of name: String) -> String? { package.declaration(of: name) }

  func isFunction(_ name: String) -> Bool { package.isFunction(name) }

  func isValue(_ name: String) -> Bool { package.isValue(name) }
}

/// The packages C of a program: each Go package has one with its own names, and all have the same libraries.
final class ForeignPackages {
  private let libraries = ForeignLibraries()
  /// By the paths of the packages C.
  private var packages: [String: ForeignPackage] = [:]
  /// That of the main package or of the session.
  let main: ForeignPackage

  init(directory: String) {
    main = ForeignPackage(libraries, directory: directory, isTagSet: { BuildConstraint.isSet($0) || $0 == "cgo" })
    packages["C"] = main
  }

  func make(_ path: String) -> PackageC {
    loam_natives_share_environment()
    if let known = packages[path] { return PackageC(known) }
    let made = ForeignPackage(main)
    packages[path] = made
    return PackageC(made)
  }

  /// The native of a function by its whole name.
  func native(_ name: String) -> NativeBody? {
    guard let dot = name.lastIndex(of: "."), let package = packages[String(name[..<dot])],
      let found = package.native(String(name[name.index(after: dot)...]))
    else { return nil }
    return NativeBody(found.native, user: found.user)
  }

  func address(ofVariable name: String, in path: String) -> UnsafeMutableRawPointer? {
    packages[path]?.address(ofVariable: name)
  }
}
