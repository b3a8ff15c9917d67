// SPDX-License-Identifier: Apache-2.0
//
// LongSessionTests.swift — thousands of entries of each kind leave as much behind as hundreds did.
//
// How.      What is counted is what tables hold, and the memory that the runtime has taken outside the heap. A half of the
//           entries makes the session warm; the other half must add nothing. LOAM_LONG_SESSION=N: so many entries a kind.

import Driver
import Glibc
import Runtime
import Testing

/// What is typed again and again.
struct EntryKind: Sendable, CustomTestStringConvertible {
  let name: String
  let before: [String]
  let put: @Sendable (Session, Int) throws -> Void

  var testDescription: String { name }

  /// Entries of Go.
  init(_ name: String, before: [String] = [], _ text: @escaping @Sendable (Int) -> String) {
    self.init(name, before: before) { session, number in
      let outcome = session.evaluate(text(number) + "\n", name: "test")
      guard case .done = outcome else { throw Unexpected(outcome: outcome) }
    }
  }

  /// What a command asks.
  init(_ name: String, before: [String] = [], put: @escaping @Sendable (Session, Int) throws -> Void) {
    self.name = name
    self.before = before
    self.put = put
  }

  struct Unexpected: Error { let outcome: Outcome }

  static let all: [EntryKind] = [
    EntryKind("functions declared anew") { "func f() int { return \($0 % 7) }; _ = f()" },
    EntryKind("functions that call each other, declared anew") {
      "func even(n int) bool { if n == 0 { return true }; return odd(n - 1) }; "
        + "func odd(n int) bool { if n == 0 { return \($0) < 0 }; return even(n - 1) }; _ = even(3)"
    },
    EntryKind("methods declared anew", before: ["type T struct{ A int }", "t := T{1}", "s := any(&t)"]) {
      "func (t *T) M() int { return \($0 % 7) }; _ = s.(interface{ M() int }).M()"
    },
    EntryKind("types declared anew") { "type T struct { A int; B\($0 % 5) string }" },
    EntryKind("types with values in variables") { "type T struct { A int; P *T }; v := T{A: \($0 % 9)}; _ = v" },
    EntryKind("types with methods, in interfaces") {
      "type T struct { A int }; func (t T) String() string { return \"t\" }; w := any(T{\($0)}); _ = fmt.Sprint(w)"
    },
    EntryKind("interfaces declared anew") {
      "type I interface { F\($0 % 3)() int }; type S int; func (s S) F\($0 % 3)() int { return 1 }; var i I = S(2); _ = i"
    },
    EntryKind("maps and slices of types declared anew") {
      "type K struct { A int }; m := map[K][]K{{\($0)}: nil}; m[K{2}] = make([]K, 300); _ = m"
    },
    EntryKind("goroutines", before: ["c := make(chan int)"]) { "go func() { c <- \($0 % 3) }(); <-c" },
    EntryKind("closures in variables") { "k := \($0 % 7); g := func() int { k++; return k }; _ = g()" },
    EntryKind("closures in one variable", before: ["var f func() int"]) {
      "f = func() int { return \($0 % 7) }; _ = f()"
    },
    EntryKind("method values", before: ["type T int", "func (t T) M() int { return int(t) }", "t := T(1)"]) { _ in
      "b := t.M; e := T.M; _, _ = b(), e(t)"
    },
    EntryKind("imports") { $0 % 2 == 0 ? "import \"strings\"" : "import \"sort\"" },
    EntryKind("distinct texts") { "s := \"this is text \($0)\"; _ = s" },
    EntryKind("distinct values in interfaces") { "v := any(\($0)); w := any(\"number \($0)\"); _, _ = v, w" },
    EntryKind("pointers to variables") { _ in "v := 1; p := &v; q := &p; _ = q" },
    EntryKind("timers", before: ["n := 0", "done := make(chan int)"]) { _ in
      "time.AfterFunc(time.Nanosecond, func() { done <- 1 }); <-done"
    },
    EntryKind("deferred calls and panics that are recovered") { _ in
      "func() { defer func() { _ = recover() }(); panic(\"x\") }()"
    },
    EntryKind("entries that do not compile") { session, number in
      guard case .errors = session.evaluate("type T struct { A int }; var v T = \(number)\n", name: "test") else {
        throw LookFailed()
      }
    },
    EntryKind("entries that panic") { session, _ in
      guard case .failed = session.evaluate("f := func() { panic(1) }; f()\n", name: "test") else { throw LookFailed() }
    },
    EntryKind("static types", before: ["x := 1"]) { session, number in
      _ = try session.staticType(
        of: "struct { A int; B func() string }{x, func() string { return \"\(number)\" }}", name: "test"
      )
      .get()
    },
    EntryKind("sizes", before: ["x := []int{1}"]) { session, _ in _ = try session.size(of: "&x", name: "test") },
    EntryKind("whereabouts", before: ["x := []int{1}"]) { session, _ in
      _ = try session.whereabouts(of: "x", name: "test")
    },
    EntryKind("measurements", before: ["x := 1"]) { session, _ in
      _ = try session.measure("x++", name: "test", .exactly(3)).get()
    },
    EntryKind("completions", before: ["x := 1"]) { session, _ in
      _ = session.complete(Array("type T int; x + x".utf8), at: 16)
    },
  ]

