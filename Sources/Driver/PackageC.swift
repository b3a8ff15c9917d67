// SPDX-License-Identifier: Apache-2.0
//
// PackageC.swift — package C as the checker and the compiler see it.

import CRuntime
import Codegen
import Foreign
import Source
import Types

/// Reads the comments before `import "C"` for a program.
final class PackageC: ForeignReader {
  let package = ForeignPackage()
  /// Where `#include "…"` begins.
  let directory: String

  init(directory: String) { self.directory = directory }

  func begin() -> String { package.begin() }

  func read(_ preamble: [UInt8], in file: FileID, at offset: Int, sources: inout SourceSet) -> ForeignText {
    do {
      return .declared(
        try package.declare(preamble, in: file, at: offset, directory: directory, sources: &sources).goText)
    } catch {
      return .errors(error.diagnostics)
    }
  }

  func objection(to name: String) -> String? { package.objection(to: name) }

  /// The native of a function by its whole name.
  func native(_ name: String) -> NativeBody? {
    guard name.hasPrefix("C."), let found = package.native(String(name.dropFirst(2))) else { return nil }
    return NativeBody(found.native, user: found.user)
  }
}
