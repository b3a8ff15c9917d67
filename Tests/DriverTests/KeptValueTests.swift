// SPDX-License-Identifier: Apache-2.0
//
// KeptValueTests.swift — what is in use stays when entries are forgotten, whatever is declared anew around it.
//
// How.      The session looks for what nothing reaches before every other entry (forget=2); between making a value and
//           using it, all names get other meanings, and much else is declared anew, so that what was let go wrongly serves
//           something else by then.

import Driver
import Runtime
import Testing

@Suite(.serialized) struct KeptValueTests: SessionDriver {
  let session: Session

  init() throws {
    var configuration = Configuration()
    configuration.debug = "forget=2,poison=1"
    session = try Session(configuration, write: { _, bytes in bytes.count })
  }

  /// Declares a lot anew, and sweeps, so that whatever was let go wrongly serves something else.
  private func stir() {
    for number in 0..<3 {
      for other in 0..<8 {
        succeed(
          "type Stir\(other) struct { N, M int; S string }; func (s *Stir\(other)) Value() int { return -s.N }",
          "func stir\(other)(n int) int { s := &Stir\(other){N: n}; f := func() int { return s.Value() - 1000 }; return f() }",
          "stirred\(other) := any(Stir\(other){N: stir\(other)(\(number))}); text\(other) := \"stir \(number)\"")
      }
    }
    succeed("runtime.GC()")
    session.sweep()
    session.sweep()
  }

  @Test func `closures kept in variables run on when all that they name was declared anew`() {
    succeed(
      "type T struct { A int }", "func (t T) Twice() int { return 2 * t.A }", "base := 10",
      "func help(t T) int { return t.Twice() + base }", "keep := func(n int) int { return help(T{n}) }",
      "list := []func(int) int{keep, func(n int) int { return -help(T{n}) }}",
      "func help() {}", "type T int", "base := \"\"", "keep := 0")
    stir()
    holds("list[0](1) == 12 && list[1](2) == -14")
  }

  @Test func `a goroutine asleep in an old function goes on there`() {
    succeed(
      "c := make(chan int); back := make(chan int)", "func last(n int) int { return n + 1 }",
      "func work(n int) { n += <-c; defer func() { back <- last(n) }() }", "go work(5)",
      "func work() {}", "func last() {}")
    stir()
    succeed("c <- 1; got := <-back")
    holds("got == 7")
  }

  @Test func `a goroutine that has not begun runs what it was started with`() {
    succeed("x := 0; done := make(chan int)")
    succeed("runtime.GOMAXPROCS(1)", "func step() { x++; done <- x }", "go step()", "func step() {}")
    stir()
    succeed("<-done")
    holds("x == 1")
  }

  @Test func `methods of old types are called by interfaces`() {
    succeed(
      "type I interface { Name() string }", "type T struct { A int }",
      "func rest(n int) string { return fmt.Sprint(\" and \", n) }",
      "func (t T) Name() string { return \"one\" + rest(t.A) }", "var i I = T{3}; a := any(T{4}); m := i.Name",
      "func rest() {}", "type T struct { B string }", "type I int")
    stir()
    holds("i.Name() == \"one and 3\" && m() == \"one and 3\" && fmt.Sprintf(\"%v %T\", a, a) == \"{4} main.T\"")
    holds("a.(interface{ Name() string }).Name() == \"one and 4\"")
  }

  @Test func `values of old types are printed, compared and copied by what knows them`() {
    succeed(
      "type K struct { A, B string }", "type V struct { K K; N []K }",
      "a := any(map[K]V{{\"x\", \"y\"}: {N: []K{{\"z\", \"\"}}}}); b := any(K{\"1\", \"2\"}); c := any(K{\"1\", \"2\"})",
      "big := any([200]V{7: {N: []K{{\"n\", \"\"}}}}); ch := make(chan V, 2); ch <- V{K: K{\"q\", \"\"}}",
      "add := func() { ch <- big.([200]V)[7] }", "type K int", "type V int")
    stir()
    holds(
      "b == c && fmt.Sprint(a) == \"map[{x y}:{{ } [{z }]}]\" && strings.Contains(fmt.Sprint(big), \"{{ } [{n }]}\")")
    succeed("add(); v := <-ch; w := <-ch")
    holds("v.K.A == \"q\" && w.N[0].A == \"n\"")
  }

  @Test func `finalizers and timers run old functions`() {
    succeed(
      "said := make(chan string, 2)", "func say(s string) { said <- s }",
      "func leave() { p := new([4]int); runtime.SetFinalizer(p, func(*[4]int) { say(\"gone\") }) }",
      "timer := time.AfterFunc(time.Hour, func() { say(\"late\") })", "leave()",
      "func say() {}", "func leave() {}")
    stir()
    succeed("runtime.GC()", "first := <-said", "timer.Reset(0)", "second := <-said")
    holds("first == \"gone\" && second == \"late\"")
  }

  @Test func `texts of entries that are gone stay where values lead to them`() {
    succeed(
      "a := []string{\"first text\", \"second text\"}[1][7:]", "b := struct { s string }{\"third text\"}",
      "c := any(\"fourth text\"); e := any(12345)", "d := map[string]int{\"fifth text\": 5}",
      "x := func() (string, any) { return \"sixth text\", [2]int{7, 8} }")
    stir()
    holds("a == \"text\" && b.s == \"third text\" && c == \"fourth text\" && d[\"fifth text\"] == 5 && e == 12345")
    succeed("y, z := x()")
    holds("y == \"sixth text\" && z == [2]int{7, 8}")
  }

  @Test func `variables declared anew stay for who has their addresses`() {
    succeed(
      "v := []int{1, 2}", "p := &v", "w := 5", "func get() int { return w }", "old := get", "v := 0", "w := \"\"",
      "func get() {}")
    stir()
    holds("(*p)[1] == 2 && old() == 5")
  }

  @Test func `a breakpoint stays in an old function`() throws {
    succeed("func f(n int) int {\n\tm := n + 1\n\treturn m\n}", "old := f")
    _ = try session.setBreakpoint(at: "f:3", condition: "m > 3")
    succeed("var f = 1")
    stir()
    succeed("_ = old(1)")
    guard case .stopped(let stop) = evaluate("_ = old(3)") else { return #expect(Bool(false), "not stopped") }
    #expect(stop.function == "main.f" && stop.line == 3)
    session.sweep()  // which does nothing now
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
  }

  @Test func `results keep their values`() {
    succeed("type T struct { A string; f func() int }", "T{\"a\", func() int { return 3 }}", "type T int", "&_1")
    stir()
    holds("_1.A == \"a\" && _1.f() == 3 && _2.A == \"a\"")
  }
}
