// SPDX-License-Identifier: Apache-2.0
//
// StopTests.swift — a session that stands still: its values, entries beside it, steps, and how it goes on or is given up.

import Driver
import Runtime
import Testing

@Suite(.serialized) struct StopTests: SessionDriver {
  let session: Session

  init() throws { session = try Session(Configuration()) }

  @Test func `entries at a stop read and assign the variables of the frame`() throws {
    succeed(
      double, "type P struct { a int8; s string; list []int }",
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
    succeed(double)
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
      double,
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

  @Test func `a panic at a stop does no harm`() throws {
    succeed(double, "r := 0")
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
    succeed(double, "r := 1")
    _ = try session.setBreakpoint(at: "double", condition: nil)
    for _ in 0..<5 {
      _ = stop(evaluate("r = double(4)"))
      session.abandon()
      #expect(!session.isStopped)
    }
    holds("r == 1")
    #expect(session.goroutines().allSatisfy { $0.state != "stopped at breakpoint" })
  }

  @Test func `other goroutines stand still at a stop`() throws {
    succeed(
      double, "ticks := 0", "go func() { for { ticks++; runtime.Gosched() } }()", "time.Sleep(time.Millisecond)")
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

  @Test func `an exit beside a stop ends the session`() throws {
    succeed(double)
    _ = try session.setBreakpoint(at: "double", condition: nil)
    _ = stop(evaluate("double(4)"))
    #expect(evaluate("os.Exit(3)") == .exited(code: 3))
    #expect(session.exitCode == 3)
    _ = session.resume(.continue)
    #expect(session.exitCode == 3 && evaluate("1") == .exited(code: 3))
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

  @Test func `the number of a result that never came names nothing`() throws {
    succeed(double)
    _ = try session.setBreakpoint(at: "double", condition: nil)
    _ = stop(evaluate("double(5)"))
    session.abandon()
    #expect("\(evaluate("_1"))".contains("there is no result _1: its entry did not come to its end"))
    _ = stop(evaluate("double(5)"))
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
    holds("_2 == 10")
  }

  @Test func `an import that a declaration at a stop hides stays hidden`() throws {
    succeed("import g \"fmt\"", double)
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
