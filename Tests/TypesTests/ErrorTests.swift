// SPDX-License-Identifier: Apache-2.0
//
// ErrorTests.swift — messages and positions, compared with what Go 1.27's compiler was seen to print.

import Testing
import Types

struct ErrorTests {
  @Test(arguments: ErrorCase.declarations)
  func `errors in declarations are those of Go's compiler`(_ test: ErrorCase) {
    #expect(check(test.source).errors == test.errors)
  }

  @Test(arguments: ErrorCase.expressions)
  func `errors in expressions are those of Go's compiler`(_ test: ErrorCase) {
    #expect(check(test.source).errors == test.errors)
  }

  @Test(arguments: ErrorCase.calls)
  func `errors in calls are those of Go's compiler`(_ test: ErrorCase) {
    #expect(check(test.source).errors == test.errors)
  }

  @Test(arguments: ErrorCase.statements)
  func `errors in statements are those of Go's compiler`(_ test: ErrorCase) {
    #expect(check(test.source).errors == test.errors)
  }

  @Test(arguments: ErrorCase.programs)
  func `errors in programs are those of Go's compiler`(_ test: ErrorCase) {
    #expect(check(test.source).errors == test.errors)
  }

  @Test func `a missing package is reported where it is imported`() {
    #expect(
      check("package main\n\nimport \"nowhere/x\"\n\nfunc main() { x.F() }\n").errors
        == "x.go:3:8: package nowhere/x is not in std")
  }

  @Test func `an import cycle is reported`() {
    let result = check(
      "package main\n\nimport \"a\"\n\nfunc main() { a.F() }\n",
      packages: [
        "a": "package a\n\nimport \"b\"\n\nfunc F() { b.F() }\n",
        "b": "package b\n\nimport \"a\"\n\nfunc F() { a.F() }\n",
      ])
    #expect(result.errors == "b.go:3:8: import cycle not allowed\n\ta imports b\n\tb imports a")
  }

  @Test func `unexported names of other packages are refused`() {
    let result = check(
      """
      package main

      import "a"

      type T struct{ a.S }

      func main() {
      	a.hidden()
      	var t T
      	_ = t.f
      	t.m()
      	var i a.I = t
      	_ = i
      	_ = a.S{1}
      }
      """,
      packages: [
        "a": "package a\n\ntype S struct{ f int }\ntype I interface{ m() }\n\nfunc (S) m() {}\nfunc hidden() {}\n"
      ])
    #expect(
      result.errors == """
        x.go:8:4: name hidden not exported by package a
        x.go:10:8: t.f undefined (cannot refer to unexported field f)
        x.go:11:4: t.m undefined (cannot refer to unexported method m)
        x.go:14:10: implicit assignment to unexported field f in struct literal of type a.S
        """)
  }

  @Test func `a program without main is refused`() {
    #expect(check("package main\n").errors == "function main is undeclared in the main package")
  }

  @Test func `every prefix of a program is checked without a crash`() {
    let text = ErrorCase.calls.map(\.source)[2] + ErrorCase.declarations.map(\.source)[9]
    let bytes = Array(text.utf8)
    for length in stride(from: 0, to: bytes.count, by: 7) {
      _ = check(String(decoding: bytes[..<length], as: UTF8.self))
    }
  }
}
