// SPDX-License-Identifier: Apache-2.0
//
// SessionTests.swift — sessions without a terminal: each entry checks values by panicking when they are wrong.

import Driver
import Runtime
import Testing

@Suite(.serialized) struct SessionTests: SessionDriver {
  let session: Session

  init() throws { session = try Session(Configuration()) }

  @Test func `names keep their values from entry to entry`() {
    succeed("x := 40", "var y = 2", "const k = 10", "x += y")
    holds("x == 42 && k == 10")
  }

  @Test func `functions and types of earlier entries are used by later ones`() {
    succeed("type P struct{ X, Y int }", "func add(a, b P) P { return P{a.X + b.X, a.Y + b.Y} }")
    holds("add(P{1, 2}, P{3, 4}) == P{4, 6}")
  }

  @Test func `a method may come after its type`() {
    succeed("type T int", "t := T(3)", "func (t T) Double() T { return t * 2 }")
    holds("t.Double() == 6")
  }

  @Test func `an entry mixes declarations, statements and expressions`() {
    succeed("a := 1; func f() int { return a + n }; var n = 5; a = 2; _ = f()")
    holds("f() == 7")
  }

  @Test func `functions of one entry may refer to each other and to its variables`() {
    succeed(
      """
      var calls int
      func even(n int) bool { calls++; if n == 0 { return true }; return odd(n - 1) }
      func odd(n int) bool { if n == 0 { return false }; return even(n - 1) }
      """)
    holds("even(10) && !even(7) && calls > 0")
  }

  @Test func `packages of the library are imported at first use`() {
    succeed("s := strings.ToUpper(\"abc\")", "r := rand.New(rand.NewSource(1))")
    holds("s == \"ABC\" && r != nil && utf8.RuneLen('é') == 2")
  }

  @Test func `imports of an entry stay`() {
    succeed("import str \"strings\"")
    holds("str.Repeat(\"a\", 3) == \"aaa\"")
  }

  @Test func `a redefinition makes a new version and old code keeps the old one`() {
    succeed("func f() int { return 1 }", "func g() int { return f() }", "g()")
    guard case .done(let notes) = evaluate("func f() int { return 2 }") else {
      Issue.record("the redefinition was refused")
      return
    }
    #expect(notes.count == 1 && notes[0].contains("f redefined"))
    holds("f() == 2 && g() == 1")
    succeed("v := 1", "v := \"text\"")
    holds("v == \"text\"")
    succeed("type T struct{ A int }", "old := T{1}", "type T struct{ B string }", "t := T{\"b\"}")
    holds("old.A == 1 && t.B == \"b\"")
  }

  @Test func `several results are assigned and shown`() {
    succeed("func two() (int, string) { return 1, \"b\" }", "n, s := two()", "two()")
    holds("n == 1 && s == \"b\"")
  }

  @Test func `unused names and imports are no errors`() {
    succeed("import \"sort\"", "func f() { x := 1 }", "y := 2")
  }

  @Test func `errors name the place and leave everything as it was`() {
    succeed("x := 1")
    guard case .errors(let lines) = evaluate("x := 2; y := undefinedName") else {
      Issue.record("accepted")
      return
    }
    #expect(lines == ["test:1:14: undefined: undefinedName"])
    holds("x == 1")
    #expect(evaluate("y") != .done(notes: []))
    guard case .errors(let syntax) = evaluate("x := := 3") else {
      Issue.record("accepted")
      return
    }
    #expect(syntax.first?.hasPrefix("test:1:6: syntax error:") == true)
  }

  @Test func `a failed method declaration is not kept`() {
    succeed("type T int", "t := T(1)")
    guard case .errors = evaluate("func (t T) M() int { return nothing }") else {
      Issue.record("accepted")
      return
    }
    guard case .errors(let lines) = evaluate("t.M()") else {
      Issue.record("the method exists")
      return
    }
    #expect(lines.first?.contains("t.M undefined") == true)
  }

  @Test(arguments: [
    "func f() {", "x := (1 +", "var s = `raw", "/* comment", "type T struct {", "f(1,", "switch {", "if true {",
    "func (t T) m(", "x := []int{1,", "for i := 0; i < 3; i++ {",
  ])
  func `an open construct wants more lines`(text: String) {
    #expect(evaluate(text) == .incomplete)
  }

  @Test func `a panic, a fatal error and a deadlock end one entry only`() {
    succeed("x := 7")
    #expect(evaluate("panic(\"on purpose\")") == .failed)
    #expect(evaluate("var p *int; *p = 1") == .failed)
    #expect(evaluate("var c chan int; <-c") == .failed)
    #expect(evaluate("func r(n int) int { return r(n+1) + 1 }; debug.SetMaxStack(1 << 20); r(0)") == .failed)
    holds("x == 7")
  }

  @Test func `what an entry did before it failed stays done`() {
    #expect(evaluate("x := 1; x = 5; panic(\"on purpose\")") == .failed)
    holds("x == 5")
  }

  @Test func `exit ends the session with its code`() {
    #expect(evaluate("os.Exit(3)") == .exited(code: 3))
  }

  @Test func `goroutines go on during later entries`() {
    succeed("in, out := make(chan int), make(chan int)")
    succeed("go func() { for v := range in { out <- v * 2 } }()")
    succeed("in <- 21", "v := <-out")
    holds("v == 42")
    #expect(session.goroutines().count == 1)
    succeed("close(in)", "time.Sleep(time.Millisecond)")
    #expect(session.goroutines().isEmpty)
  }

  @Test func `what no name leads to is collected`() throws {
    succeed("s := make([][]byte, 100)", "for i := range s { s[i] = make([]byte, 10000) }")
    let kept = session.collect()
    #expect(kept.after.liveBytes > 1_000_000)
    succeed("s = nil")
    let freed = session.collect()
    #expect(freed.after.liveBytes < 200_000)
    #expect(freed.after.collections > kept.after.collections)
  }

  @Test func `thousands of entries leave the heap as it was`() throws {
    succeed("n := 0", "n++")
    let before = session.collect().after.liveBytes
    for _ in 0..<500 { succeed("n++", "_ = make([]byte, 1000)") }
    holds("n == 501")
    let after = session.collect().after.liveBytes
    #expect(after < before + 20_000)
  }

  @Test func `closures of the prompt share its variables`() {
    succeed("n := 0", "inc := func() int { n++; return n }", "inc(); inc()")
    holds("n == 2")
    succeed("n = 10")
    holds("inc() == 11")
  }

  @Test func `defer and return at the prompt belong to the entry`() {
    succeed("d := 0", "defer func() { d = 1 }(); d = 5")
    holds("d == 1")
    succeed("e := 0", "if d == 1 { return }; e = 9")
    holds("e == 0")
  }

  @Test func `a whole file may be pasted`() {
    succeed(
      """
      package main

      import "fmt"

      type shape interface{ area() float64 }
      type square struct{ side float64 }

      func (s square) area() float64 { return s.side * s.side }

      func describe(s shape) string { return fmt.Sprintf("%.1f", s.area()) }
      """)
    holds("describe(square{3}) == \"9.0\"")
  }
}
