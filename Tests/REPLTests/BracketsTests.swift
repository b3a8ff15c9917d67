// SPDX-License-Identifier: Apache-2.0
//
// BracketsTests.swift — what is open at the end of lines, and what the editor knows of words and rows.

import Testing

@testable import REPL

@Suite struct BracketsTests {
  private func after(_ text: String) -> Brackets {
    var brackets = Brackets()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      brackets.take(Array((line + "\n").utf8))
    }
    return brackets
  }

  @Test func `open brackets are counted, those in texts and comments are not`() {
    #expect(after("func f() {").depth == 1)
    #expect(after("f(a[0], func() {").depth == 2)
    #expect(after("f(a[0], func() {\n})").depth == 0)
    #expect(after(#"x := "{[(" + "\"{" + '{' + '\''"#).depth == 0)
    #expect(after("x := 1 // {\n/* {\n{ */").depth == 0)
    #expect(!after("x := 1 // {\n/* {\n{ */").isOpen)
  }

  @Test func `raw strings and comments stay open over lines, with no brackets of their own`() {
    #expect(after("x := `a {").isOpen && after("x := `a {").depth == 0)
    #expect(!after("x := `a {\n` + \"b\"").isOpen)
    #expect(after("/* { \n").isOpen && after("/* { \n").depth == 0)
    #expect(after("f(`\n").isOpen && !after("f(`\n`)").isOpen)
  }

  @Test func `a closing bracket that closes nothing is for the parser`() {
    #expect(!after("f(]").isOpen && after("f(]").isWrong)
    #expect(!after("}{").isOpen)
  }

  @Test func `candidates agree up to a character, also a wide one`() {
    #expect(Completions.commonPrefix(of: ["Print", "Printf", "Println"]) == Array("Print".utf8))
    #expect(Completions.commonPrefix(of: ["日本", "日食"]) == Array("日".utf8))
    #expect(Completions.commonPrefix(of: ["a", "b"]).isEmpty && Completions.commonPrefix(of: []).isEmpty)
  }

  @Test func `candidates stand in columns as wide as the screen, down first`() {
    let screen = Screen(columns: 20, isUnicode: true, hasColour: false)
    #expect(
      Completions.columns(["one", "two", "three", "four", "five"], screen: screen) == [
        "one    three  five", "two    four",
      ])
    #expect(Completions.columns(["ab", "x"], screen: screen) == ["ab  x"])
    let many = Completions.columns((0..<250).map { "name\($0)" }, screen: screen)
    #expect(many.last == "… 50 more" && many.count == 101)
    #expect(Completions.columns([String(repeating: "x", count: 50), "y"], screen: screen).count == 2)
  }

  @Test func `rows of an unfinished line are counted as the terminal shows it`() {
    func rows(_ text: String) -> Int { Terminal.rows(of: Array(text.utf8), columns: 10) }
    #expect(rows("") == 1 && rows("abc") == 1 && rows("0123456789") == 1 && rows("0123456789a") == 2)
    #expect(rows("\u{1b}[31m0123456789\u{1b}[0m") == 1)
    #expect(rows("0123456789abc\r50%") == 2 && rows("10%\r20%") == 1)
  }
}
