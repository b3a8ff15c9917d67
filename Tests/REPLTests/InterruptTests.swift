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
}
