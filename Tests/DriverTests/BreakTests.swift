// SPDX-License-Identifier: Apache-2.0
//
// BreakTests.swift — where sessions stop, under which conditions, and what follows what.

import Driver
import Glibc
import Runtime
import Testing

@Suite(.serialized) struct BreakTests: SessionDriver {
  let session: Session

  init() throws { session = try Session(Configuration()) }

  @Test func `an entry stops where the function begins and goes on to its end`() throws {
    succeed(double, "r := 0")
    let (number, notes) = try session.setBreakpoint(at: "double", condition: nil)
    #expect(notes.isEmpty)
    let stop = stop(evaluate("r = double(4)"))
    #expect(stop?.reason == .breakpoint([number]))
    #expect(stop?.function == "main.double" && stop?.line == 2 && stop?.source == "x := n * 2")
    #expect(locals() == ["n=4"])
    #expect(self.stop(session.resume(.next))?.line == 3)
    #expect(locals() == ["n=4", "x=8"])
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
    #expect(!session.isStopped)
    holds("r == 8")
    try session.clearBreakpoint(number)
    succeed("r = double(5)")
    holds("r == 10")
  }

  @Test func `a condition is evaluated in the frame, and counts only when it holds`() throws {
    succeed(double, "r := 0")
    let (number, _) = try session.setBreakpoint(at: "double:3", condition: "x > 10 && n%2 == 1")
    _ = stop(evaluate("for i := range 10 { r += double(i) }"))
    #expect(locals() == ["n=7", "x=14"])
    #expect(session.breakpoints().first { $0.number == number }?.hits == 1)
    _ = stop(session.resume(.continue))
    #expect(locals() == ["n=9", "x=18"])
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
    holds("r == 90")
  }

