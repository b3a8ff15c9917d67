// SPDX-License-Identifier: Apache-2.0
//
// PromptTests.swift — dialogues at a pseudo-terminal, with the release command.

import Glibc
import Support
import Testing

@Suite(.serialized) struct PromptTests {
  private let history = "/tmp/loam-history-\(getpid())"

  private func start(_ body: (PromptTerminal) throws -> Void) throws {
    unlink(history)
    defer { unlink(history) }
    let terminal = try PromptTerminal(history: history)
    try terminal.expect("loam> ")
    try body(terminal)
  }

  @Test func `an expression's value is printed with its type`() throws {
    try start { terminal in
      try #expect(terminal.enter("6 * 7").contains("42 : int"))
      try #expect(terminal.enter("undefinedName").contains("prompt[2]:1:1: undefined: undefinedName"))
      try #expect(terminal.enter("\"a\" + \"b\"").contains("\"ab\" : string"))
    }
  }

  @Test func `an open block goes on at a second prompt`() throws {
    try start { terminal in
      terminal.type("func f(n int) int {\n")
      try terminal.expect("  ... ")
      terminal.type("return n * 2\n")
      try terminal.expect("  ... ")
      try terminal.enter("}")
      try #expect(terminal.enter("f(21)").contains("42 : int"))
    }
  }

  @Test func `arrow up recalls the last entry, and a block as one`() throws {
    try start { terminal in
      try terminal.enter("x := 5")
      try terminal.enter("x++")
      terminal.type("\u{1b}[A")
      try terminal.expect("x++")
      try terminal.enter("")
      try #expect(terminal.enter("x").contains("7 : int"))
      terminal.type("for i := 0; i < 2; i++ {\n")
      try terminal.expect("  ... ")
      terminal.type("x += 10\n")
      try terminal.expect("  ... ")
      try terminal.enter("}")
      terminal.type("\u{1b}[A")
      try terminal.expect("x += 10")
      try terminal.expect("}")
      terminal.type("\n")
      try terminal.expect("loam> ")
      try #expect(terminal.enter("x").contains("47 : int"))
    }
  }

  @Test func `the history of one session is there in the next`() throws {
    unlink(history)
    defer { unlink(history) }
    do {
      let terminal = try PromptTerminal(history: history)
      try terminal.expect("loam> ")
      try terminal.enter("before := \"é\\x01\"")
      terminal.type("\u{04}")
      #expect(terminal.wait() == 0)
    }
    let terminal = try PromptTerminal(history: history)
    try terminal.expect("loam> ")
    terminal.type("\u{1b}[A")
    try terminal.expect("before := \"é\\x01\"")
  }

  @Test(arguments: [
    "for {}", "select {}", "time.Sleep(time.Hour)", "<-make(chan int)", "s := \"\"; for { s += \"x\" }",
    "for { _ = make([]byte, 1000) }",
  ])
  func `an interrupt ends what runs and keeps the state`(text: String) throws {
    try start { terminal in
      try terminal.enter("kept := 42")
      try terminal.enter("go func() { for { time.Sleep(time.Millisecond) } }()")
      terminal.type(text + "\n")
      try terminal.expect("\n")
      usleep(300_000)
      terminal.type("\u{03}")
      try terminal.expect("interrupted")
      try terminal.expect("loam> ")
      try #expect(terminal.enter("kept").contains("42 : int"))
    }
  }

  @Test func `an interrupt discards the line and the open block`() throws {
    try start { terminal in
      terminal.type("abc")
      try terminal.expect("abc")
      terminal.type("\u{03}")
      try terminal.expect("loam> ")
      try #expect(terminal.enter("1").contains("1 : int"))
      terminal.type("func f() {\n")
      try terminal.expect("  ... ")
      terminal.type("\u{03}")
      try terminal.expect("loam> ")
      try #expect(terminal.enter("2").contains("2 : int"))
    }
  }

  @Test func `a panic prints its trace and the session goes on`() throws {
    try start { terminal in
      try terminal.enter("x := 1")
      let trace = try terminal.enter("panic(\"on purpose\")")
      #expect(trace.contains("panic: on purpose") && trace.contains("prompt[2]:1"))
      try #expect(terminal.enter("x").contains("1 : int"))
    }
  }

  @Test func `the end of input leaves with 0, quit too, and exit with its code`() throws {
    for (text, code) in [("\u{04}", 0), (":quit\n", 0), ("os.Exit(3)\n", 3)] {
      try start { terminal in
        terminal.type(text)
        #expect(terminal.wait() == Int32(code))
      }
    }
  }

  @Test func `commands say what they find, unknown ones what is near`() throws {
    try start { terminal in
      try #expect(terminal.enter(":hlep").contains("did you mean :help?"))
      try #expect(terminal.enter(":xyzzyx").contains("is no command"))
      let help = try terminal.enter(":help")
      for name in [":heap", ":goroutines", ":gc", ":help", ":quit"] { #expect(help.contains(name)) }
      for name in ["heap", "goroutines", "gc", "help", "quit"] {
        let text = try terminal.enter(":help \(name)")
        #expect(text.contains(":\(name)"))
      }
      try terminal.enter("keep := make([]*int, 1000)")
      try #expect(terminal.enter(":heap").contains("object"))
      let collection = try terminal.enter(":gc")
      #expect(collection.contains("before") && collection.contains("after") && collection.contains("ms"))
      try terminal.enter("c := make(chan int)")
      try terminal.enter("go func() { c <- 1 }()")
      try terminal.enter("time.Sleep(time.Millisecond)")
      let list = try terminal.enter(":goroutines")
      #expect(list.contains("chan send") && list.contains("main.prompt.func1") && list.contains("2048"))
    }
  }

  @Test func `a tab is a character, not a command`() throws {
    try start { terminal in
      let shown = try terminal.enter("\"a\tb\"")
      #expect(shown.contains("\"a\\tb\" : string"))
    }
  }
}
