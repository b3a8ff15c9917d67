// SPDX-License-Identifier: Apache-2.0
//
// FramesTests.swift — frames of goroutines that wait: every variable in scope with its value, live or dead.

import Driver
import Runtime
import Testing

@Suite(.serialized) struct FramesTests {
  private let session: Session

  init() throws {
    var configuration = Configuration()
    configuration.workers = 1
    session = try Session(configuration)
    succeed("var gate = make(chan int)", "func keep(values ...any) {}")
  }

  private func succeed(_ entries: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    for entry in entries {
      let outcome = session.evaluate(entry + "\n", name: "test")
      guard case .done = outcome else {
        Issue.record("\(entry): \(outcome)", sourceLocation: sourceLocation)
        return
      }
    }
  }

  /// The frames of the goroutine that a call is started in, once it waits, without those of the runtime.
  private func frames(_ call: String, sourceLocation: SourceLocation = #_sourceLocation) -> [FrameFigures] {
    let before = Set(session.goroutines().map(\.id))
    succeed("go " + call, sourceLocation: sourceLocation)
    for _ in 0..<1000 {
      let new = session.goroutines().filter { !before.contains($0.id) }
      if let found = new.first(where: \.isBlocked), let frames = session.frames(of: found.id) {
        return frames.filter { !$0.isHidden }
      }
      if new.isEmpty { break }
      succeed("time.Sleep(100 * time.Microsecond)")
    }
    Issue.record("\(call) does not wait", sourceLocation: sourceLocation)
    return []
  }

  /// "name = value" of live variables, "name dead" or "name dead = value" of others.
  private func shown(_ frame: FrameFigures?) -> [String] {
    (frame?.variables ?? []).map { variable in
      let value = variable.value.map { " = \($0)" } ?? ""
      return variable.name + (variable.state == .live ? "" : variable.state == .dead ? " dead" : " nowhere") + value
    }
  }

