// SPDX-License-Identifier: Apache-2.0
//
// WatchTests.swift — places whose change stops a session.

import Driver
import Runtime
import Testing

@Suite(.serialized) struct WatchTests: SessionDriver {
  let session: Session

  init() throws { session = try Session(Configuration()) }

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
}
