// SPDX-License-Identifier: Apache-2.0
//
// BreakTests.swift — sessions that stop: where, with which values, and how they go on.

import Driver
import Glibc
import Runtime
import Testing

@Suite(.serialized) struct BreakTests: SessionDriver {
  let session: Session

  init() throws { session = try Session(Configuration()) }

  /// The stop that an entry or a step led to.
  private func stop(_ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation) -> Stop? {
    if case .stopped(let stop) = outcome { return stop }
    Issue.record("not stopped: \(outcome)", sourceLocation: sourceLocation)
    return nil
  }

  private func locals() -> [String] { session.locals().map { "\($0.name)=\($0.text)" } }

  /// What is said when something is refused.
  private func refusal(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  private static let double = "func double(n int) int {\n\tx := n * 2\n\treturn x\n}"

  @Test func `an entry stops where the function begins and goes on to its end`() throws {
    succeed(Self.double, "r := 0")
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

  @Test func `entries at a stop read and assign the variables of the frame`() throws {
    succeed(
      Self.double, "type P struct { a int8; s string; list []int }",
      "func change(p P, m map[string]int, f float32) (P, float32) {\n\tk := uint8(200)\n\tp.a += int8(k)\n\treturn p, f\n}",
      "var got P; var gotF float32")
    _ = try session.setBreakpoint(at: "change:3", condition: nil)
    _ = stop(evaluate("got, gotF = change(P{1, \"s\", []int{1, 2}}, map[string]int{\"a\": 1}, 1.5)"))
    #expect(locals().contains("k=200"))
    holds("k == 200 && p.a == 1 && p.s == \"s\" && f == 1.5 && m[\"a\"] == 1 && len(p.list) == 2")
    succeed("k = 3", "p.list = append(p.list, 7)", "m[\"b\"] = 2", "f = -2.5", "p.s += \"!\"", "p.a = -100")
    holds("k == 3 && p.a == -100")
    holds("double(int(k)) == 6")
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
    holds("got.a == -97 && got.s == \"s!\" && len(got.list) == 3 && gotF == -2.5")
  }

  @Test func `variables that closures share are the same at a stop`() throws {
    succeed(
      "func count() (int, int) {\n\tn := 0\n\tinc := func() int {\n\t\tn++\n\t\treturn n\n\t}\n\tinc()\n\treturn inc(), n\n}"
    )
    _ = try session.setBreakpoint(at: "count:5", condition: nil)
    let stop = stop(evaluate("a, b := count()"))
    #expect(stop?.function == "main.count.func1")
    holds("n == 1")
    succeed("n = 40")
    _ = self.stop(session.resume(.continue))
    holds("n == 41")
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
    holds("a == 41 && b == 41")
  }

  @Test func `names declared at a stop stay and those of the frame go`() throws {
    succeed(Self.double)
    _ = try session.setBreakpoint(at: "double:3", condition: nil)
    _ = stop(evaluate("double(4)"))
    succeed("kept := x + 1")
    _ = session.resume(.continue)
    holds("kept == 9")
    guard case .errors(let lines) = evaluate("x") else { return #expect(Bool(false), "x is still known") }
    #expect(lines[0].contains("undefined: x"))
  }

  @Test func `steps go into calls and over them, and finish shows results`() throws {
    succeed(
      Self.double,
      "func outer(n int) (int, string) {\n\ta := double(n)\n\tb := double(a)\n\treturn a + b, \"text\"\n}",
      "func run() {\n\touter(1)\n\tprintln()\n}")
    _ = try session.setBreakpoint(at: "outer", condition: nil)
    #expect(stop(evaluate("run()"))?.line == 2)
    #expect(stop(session.resume(.next))?.line == 3)
    #expect(stop(session.resume(.step))?.function == "main.double")
    let out = stop(session.resume(.finish))
    #expect(out?.function == "main.outer" && out?.line == 4)
    #expect(out?.returned.map(\.text) == ["4 : int"])
    let back = stop(session.resume(.finish))
    #expect(back?.function == "main.run" && back?.line == 3)
    #expect(back?.returned.map(\.text) == ["6 : int, \"text\" : string"])
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
  }

  @Test func `a condition is evaluated in the frame, and counts only when it holds`() throws {
    succeed(Self.double, "r := 0")
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
    succeed(Self.double, "v := 1")
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

  @Test func `a panic at a stop does no harm`() throws {
    succeed(Self.double, "r := 0")
    _ = try session.setBreakpoint(at: "double:3", condition: nil)
    _ = stop(evaluate("r = double(4)"))
    #expect(evaluate("panic(x)") == .failed)
    #expect(evaluate("var m map[string]int; m[\"a\"] = x") == .failed)
    #expect(session.isStopped)
    succeed("x++")
    _ = session.resume(.continue)
    holds("r == 9")
  }

  @Test func `an entry that is given up leaves the session as it was`() throws {
    succeed(Self.double, "r := 1")
    _ = try session.setBreakpoint(at: "double", condition: nil)
    for _ in 0..<5 {
      _ = stop(evaluate("r = double(4)"))
      session.abandon()
      #expect(!session.isStopped)
    }
    holds("r == 1")
    #expect(session.goroutines().allSatisfy { $0.state != "stopped at breakpoint" })
  }

  @Test func `a watch says old and new value and ends with its frame`() throws {
    succeed(
      "total := 0", "func sum(n int) int {\n\ts := 0\n\tfor i := range n {\n\t\ts += i\n\t\ttotal++\n\t}\n\treturn s\n}"
    )
    let all = try session.watch("total")
    let stop1 = stop(evaluate("r := sum(3)"))
    #expect(stop1?.reason == .watch([WatchChange(all.number, "total", old: "0", new: "1", at: "test:5")]))
    try session.clearWatch(all.number)
    let local = try session.watch("s")
    let stop2 = stop(session.resume(.continue))
    #expect(stop2?.reason == .watch([WatchChange(local.number, "s", old: "0", new: "1", at: "test:4")]))
    _ = stop(session.resume(.continue))
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
    #expect(session.watches().isEmpty)
    #expect(refusal { _ = try session.watch("total + 1") }.contains("cannot take address"))
    #expect(refusal { _ = try session.watch("nowhere") }.contains("undefined: nowhere"))
  }

  @Test func `other goroutines stand still at a stop`() throws {
    succeed(
      Self.double, "ticks := 0", "go func() { for { ticks++; runtime.Gosched() } }()", "time.Sleep(time.Millisecond)")
    _ = try session.setBreakpoint(at: "double", condition: nil)
    _ = stop(evaluate("double(1)"))
    succeed("before := ticks", "time.Sleep(5 * time.Millisecond)")
    holds("before == ticks && ticks > 0")
    _ = session.resume(.continue)
    succeed("time.Sleep(5 * time.Millisecond)")
    holds("ticks > before")
  }

  @Test func `an entry that is given up runs its deferred calls`() throws {
    succeed("done := 0", "func work() {\n\tdefer func() { done++ }()\n\tdone += 10\n}")
    _ = try session.setBreakpoint(at: "work:3", condition: nil)
    _ = stop(evaluate("work()"))
    session.abandon()
    holds("done == 1")
    #expect(session.goroutines().isEmpty)
  }

  @Test func `a goroutine that comes to a breakpoint between entries is told once`() throws {
    succeed(
      Self.double, "c := make(chan int)",
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

  @Test func `a part of a variable of the frame is refused as a watch`() throws {
    succeed("type P struct { a int }", "func f() int {\n\tp := P{1}\n\tp.a++\n\treturn p.a\n}")
    _ = try session.setBreakpoint(at: "f:3", condition: nil)
    _ = stop(evaluate("f()"))
    #expect(refusal { _ = try session.watch("p.a") }.contains("a part of a variable of the frame"))
    let watch = try session.watch("p")
    let stop = stop(session.resume(.continue))
    #expect(stop?.reason == .watch([WatchChange(watch.number, "p", old: "P{a: 1}", new: "P{a: 2}", at: "test:3")]))
    _ = session.resume(.continue)
    session.abandon()
  }

  @Test func `an exit beside a stop ends the session`() throws {
    succeed(Self.double)
    _ = try session.setBreakpoint(at: "double", condition: nil)
    _ = stop(evaluate("double(4)"))
    #expect(evaluate("os.Exit(3)") == .exited(code: 3))
    #expect(session.exitCode == 3)
    _ = session.resume(.continue)
    #expect(session.exitCode == 3 && evaluate("1") == .exited(code: 3))
  }

  @Test func `what was looked at or watched at a stop is not kept`() throws {
    succeed(
      "var sink *[1000000]int",
      "func f(n int) int {\n\tbuf := make([]byte, 50000000)\n\tvar big [1000000]int\n\tsink = &big\n\tbuf[0], big[0] = 1, n\n\treturn n\n}"
    )
    let (number, _) = try session.setBreakpoint(at: "f:6", condition: nil)
    for _ in 0..<3 {
      _ = stop(evaluate("r := f(1)"))
      holds("buf[0] == 1 && big[0] == 1")
      _ = try session.object("buf[1:]", name: "test")
      try session.clearWatch(try session.watch("big[5]").number)
      guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
      succeed("sink = nil")
      let figures = session.collect()
      #expect(figures.markedBytes < 1_000_000, "\(figures.markedBytes) bytes are kept")
    }
    try session.clearBreakpoint(number)
  }

  @Test func `what code keeps of a frame's variables stays as it was`() throws {
    succeed(
      "func f(n int) func() int {\n\tx := n\n\tboxed := n\n\tg := func() int { boxed++; return boxed }\n\tx++\n\tx++\n\treturn g\n}"
    )
    _ = try session.setBreakpoint(at: "f:5", condition: nil)
    _ = stop(evaluate("h := f(10)"))
    succeed("copy1 := func() int { return x }", "own := func() int { return boxed }", "p := &x")
    holds("x == 10 && copy1() == 10 && own() == 10 && *p == 10")
    _ = session.resume(.next)
    holds("x == 11 && copy1() == 10 && *p == 10")
    _ = session.resume(.continue)
    _ = session.collect()
    holds("copy1() == 10 && *p == 10 && h() == 11 && own() == 11")
  }

  @Test func `what changed together is told at one stop`() throws {
    succeed("x, y := 1, 2", "func set() {\n\tx, y = 10, 20\n\tx++\n}")
    let first = try session.watch("x").number, second = try session.watch("y").number
    let both = stop(evaluate("set()"))
    #expect(
      both?.reason
        == .watch([
          WatchChange(first, "x", old: "1", new: "10", at: "test:2"),
          WatchChange(second, "y", old: "2", new: "20", at: "test:2"),
        ]))
    #expect(
      stop(session.resume(.continue))?.reason == .watch([WatchChange(first, "x", old: "10", new: "11", at: "test:3")]))
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
    #expect(evaluate("1") == .done(notes: []))
  }

  @Test func `variables without bytes are known at a stop`() throws {
    succeed(
      "type T struct{}", "func (t T) Name() string { return \"T\" }",
      "func f(t T, none [0]int) string {\n\tu := T{}\n\treturn t.Name() + u.Name()\n}")
    _ = try session.setBreakpoint(at: "f:3", condition: "len(none) == 0 && t == T{}")
    _ = stop(evaluate("f(T{}, [0]int{})"))
    #expect(locals() == ["t=T{}", "none=[0]int{}", "u=T{}"])
    holds("len(none) == 0 && t == u && t.Name() == \"T\"")
    #expect(try session.whereabouts(of: "u", name: "test").variable == nil)
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
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
    succeed(Self.double)
    #expect(
      refusal { _ = try session.setBreakpoint(at: "double", condition: "println(n); n > 0") }.contains(
        "is no expression"))
    #expect(session.breakpoints().isEmpty)
  }

  @Test func `breakpoints at one place are told together when a condition fails`() throws {
    succeed(Self.double)
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

  @Test func `the number of a result that never came names nothing`() throws {
    succeed(Self.double)
    _ = try session.setBreakpoint(at: "double", condition: nil)
    _ = stop(evaluate("double(5)"))
    session.abandon()
    #expect("\(evaluate("_1"))".contains("there is no result _1: its entry did not come to its end"))
    _ = stop(evaluate("double(5)"))
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
    holds("_2 == 10")
  }

  @Test func `an import that a declaration at a stop hides stays hidden`() throws {
    succeed("import g \"fmt\"", Self.double)
    _ = try session.setBreakpoint(at: "double", condition: nil)
    _ = stop(evaluate("double(5)"))
    succeed("g := n")
    holds("g == 5")
    _ = session.resume(.continue)
    holds("g == 5")
  }

  @Test func `an entry that fails says what it has redefined`() throws {
    succeed("func f() int { return 1 }")
    #expect(evaluate("func f() int { return 2 }; panic(\"no\")") == .failed)
    #expect(session.failureNotes.contains { $0.hasPrefix("func f redefined") })
    holds("f() == 2")
    #expect(session.failureNotes.isEmpty)
  }
}