  @Test func `live variables have their values`() {
    succeed(
      """
      type P struct { X, Y int }
      func all(n int, s string) {
        b, f, c := true, 1.5, 'x'
        var i8 int8 = -3
        var u16 uint16 = 65535
        list := []int{1, 2, 3}
        p := P{4, 5}
        q := &P{6, 7}
        m := map[string]int{"b": 2, "a": 1}
        var e error = errors.New("no")
        var nothing any
        array := [2]string{"a", "b"}
        var none []int
        z := complex(1, -2)
        <-gate
        keep(n, s, b, f, c, i8, u16, list, p, q, m, e, nothing, array, none, z)
      }
      """)
    #expect(
      shown(frames("all(42, \"text\")").first) == [
        "n = 42", "s = \"text\"", "b = true", "f = 1.5", "c = 120", "i8 = -3", "u16 = 65535", "list = []int{1, 2, 3}",
        "p = P{X: 4, Y: 5}", "q = &P{X: 6, Y: 7}", "m = map[string]int{\"a\": 1, \"b\": 2}",
        "e = &errors.errorString{s: \"no\"}", "nothing = nil", "array = [2]string{\"a\", \"b\"}", "none = []int(nil)",
        "z = (1-2i)",
      ])
  }

  @Test func `what is not read any more is dead`() {
    succeed(
      """
      func some(used, passed int) int {
        before := used * 2
        pointer := new(int)
        *pointer = before
        early := *pointer + 1
        <-gate
        return used + early
      }
      """)
    let frame = frames("func() { some(1, 2) }()").first
    #expect(frame?.variables.map(\.state) == [.live, .dead, .dead, .dead, .live])
    #expect(frame?.variables.map(\.value)[4] == "3" && frame?.variables[0].value == "1")
    // What was passed lies where nobody else writes; where a pointer led is not looked at any more.
    #expect(frame?.variables[1].value == "2" && frame?.variables[3].value == nil)
  }

  @Test func `variables of loops and blocks are in scope where they are`() {
    succeed(
      """
      func scopes(n int) {
        for i := 0; i < n; i++ {
          square := i * i
          if square > 3 {
            n := "hidden"
            <-gate
            keep(n)
          }
          keep(square)
        }
        later := 1
        keep(later)
      }
      """)
    let frame = frames("scopes(5)").first
    #expect(shown(frame) == ["n = 5", "i = 2", "square = 4", "n = \"hidden\""])
    #expect(frame?.variables.map(\.isHidden) == [true, false, false, false])
    #expect(frame?.variables[1].lines == 2...9)
  }

  @Test func `captured, escaped and deferred variables are found where they live`() {
    succeed(
      """
      var kept *int
      func outer(start int) (result int) {
        escaped := start
        kept = &escaped
        counted := 0
        copied := start * 3
        defer func() { result += counted }()
        func() {
          counted++
          <-gate
          escaped += copied
        }()
        return escaped
      }
      """)
    let list = frames("outer(7)")
    #expect(shown(list.first) == ["counted dead", "escaped = 7", "copied = 21"])
    let outer = list.dropFirst().first
    #expect(outer?.function == "main.outer")
    for text in ["result = 0", "escaped = 7", "counted = 1"] { #expect(shown(outer).contains(text), "\(shown(outer))") }
    #expect(outer?.variables.first { $0.name == "escaped" }?.isElsewhere == true)
    #expect(outer?.variables.first { $0.name == "result" }?.kind == .result)
    #expect(list.first?.variables.allSatisfy { $0.kind == .captured } == true)
  }

  @Test func `receivers and parameters are called so, and each frame of a recursion has its own`() {
    succeed(
      """
      type T struct { name string }
      func (t *T) down(n int) int {
        if n == 0 { <-gate; return len(t.name) }
        return t.down(n-1) + n + len(t.name)
      }
      """)
    let list = frames("(&T{\"abc\"}).down(3)").filter { $0.function == "main.(*T).down" }
    #expect(
      list.map { shown($0) }
        == (0...3).map { ["t = &T{name: \"abc\"}", $0 == 0 ? "n dead = 0" : "n = \($0)"] })
    #expect(list.first?.variables.map(\.kind) == [.receiver, .parameter])
    #expect(list.map(\.line) == [3, 4, 4, 4])
    for (inner, outer) in zip(list, list.dropFirst()) {
      #expect(outer.address == inner.address + inner.bytes && outer.base + inner.bytes == inner.base)
    }
  }

  @Test func `values are cut and circles marked as at the prompt`() {
    succeed(
      """
      type N struct { V int; Next *N }
      func long(n int) {
        ring := &N{V: 1}
        ring.Next = ring
        list := make([]int, n)
        text := strings.Repeat("x", n)
        control := "a\\x00é\\xff\\u200b"
        <-gate
        keep(ring, list, text, control)
      }
      """)
    let values = frames("long(5000)").first?.variables.dropFirst().map { $0.value ?? "" } ?? []
    #expect(values.count == 4)
    guard values.count == 4 else { return }
    #expect(values[0] == "&N{V: 1, Next: (*N)(↺)}")
    #expect(values[1].hasSuffix("0, … 4900 more}"))
    #expect(values[2].count < 1010 && values[2].hasSuffix("x…"))
    #expect(values[3] == #""a\x00é\xff\u200b""#)
  }

  @Test func `a goroutine that does not exist has no frames`() { #expect(session.frames(of: 123_456) == nil) }

  @Test func `pointers into the own stack are found with names`() {
    succeed(
      """
      type link struct { n *int; up *link }
      func climb(depth int, l *link) int {
        here := depth
        mine := link{&here, l}
        if depth == 0 { <-gate } else { climb(depth-1, &mine) }
        return *mine.n + here
      }
      """)
    _ = frames("climb(2, nil)")
    guard let id = session.goroutines().filter(\.isBlocked).map(\.id).max(), let stack = session.stack(of: id) else {
      Issue.record("no stack")
      return
    }
    let texts = Set(
      stack.pointers.map { "\($0.from.frame) \($0.from.variable ?? "?") -> \($0.to.frame) \($0.to.variable ?? "?")" })
    for text in ["0 mine.n -> 0 here", "1 mine.n -> 1 here", "0 mine.up -> 1 mine.n", "1 mine.up -> 2 mine.n"] {
      #expect(texts.contains(text), "\(texts.sorted())")
    }
    #expect(stack.size == 2048 && stack.history.isEmpty && stack.low < stack.used && stack.used < stack.high)
    guard case .success = session.move(id, .grow), let moved = session.stack(of: id) else {
      Issue.record("not moved")
      return
    }
    #expect(moved.size == 4096 && moved.history.first?.reason == .grow && moved.history.first?.oldBase == stack.low)
    #expect(moved.pointers.count == stack.pointers.count)
  }
}
