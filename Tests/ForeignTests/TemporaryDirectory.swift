// SPDX-License-Identifier: Apache-2.0
//
// TemporaryDirectory.swift — a directory of a test's own, with C that is compiled there.

import Glibc
import Subprocess
import Testing

final class TemporaryDirectory {
  let path: String

  init() {
    var template = Array("/tmp/loam-foreign-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }

  deinit { _ = Subprocess.run(["rm", "-rf", path]) }

  func write(_ text: String, to name: String) {
    guard let file = fopen(path + "/" + name, "w") else {
      Issue.record("\(name) cannot be written")
      return
    }
    fputs(text, file)
    fclose(file)
  }

  /// Compiles a file of C to a shared library.
  func compile(_ source: String, to library: String, by compiler: String = "gcc", flags: [String] = []) throws {
    let made = Subprocess.run(
      [compiler, "-std=gnu11", "-O1", "-w", "-fPIC", "-shared", "-o", path + "/" + library, path + "/" + source] + flags
    )
    try #require(made.status == 0, "\(made.errorText.suffix(2000))")
  }
}
