// SPDX-License-Identifier: Apache-2.0
//
// InterruptTests.swift — ^C at a terminal: how long until the next prompt, and what is left.

import Glibc
import Support
import Testing

@Suite(.serialized) struct InterruptTests {
  @Test(arguments: [SIGTERM, SIGHUP])
  func `a signal that ends the process leaves the terminal as it was and keeps the block that was typed`(
    number: Int32
  ) throws {
    let history = "/tmp/loam-ends-\(getpid())-\(number)"
    defer { unlink(history) }
    let terminal = try PromptTerminal(history: history)
    try terminal.expect("loam> ")
    terminal.type("func half() {\n")
    try terminal.expect("... ")
    terminal.type("return")
    try terminal.expect("return")
    #expect(!terminal.editsLines && terminal.display.marksPaste)
    terminal.send(signal: number)
    #expect(terminal.wait() == 128 + number)
    terminal.settle()  // what it wrote last
    #expect(terminal.editsLines && !terminal.display.marksPaste)
    let again = try PromptTerminal(history: history)
    try again.expect("loam> ")
    again.type("\u{1b}[A")
    try again.expect("func half() {")
    again.type("\u{3}")
    try again.expect("loam> ")
    // What runs is ended, too.
    again.type("for {}\n")
    usleep(100_000)
    again.send(signal: number)
    #expect(again.wait() == 128 + number)
    #expect(again.editsLines)
  }

  private func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
  }

  @Test(arguments: [
    "for {}", "select {}", "<-c", "time.Sleep(time.Hour)", "strings.Repeat(\"ab\", 1<<30)", "deep(0)",
    "for { s = append([]byte(nil), make([]byte, 1000)...) }", "for { fmt.Println(x) }",
    "var m sync.Mutex; m.Lock(); m.Lock()", "for { runtime.GC() }", "bufio.NewReader(os.Stdin).ReadString('\\n')",
    "for { go func() {}() }",
  ])
  func `the prompt comes back after an interrupt, with everything there was`(entry: String) throws {
    let terminal = try PromptTerminal(history: "/tmp/loam-interrupts-\(getpid())")
    try terminal.expect("loam> ")
    try terminal.enter("x, s, c := 42, []byte{}, make(chan int)")
    try terminal.enter("func deep(n int) int { return deep(n+1) + 1 }")
    try terminal.enter("t := new(atomic.Int64)")
    try terminal.enter("go func() { for { t.Add(1); time.Sleep(time.Millisecond) } }()")
    terminal.type(entry + "\n")
    usleep(100_000)
    let begun = now()
    terminal.type("\u{3}")
    try terminal.expect("interrupted")
    try terminal.expect("loam> ")
    let took = now() - begun
    print("^C: \(took) ms  \(entry)")
    let shown = try terminal.enter("fmt.Println(\"kept\", x)")
    #expect(shown.contains("kept 42"), "\(shown)")
    try terminal.enter("b := t.Load(); time.Sleep(30 * time.Millisecond)")
    let alive = try terminal.enter("fmt.Println(\"goes on\", t.Load() > b)")
    #expect(alive.contains("goes on true"), "\(alive)")
  }

  @Test func `Go functions that C calls after an interrupt do not run`() throws {
    let directory = TemporaryDirectory()
    directory.write(
      """
      #include <time.h>
      int slow(int (*f)(int), int ms) {
        struct timespec rest = {ms / 1000, ms % 1000 * 1000000L};
        while (nanosleep(&rest, &rest)) {}
        return f(ms);
      }
      """, to: "slow.c")
    try directory.compile("slow.c", to: "libslow.so")
    let terminal = try PromptTerminal(history: directory.path + "/history")
    try terminal.expect("loam> ")
    try terminal.enter(":c open \(directory.path)/libslow.so")
    try terminal.enter(":c int slow(int (*f)(int), int ms);")
    try terminal.enter("calls, deferred := 0, 0")
    let call = "C.slow(func(ms int32) int32 { calls++; fmt.Println(\"late\"); return 1 }, 700)"
    for entry in [call, "func() { defer func() { deferred++ }(); \(call) }()"] {
      terminal.type(entry + "\n")
      usleep(200_000)
      terminal.type("\u{3}")
      try terminal.expect("interrupted")
      try terminal.expect("loam> ")
      let meanwhile = try terminal.enter("fmt.Println(\"meanwhile\"); time.Sleep(1200 * time.Millisecond)")
      #expect(meanwhile.contains("meanwhile") && !meanwhile.contains("late"), "\(meanwhile)")
    }
    let counted = try terminal.enter("fmt.Println(\"calls\", calls, \"deferred\", deferred, runtime.NumGoroutine())")
    #expect(counted.contains("calls 0 deferred 1 1") || counted.contains("calls 0 deferred 0 1"), "\(counted)")
    let again = try terminal.enter("C.slow(func(ms int32) int32 { calls++; return 7 }, 1)")
    #expect(again.contains("7 : C.int"), "\(again)")
  }
}
