// SPDX-License-Identifier: Apache-2.0
//
// Support.swift — checking small programs against a library that is a few lines long.

import Source
import Testing
import Types

/// A wrong program and what is said of it.
struct ErrorCase: CustomTestStringConvertible, Sendable {
  let name: String
  let source: String
  /// Positions and messages as Go's compiler prints them; the file is called `x.go`.
  let errors: String

  var testDescription: String { name }
}

/// Packages that test programs import.
let library: [String: String] = [
  "fmt": """
  package fmt

  func Println(a ...any) (n int, err error) { return 0, nil }
  func Sprint(a ...any) string              { return buffered() }

  type Stringer interface{ String() string }

  var table = build()

  func build() []int     { return nil }
  func buffered() string { _ = table; return "" }

  var unreached = build()
  """,
  "math": """
  package math

  const MaxInt64 = 1<<63 - 1

  func Max(x, y float64) float64 { return x }
  func Sqrt(x float64) float64   { return sqrt(x) }
  func sqrt(x float64) float64
  """,
  "os": """
  package os

  func Exit(code int)
  """,
  "strings": """
  package strings

  func Repeat(s string, count int) string { return s }
  """,
  "time": """
  package time

  type Duration int64
  """,
]

/// Checks the files of a main package, and user packages that it imports.
func check(
  _ source: String, packages: [String: String] = [:], library: [String: String] = library
) -> (program: Program, package: PackageID, errors: String) {
  let program = Program { path in
    if let text = library[path] {
      return .found(PackageSource(files: [(name: "\(path).go", contents: Array(text.utf8))], isLibrary: true))
    }
    if let text = packages[path] {
      return .found(PackageSource(files: [(name: "\(path).go", contents: Array(text.utf8))], isLibrary: false))
    }
    return .failed("package \(path) is not in std")
  }
  let package = program.checkMain([(name: "x.go", contents: Array(source.utf8))])
  let lines = Renderer(limit: nil).lines(program.diagnostics, in: program.sources)
  return (program, package, lines.joined(separator: "\n"))
}

extension Program {
  /// The object that the main package declares under a name.
  func find(_ name: String, in package: PackageID) -> Object { self[object(name, in: package)] }
}
