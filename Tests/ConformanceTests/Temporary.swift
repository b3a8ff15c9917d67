// SPDX-License-Identifier: Apache-2.0
//
// Temporary.swift — a directory for a test's files.

import Glibc
import Support

/// A directory that goes when the value goes.
final class Temporary: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/loam-test-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
  }

  deinit {
    for name in Repository.list(path) { unlink(path + "/" + name) }
    rmdir(path)
  }

  /// A program that prints an expression after a statement.
  func program(_ expression: String, before statement: String = "") -> String {
    let name = path + "/main.go"
    let text = """
      package main

      import (
      \t"fmt"
      \t"os"
      )

      func main() {
      \t_ = os.Args
      \t\(statement)
      \tfmt.Println(\(expression))
      }

      """
    if let file = fopen(name, "w") {
      fputs(text, file)
      fclose(file)
    }
    return name
  }

  func write(_ name: String, _ contents: [UInt8]) {
    guard let file = fopen(path + "/" + name, "w") else { return }
    defer { fclose(file) }
    _ = fwrite(contents, 1, contents.count, file)
  }

  /// A file of that name with a text.
  func file(_ name: String, _ text: String) -> String {
    write(name, Array(text.utf8))
    return path + "/" + name
  }
}
