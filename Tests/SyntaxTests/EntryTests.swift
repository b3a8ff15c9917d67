// SPDX-License-Identifier: Apache-2.0
//
// What is typed at the prompt.
import Source
import Syntax
import Testing

struct EntryTests {
  /// The entry as text; "…" for an incomplete one, else the first error.
  private func entry(_ text: String) -> String {
    var symbols = SymbolTable()
    var sources = SourceSet()
    let source = sources.add(name: "x", contents: Array(text.utf8))
    switch Parser.parseEntry(source, symbols: &symbols) {
    case .complete(let tree): return Printer(tree, symbols).text()
    case .incomplete: return "…"
    case .errors(let diagnostics): return Renderer().lines(diagnostics, in: sources).first ?? "no error"
    }
  }

  @Test func `statements, expressions, declarations and imports may stand in any order`() {
    let entries: [(String, String)] = [
      ("1 + 2", "1 + 2\n"), ("x := 1; y = x", "x := 1\ny = x\n"), ("", ""), ("\n\n", ""), ("// c\n", ""),
      ("var x int\nfunc f(a int) int { return a }\nf(x)\n", "var x int\nfunc f(a int) int { return a }\nf(x)\n"),
      ("import \"fmt\"\nfmt.Println(1)", "import \"fmt\"\nfmt.Println(1)\n"),
      ("import (\"a\"; b \"c\")", "import \"a\" import b \"c\"\n"), ("f()\nimport \"a\"", "f()\nimport \"a\"\n"),
      ("func (t T) m() {}", "func (t T) m() {}\n"), ("func(t T) m { return 1 }(2)", "func(t T) m {…}(2)\n"),
      ("func() {}()", "func() {}()\n"), ("func (t *T[K]) m(x int)", "func (t *T[K]) m(x int)\n"),
      ("type T struct { a int }", "type T struct{a int}\n"), ("const (a = iota; b)", "const a = iota const b\n"),
      ("for i := range 3 { f(i) }", "for i := range 3 { f(i) }\n"),
      ("package main\n\nfunc main() {}\n", "func main() {}\n"),
      ("L: for { break L }", "L: for { break L }\n"), ("if x {} else {}", "if x {} else {}\n"),
      ("a, b := f()", "a, b := f()\n"),
    ]
    for (text, expected) in entries { #expect(entry(text) == expected, "\(text.debugDescription)") }
  }

  @Test func `a text that ends too early is incomplete`() {
    let texts = [
      "func f() {", "f(", "f(1,", "x := []int{1,\n2,\n", "1 +", "x :=", "a ||\n", "`abc", "/* c",
      "type T struct {\n a int\n", "if x {\n f()\n",
      "if x {} else", "switch x {", "switch x {\ncase 1:", "import (", "import (\n\"a\"\n", "var (", "x.", "for {",
      "select {", "func f(a int,",
      "[]int{", "go", "var x =", "const", "func", "a[", "<-", "!",
    ]
    for text in texts { #expect(entry(text) == "…", "\(text.debugDescription)") }
  }

  @Test func `an error is an error, however the text ends`() {
    let texts: [(String, String)] = [
      ("x y", "x:1:3: syntax error: unexpected name y at end of statement"),
      (")", "x:1:1: syntax error: unexpected ), expected statement"),
      ("f(1 2", "x:1:5: syntax error: unexpected literal 2 in argument list; possibly missing comma or )"),
      ("\"abc", "x:1:1: string not terminated"), ("break", "x:1:1: break is not in a loop, switch, or select"),
      ("f(1\n)", "x:1:4: syntax error: unexpected newline in argument list; possibly missing comma or )"),
      ("}", "x:1:1: syntax error: unexpected }, expected statement"),
      ("x = 08", "x:1:6: invalid digit '8' in octal literal"),
    ]
    for (text, expected) in texts { #expect(entry(text) == expected, "\(text.debugDescription)") }
  }
}
