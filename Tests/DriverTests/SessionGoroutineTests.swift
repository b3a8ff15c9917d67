// SPDX-License-Identifier: Apache-2.0
//
// SessionGoroutineTests.swift — goroutines of a session between its entries, and what interrupts and failures end.

import Driver
import Glibc
import Runtime
import Testing

@Suite(.serialized) struct SessionGoroutineTests: SessionDriver {
  let session: Session

  init() throws { session = try Session(Configuration()) }

  private func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }

  /// Evaluates an entry that is interrupted after a while.
  /// - Returns: what became of it, and the milliseconds from the interrupt to its end.
  private func interrupt(_ entry: String, after milliseconds: UInt32 = 40) -> (outcome: Outcome, took: Double) {
    let interrupter = Interrupter(session, milliseconds)
    var thread = pthread_t()
    pthread_create(&thread, nil, runInterrupter, Unmanaged.passUnretained(interrupter).toOpaque())
    let outcome = evaluate(entry)
    let ended = now()
    pthread_join(thread, nil)
    return (outcome, Double(Int64(bitPattern: ended &- interrupter.at)) / 1e6)
  }

  @Test func `goroutines run on while no entry runs`() {
    succeed("n := new(atomic.Int64)", "go func() { for { n.Add(1); time.Sleep(time.Millisecond) } }()")
    pause(milliseconds: 100)
    holds("n.Load() > 10")
    succeed("seen := n.Load()")
    pause(milliseconds: 50)
    holds("n.Load() > seen")
  }

  @Test func `timers fire and messages pass while no entry runs`() {
    succeed("done := make(chan int, 1)", "time.AfterFunc(20*time.Millisecond, func() { done <- 3 })")
    pause(milliseconds: 80)
    holds("len(done) == 1 && <-done == 3")
  }

  @Test func `functions are compiled for goroutines while entries are compiled`() {
    succeed(
      """
      var sum atomic.Int64
      func a(n int) int { return len(strings.Split(strconv.Itoa(n), "1")) }
      func b(n int) int { var s sort.IntSlice = []int{3, n, 1}; sort.Sort(s); return s[0] }
      func c(n int) int { return len(fmt.Sprintf("%x %q", n, n)) }
      """)
    succeed("go func() { for i := range 200 { sum.Add(int64(a(i))); time.Sleep(100 * time.Microsecond) } }()")
    succeed("go func() { for i := range 200 { sum.Add(int64(b(i))); time.Sleep(100 * time.Microsecond) } }()")
    succeed("go func() { for i := range 200 { sum.Add(int64(c(i))); time.Sleep(100 * time.Microsecond) } }()")
    for i in 0..<100 { succeed("v\(i) := func(x int) int { return x + \(i) }(a(\(i)))") }
    succeed("for len(os.Args) > 5 {}; time.Sleep(100 * time.Millisecond)")
    holds("sum.Load() > 600")
  }

  @Test func `a panic in a goroutine ends that one alone`() {
    succeed("x := 7", "go func() { panic(\"on purpose\") }()")
    pause(milliseconds: 50)
    #expect(session.goroutines().isEmpty)
    holds("x == 7")
    succeed("ready := make(chan int)", "go func() { defer close(ready); var p *int; *p = 1 }()", "<-ready")
    succeed("time.Sleep(10 * time.Millisecond)")
    #expect(session.goroutines().isEmpty)
  }

  @Test func `an overflow, Goexit and a fatal error in a goroutine end that one alone`() {
    succeed("func r(n int) int { return r(n+1) + 1 }", "debug.SetMaxStack(1 << 20)", "go r(0)")
    succeed("go runtime.Goexit()", "go func() { var m sync.Mutex; m.Unlock() }()")
    succeed("time.Sleep(300 * time.Millisecond)")
    #expect(session.goroutines().isEmpty)
    holds("1 == 1")
  }

  @Test func `Goexit ends an entry well`() {
    succeed("d := 0", "defer func() { d = 1 }(); runtime.Goexit(); d = 9")
    holds("d == 1")
  }

  @Test func `an entry that waits for ever is a deadlock unless a goroutine may wake it`() {
    succeed("c := make(chan int)")
    #expect(evaluate("<-c") == .failed)
    succeed("go func() { time.Sleep(20 * time.Millisecond); c <- 5 }()", "v := <-c")
    holds("v == 5")
    succeed("go func() { select {} }()")
    #expect(evaluate("c <- 1") == .failed)
    #expect(session.goroutines().count == 1)
    holds("v == 5")
  }

  @Test func `out of memory ends the entry alone`() throws {
    var configuration = Configuration()
    configuration.maximumMemory = 64 << 20
    let small = try Session(configuration)
    #expect(small.evaluate("var keep [][]byte; x := 3\n", name: "test") == .done(notes: []))
    #expect(small.evaluate("for { keep = append(keep, make([]byte, 1<<20)) }\n", name: "test") == .failed)
    #expect(small.evaluate("keep = nil; if x != 3 { panic(x) }\n", name: "test") == .done(notes: []))
  }

  @Test(arguments: [
    "for {}", "select {}", "time.Sleep(time.Hour)", "<-make(chan int, 1); c <- 1", "<-c", "for i := 0; ; i++ { x = i }",
    "strings.Repeat(\"ab\", 1<<28)",
    "func() { var f func(int) int; f = func(n int) int { return f(n+1) + 1 }; f(0) }()",
    "for { s = append([]byte(nil), make([]byte, 1000)...) }", "var m sync.Mutex; m.Lock(); m.Lock()",
    "var w sync.WaitGroup; w.Add(1); w.Wait()", "for { runtime.GC() }", "for { fmt.Sprint(s, x) }",
    "select { case <-c: case c <- 1: case <-time.After(time.Hour): }",
    "var m sync.RWMutex; m.Lock(); m.RLock()", "cond := sync.NewCond(new(sync.Mutex)); cond.L.Lock(); cond.Wait()",
    "for { go func() {}() }", "r, _, _ := os.Pipe(); r.Read(s)", "for { defer func() {}() }",
    "make([]byte, 1<<32)", "var n *int; for { func() { defer func() { recover() }(); *n = 1 }() }",
  ])
  func `an interrupt ends what runs and keeps the rest`(entry: String) {
    succeed("x := 1", "keep := 42", "s := make([]byte, 10)", "c := make(chan int)", "t := new(atomic.Int64)")
    // Something that lives on: without it some of these would be deadlocks.
    succeed("go func() { for { t.Add(1); time.Sleep(time.Millisecond) } }()")
    let (outcome, took) = interrupt(entry)
    print("interrupt: \(took) ms  \(entry)")
    if outcome == .failed { #expect(took < 400, "\(entry) ended \(took) ms after it was interrupted") }
    holds("keep == 42")
    succeed("before := t.Load(); time.Sleep(20 * time.Millisecond)")
    holds("t.Load() > before")
  }

  @Test func `what an interrupted entry waited for goes to the next one that waits`() {
    succeed("c := make(chan int)", "go func() { for { time.Sleep(time.Second) } }()")
    #expect(interrupt("<-c").outcome == .failed)
    #expect(interrupt("select { case <-c: case <-make(chan int): }").outcome == .failed)
    succeed("go func() { c <- 7 }()", "v := <-c")
    holds("v == 7")
    #expect(interrupt("c <- 8").outcome == .failed)
    succeed("go func() { time.Sleep(5 * time.Millisecond); c <- 9 }()", "v = <-c")
    holds("v == 9")
  }

  @Test func `locks that an interrupted entry waited for can be used`() {
    succeed(
      "var m sync.Mutex; var w sync.WaitGroup; var rw sync.RWMutex", "go func() { for { time.Sleep(time.Second) } }()")
    succeed("m.Lock()")
    #expect(interrupt("m.Lock()").outcome == .failed)
    succeed("m.Unlock()", "m.Lock()", "m.Unlock()")
    succeed("w.Add(1)")
    #expect(interrupt("w.Wait()").outcome == .failed)
    succeed("w.Done()", "w.Wait()", "w.Add(1); go w.Done(); w.Wait()")
    succeed("rw.Lock()")
    #expect(interrupt("rw.RLock()").outcome == .failed)
    succeed("rw.Unlock()", "rw.Lock()", "rw.Unlock()", "rw.RLock()", "rw.RUnlock()")
  }

  @Test func `deferred calls of an interrupted entry run`() {
    succeed("var m sync.Mutex; d := 0", "func f() { m.Lock(); defer m.Unlock(); defer func() { d++ }(); for {} }")
    #expect(interrupt("f()").outcome == .failed)
    holds("d == 1 && m.TryLock()")
    succeed("m.Unlock()", "func g() { defer func() { d = 10 }(); defer func() { for {} }(); select {} }")
    succeed("go func() { for { time.Sleep(time.Second) } }()")
    #expect(interrupt("g()").outcome == .failed)
    holds("m.TryLock()")
  }

  @Test func `nothing runs while the session is stopped`() {
    succeed("n := new(atomic.Int64)", "go func() { for { n.Add(1) } }()", "go func() { for { n.Add(1) } }()")
    let states = session.stopped {
      let first = session.goroutines().map(\.line)
      pause(milliseconds: 20)
      return (first, session.stopped { session.goroutines().map(\.line) })
    }
    #expect(states.0.count == 2 && states.0 == states.1)
    succeed("seen := n.Load(); time.Sleep(10 * time.Millisecond)")
    holds("n.Load() > seen")
  }

  @Test func `an exit in a goroutine ends the session`() {
    succeed("go func() { time.Sleep(10 * time.Millisecond); os.Exit(4) }()")
    pause(milliseconds: 100)
    #expect(session.exitCode == 4)
    #expect(evaluate("1") == .exited(code: 4))
  }

  @Test func `a session with goroutines that never end can be let go`() throws {
    for _ in 0..<20 {
      let other = try Session(Configuration())
      _ = other.evaluate(
        "go func() { for {} }(); go func() { select {} }(); c := make(chan int); go func() { c <- 1 }()\n", name: "test"
      )
      _ = other.evaluate("go func() { for { time.Sleep(time.Microsecond) } }()\n", name: "test")
    }
  }
}

private func now() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Interrupts a session after a while.
///
/// `@unchecked Sendable` because `at` is read after the thread was joined.
private final class Interrupter: @unchecked Sendable {
  let session: Session
  let milliseconds: UInt32
  var at: UInt64 = 0

  init(_ session: Session, _ milliseconds: UInt32) {
    self.session = session
    self.milliseconds = milliseconds
  }
}

private func runInterrupter(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  let interrupter = Unmanaged<Interrupter>.fromOpaque(context!).takeUnretainedValue()
  usleep(interrupter.milliseconds * 1000)
  interrupter.at = now()
  interrupter.session.interrupt()
  return nil
}