  @Test func `what cannot be a breakpoint is refused with what to do`() throws {
    succeed(double, "v := 1")
    #expect(refusal { _ = try session.setBreakpoint(at: "double:3", condition: "y > 1") } == "condition: undefined: y")
    #expect(refusal { _ = try session.setBreakpoint(at: "double", condition: "n +") }.hasPrefix("condition"))
    #expect(refusal { _ = try session.setBreakpoint(at: "double", condition: "n") }.contains("bool"))
    #expect(
      refusal { _ = try session.setBreakpoint(at: "double:99", condition: nil) }.contains("no statement at line 99"))
    #expect(refusal { _ = try session.setBreakpoint(at: "v", condition: nil) }.contains("is no function"))
    #expect(refusal { _ = try session.setBreakpoint(at: "a b(", condition: nil) }.contains("is no place"))
    #expect(
      refusal { _ = try session.setBreakpoint(at: "math.Nothing", condition: nil) }.contains("no function Nothing"))
    #expect(refusal { try session.clearBreakpoint(7) }.contains("no breakpoint 7"))
    #expect(session.breakpoints().isEmpty)
    guard case .errors(let lines) = session.resume(.continue) else { return #expect(Bool(false), "it went on") }
    #expect(lines == ["nothing is stopped; :break FUNC sets a breakpoint"])
  }

  @Test func `a condition that panics stops, and the program goes on`() throws {
    succeed("func at(list []int, i int) int {\n\treturn list[i]\n}", "r := 0")
    let (number, _) = try session.setBreakpoint(at: "at", condition: "list[i+1] > 0")
    let stop = stop(evaluate("r = at([]int{5}, 0)"))
    #expect(stop?.reason == .conditionFailed(number, why: "it panicked", others: []))
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
    holds("r == 5")
  }

  @Test func `a breakpoint waits for its function and follows a new version`() throws {
    let (_, notes) = try session.setBreakpoint(at: "later", condition: nil)
    #expect(notes == ["there is no later yet; breakpoint 1 waits for it"])
    guard case .done(let first) = evaluate("func later() int {\n\treturn 1\n}") else { return }
    #expect(first == ["breakpoint 1 stops at main.later test:2"])
    #expect(stop(evaluate("later()"))?.source == "return 1")
    _ = session.resume(.continue)
    guard case .done(let second) = evaluate("func later() int {\n\n\treturn 2\n}") else { return }
    #expect(second.contains { $0.contains("breakpoint 1 follows its function to main.later test:3") })
    #expect(stop(evaluate("later()"))?.source == "return 2")
    _ = session.resume(.continue)
  }

  @Test func `methods, closures by line and library functions stop`() throws {
    succeed(
      "type T struct{ n int }", "func (t *T) Add(d int) { t.n += d }", "func (t T) Get() int { return t.n }",
      "func apply(list []int) int {\n\tsum := 0\n\tfor _, v := range list {\n\t\tfunc() {\n\t\t\tsum += v\n\t\t}()\n\t}\n\treturn sum\n}"
    )
    _ = try session.setBreakpoint(at: "(*T).Add", condition: nil)
    _ = try session.setBreakpoint(at: "T.Get", condition: nil)
    _ = try session.setBreakpoint(at: "apply:5", condition: "v == 2")
    _ = try session.setBreakpoint(at: "strings.Repeat", condition: nil)
    succeed("t := T{1}")
    #expect(stop(evaluate("t.Add(2)"))?.function == "main.(*T).Add")
    _ = session.resume(.continue)
    #expect(stop(evaluate("t.Get()"))?.function == "main.T.Get")
    _ = session.resume(.continue)
    #expect(stop(evaluate("apply([]int{1, 2, 3})"))?.function == "main.apply.func1")
    holds("sum == 1 && v == 2")
    _ = session.resume(.continue)
    let library = stop(evaluate("strings.Repeat(\"ab\", 2)"))
    #expect(library?.function == "strings.Repeat")
    holds("s == \"ab\" && count == 2")
    _ = session.resume(.continue)
  }

  @Test func `a goroutine that comes to a breakpoint between entries is told once`() throws {
    succeed(
      double, "c := make(chan int)",
      "func late(n int) { time.Sleep(20 * time.Millisecond); c <- double(n) }")
    let (number, _) = try session.setBreakpoint(at: "double:3", condition: "x > 10")
    succeed("go late(1)")  // its condition is false: somebody must look, so that it goes on
    let first = told(seconds: 10) { self.session.goroutines().contains { $0.state == "chan send" } }
    #expect(first == nil)
    holds("<-c == 2")
    succeed("go late(7)")
    let stop = told(seconds: 10) { false }
    #expect(stop?.reason == .breakpoint([number]) && stop?.isOfEntry == false && stop?.line == 3)
    #expect(session.noticeStop() == nil)
    holds("x == 14")
    succeed("x = 15")
    // Behind the call it waits for somebody to receive, which ends the step and not the goroutine.
    guard case .done(let notes) = session.resume(.next) else { return #expect(Bool(false), "no step") }
    #expect(notes == ["goroutine \(stop?.goroutine ?? 0) goes on: chan send in main.late"])
    holds("<-c == 15")
    #expect(told(seconds: 10) { self.session.goroutines().isEmpty } == nil)
    #expect(!session.isStopped && session.goroutines().isEmpty)
  }

  /// Asks for a stop until there is one, or something else has come about.
  private func told(seconds: Int, or isOver: () -> Bool) -> Stop? {
    for _ in 0..<(seconds * 1000) {
      if let stop = session.noticeStop() { return stop }
      if isOver() { return nil }
      usleep(1000)
    }
    Issue.record("no stop")
    return nil
  }

  @Test func `breakpoints follow methods that are declared anew`() throws {
    succeed("type T int", "func (t T) Get() int { return 1 }", "var v T")
    let (number, _) = try session.setBreakpoint(at: "T.Get", condition: nil)
    _ = stop(evaluate("v.Get()"))
    _ = session.resume(.continue)
    guard case .done(let notes) = evaluate("func (t T) Get() int {\n\treturn 2\n}") else {
      return #expect(Bool(false), "not declared")
    }
    #expect(
      notes.contains { $0.contains("breakpoint \(number) follows its function to main.T.Get test:2") }, "\(notes)")
    #expect(stop(evaluate("v.Get()"))?.source == "return 2")
    _ = session.resume(.continue)
  }

  @Test func `a breakpoint that is cleared leaves others on its function`() throws {
    let (first, _) = try session.setBreakpoint(at: "strings.Repeat", condition: nil)
    let (second, _) = try session.setBreakpoint(at: "strings.Repeat", condition: nil)
    try session.clearBreakpoint(first)
    #expect(stop(evaluate("strings.Repeat(\"a\", 3)"))?.reason == .breakpoint([second]))
    _ = session.resume(.continue)
    try session.clearBreakpoint(second)
    succeed("strings.Repeat(\"a\", 3)")
  }

  @Test func `places are found by the names that code uses`() throws {
    succeed("import str \"strings\"", "func mk() func() int {\n\treturn func() int {\n\t\treturn 1\n\t}\n}")
    let (renamed, _) = try session.setBreakpoint(at: "str.Repeat", condition: nil)
    #expect(stop(evaluate("str.Repeat(\"a\", 3)"))?.reason == .breakpoint([renamed]))
    _ = session.resume(.continue)
    let (literal, _) = try session.setBreakpoint(at: "main.mk.func1", condition: nil)
    #expect(stop(evaluate("mk()()"))?.reason == .breakpoint([literal]))
    _ = session.resume(.continue)
    #expect(
      refusal { _ = try session.setBreakpoint(at: "mk.func2", condition: nil) }
        == "mk.func2 does not exist: main.mk has the function literals func1")
    let (_, notes) = try session.setBreakpoint(at: "main.later", condition: nil)
    #expect(notes.first?.hasPrefix("there is no main.later yet") == true)
    for nonsense in [".f", "().M", "(*).M", "a..b", "f.", "/f", "x y.f"] {
      #expect(
        refusal { _ = try session.setBreakpoint(at: nonsense, condition: nil) }.contains("is no place"), "\(nonsense)")
    }
  }

  @Test func `a breakpoint that cannot follow its function says so once`() throws {
    succeed("func f(n int) int {\n\tx := n\n\treturn x\n}")
    _ = try session.setBreakpoint(at: "f:3", condition: nil)
    guard case .done(let notes) = evaluate("func f(n int) int { return n }") else { return }
    #expect(notes.contains { $0.contains("stays with the old f:3") })
    #expect(evaluate("y := 1") == .done(notes: []))
  }

  @Test func `a condition is one expression`() throws {
    succeed(double)
    #expect(
      refusal { _ = try session.setBreakpoint(at: "double", condition: "println(n); n > 0") }.contains(
        "is no expression"))
    #expect(session.breakpoints().isEmpty)
  }

  @Test func `breakpoints at one place are told together when a condition fails`() throws {
    succeed(double)
    let (plain, _) = try session.setBreakpoint(at: "double", condition: nil)
    let (wrong, _) = try session.setBreakpoint(at: "double", condition: "1/(n-n) > 0")
    #expect(
      stop(evaluate("double(1)"))?.reason == .conditionFailed(wrong, why: "it panicked", others: [plain]))
    _ = session.resume(.continue)
  }

  @Test func `with breakpoints functions are shown and closures looked into as without`() throws {
    succeed("func mk(k int) func() int { z := k; return func() int { z++; return z } }")
    let code = { [session] in try session.bytecode(of: "mk").get().map { $0.instructions.map(\.text) } }
    _ = try session.setBreakpoint(at: "nothing", condition: nil)
    succeed("h := mk(4)")
    #expect(try session.object("h", name: "test")?.fields.map(\.name) == [".z"])
    succeed("if h() != 5 { panic(5) }")
    let with = try code()
    #expect(with.count == 2 && !with.contains(where: \.isEmpty) && !with.joined().contains { $0.contains("BREAK") })
    try session.clearBreakpoint(1)
    succeed("if h() != 6 { panic(6) }")
    #expect(try code() == with)
  }
}
