// SPDX-License-Identifier: Apache-2.0
//
// TemporaryDirectory.swift — a directory of a test's own, with C that is compiled there.

import Glibc
import Subprocess

public final class TemporaryDirectory {
  public let path: String

  /// The compiler's words.
  public struct CompileError: Error, CustomStringConvertible { public let description: String }

  public init() {
    var template = Array("/tmp/loam-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { fatalError("no temporary directory can be made") }
    path = String(cString: made)
  }

  deinit { _ = Subprocess.run(["rm", "-rf", path]) }

  public func write(_ text: String, to name: String) {
    guard let file = fopen(path + "/" + name, "w") else { fatalError("\(name) cannot be written") }
    fputs(text, file)
    fclose(file)
  }

  /// Compiles a file of C to a shared library.
  public func compile(_ source: String, to library: String, by compiler: String = "gcc", flags: [String] = []) throws {
    let made = Subprocess.run(
      [compiler, "-std=gnu11", "-O1", "-w", "-fPIC", "-shared", "-o", path + "/" + library, path + "/" + source] + flags
    )
    if made.status != 0 { throw CompileError(description: String(made.errorText.suffix(2000))) }
  }
}