  struct LookFailed: Error {}
}

@Suite(.serialized) struct LongSessionTests: SessionDriver {
  let session: Session

  init() throws { session = try Session(Configuration(), write: { _, bytes in bytes.count }) }

  private static let count = getenv("LOAM_LONG_SESSION").flatMap { Int(String(cString: $0)) } ?? 1600

  private func settled() -> Session.Holdings {
    // Types go one sweep after what names them, and what is left of the last entries goes with the first.
    for _ in 0..<3 { session.sweep() }
    return session.holdings
  }

  private func run(_ kind: EntryKind, _ numbers: Range<Int>) {
    for number in numbers {
      do {
        session.sweepIfDue()
        try kind.put(session, number)
      } catch {
        Issue.record("\(kind.name), entry \(number): \(error)")
        return
      }
    }
  }

  private func staysFlat(_ kind: EntryKind) {
    for entry in kind.before { succeed(entry) }
    let half = Self.count / 2
    run(kind, 0..<half)
    let middle = settled()
    run(kind, half..<2 * half)
    let most = session.holdings
    let end = settled()
    let slack = 24
    #expect(end.entries <= middle.entries + slack)
    #expect(end.tables.objects <= middle.tables.objects + slack)
    #expect(end.tables.functions <= middle.tables.functions + slack)
    #expect(end.tables.constants <= middle.tables.constants + slack)
    #expect(end.tables.types <= middle.tables.types + slack)
    #expect(end.tables.files <= middle.tables.files + slack)
    #expect(end.functions <= middle.functions + slack && end.types <= middle.types + slack)
    // The runtime takes such memory by 256 KiB.
    #expect(end.bytes <= middle.bytes + 256 << 10)
    // It is not the sweeps of this test alone that keep it so.
    #expect(most.entries <= middle.entries + 600)
  }

  @Test(arguments: EntryKind.all)
  func `entries add nothing to what is kept`(_ kind: EntryKind) { staysFlat(kind) }

  @Test func `entries beside a breakpoint add nothing to what is kept`() throws {
    succeed("func stops() int {\n\tx := 1\n\treturn x\n}")
    _ = try session.setBreakpoint(at: "stops", condition: nil)
    staysFlat(EntryKind("") { "func f() int { return \($0 % 7) }; k := f(); g := func() int { return k }; _ = g()" })
    guard case .stopped = evaluate("stops()") else { return #expect(Bool(false), "the breakpoint is gone") }
    guard case .done = session.resume(.continue) else { return #expect(Bool(false), "it did not go on") }
  }
}
