// SPDX-License-Identifier: Apache-2.0

import Driver
import Escape
import Testing

/// Checks a program and asks where its variables and literals live. The report's form is tested by the corpus.
@Suite struct AnalysisTests {
  private func report(_ body: String) -> [String] {
    let text = "package main\n" + body + "\nfunc main() {}\n"
    return onLargeStack {
      let compilation = Compilation(Input(files: [("x.go", Array(text.utf8))]))
      #expect(!compilation.hasErrors, "\(compilation.errorLines())")
      return compilation.escapeReport()
    }
  }

  @Test func `a pointer that is returned moves its variable to the heap`() {
    #expect(report("func f() *int { x := 1; return &x }") == ["x.go:2:17: moved to heap: x"])
  }

  @Test func `a pointer that stays in the function does not`() {
    #expect(report("func f() int { x := 1; p := &x; return *p }") == [])
  }

  @Test func `a variable of a loop whose address leaves the loop moves`() {
    let lines = report("func f() int { var p *int; for i := 0; i < 3; i++ { x := i; p = &x }; return *p }")
    #expect(lines == ["x.go:2:53: moved to heap: x"])
  }

  @Test func `a chain of assignments carries the address on`() {
    let lines = report("func f() **int { x := 1; p := &x; q := &p; return q }")
    #expect(lines == ["x.go:2:18: moved to heap: x", "x.go:2:26: moved to heap: p"])
  }

  @Test func `what a function stores in its parameter's memory goes to the heap`() {
    let lines = report("func f(p **int) { x := 1; *p = &x }")
    #expect(lines == ["x.go:2:8: p does not escape", "x.go:2:19: moved to heap: x"])
  }

  @Test func `functions that call each other are solved together`() {
    let lines = report(
      "type n struct{ next *n }\nfunc a(p *n) *n { if p == nil { return p }; return b(p.next) }\nfunc b(p *n) *n { return a(p) }"
    )
    #expect(lines.contains("x.go:3:8: leaking param: p"))
    #expect(lines.contains("x.go:4:8: leaking param: p"))
  }

  @Test func `a closure captures by value what never changes`() {
    #expect(
      report("func f() int { x := 1; g := func() int { return x }; return g() }") == [
        "x.go:2:29: func literal does not escape"
      ])
  }

  @Test func `a goroutine's closure and what it refers to are in the heap`() {
    #expect(
      report("func f() { x := 1; go func() { x++ }() }") == [
        "x.go:2:12: moved to heap: x", "x.go:2:23: func literal escapes to heap",
      ])
  }

  @Test func `the committed tags of the library are those that its sources give`() {
    let (lines, errors) = onLargeStack { LibraryTags.compute() }
    #expect(errors == [])
    let table = String(decoding: LibraryTags.table, as: UTF8.self).split(separator: "\n").map(String.init)
    let missing = Set(lines).subtracting(table).sorted()
    let stale = Set(table).subtracting(lines).sorted()
    #expect(
      missing.isEmpty && stale.isEmpty,
      "run 'loam escape --library > Sources/Library/escape_tags.txt': missing \(missing.prefix(5)), stale \(stale.prefix(5))"
    )
  }
}
