// SPDX-License-Identifier: Apache-2.0
//
// Errors have the words and the places of Go's compiler.
import Syntax
import Testing

/// Texts and the errors in them; one table for each part of the language.
enum ErrorTable {}

struct ErrorTests {
  private func check(_ table: [(text: String, errors: [String])], inFunction: Bool) {
    for (text, errors) in table {
      let program = inFunction ? "package p\n\nfunc f() {\n\(text)\n}\n" : "package p\n\(text)"
      #expect(Parsed(program).errors == errors, "\(text.debugDescription)")
    }
  }

  @Test func `literals`() { check(ErrorTable.literals, inFunction: false) }
  @Test func `declarations`() { check(ErrorTable.declarations, inFunction: false) }
  @Test func `expressions`() { check(ErrorTable.expressions, inFunction: true) }
  @Test func `statements`() { check(ErrorTable.statements, inFunction: true) }
  @Test func `branches`() { check(ErrorTable.branches, inFunction: true) }

  @Test func `a file begins with its package`() {
    #expect(Parsed("").errors == ["1:1: syntax error: package statement must be first"])
    #expect(Parsed("import \"a\"\n").errors == ["1:1: syntax error: package statement must be first"])
    #expect(Parsed("package\n").errors == ["2:1: syntax error: unexpected EOF, expected name"])
  }

  @Test func `bytes that are no characters are reported where they stand`() {
    #expect(
      Parsed(bytes: Array("package p\nvar x = ".utf8) + [0xFF, 0x31, 0x0A]).errors == ["2:9: invalid UTF-8 encoding"])
    #expect(
      Parsed(bytes: Array("package p // ".utf8) + [0xC3, 0x28, 0x0A]).errors == ["1:14: invalid UTF-8 encoding"])
    #expect(Parsed(bytes: [0xEF, 0xBB, 0xBF] + Array("package p\n".utf8)).errors == [])
  }

  @Test func `the tenth error ends the report`() {
    let text = "package p\n" + String(repeating: "var x = 08\n", count: 12)
    let errors = Parsed(text).errors
    #expect(errors.count == 11)
    #expect(errors[9] == "11:10: invalid digit '8' in octal literal")
    #expect(errors[10] == "11:10: too many errors")
  }
}
