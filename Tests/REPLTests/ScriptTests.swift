// SPDX-License-Identifier: Apache-2.0
//
// ScriptTests.swift — standard input that is no terminal, and how values are written.

import Glibc
import Subprocess
import Support
import Testing

@Suite struct ScriptTests {
  private func run(_ text: String) -> Finished { Subprocess.run([Repository.loam], input: Array(text.utf8)) }

  /// The lines that an entry at the end of a script prints.
  private func shown(_ text: String) -> String { run(text + "\n").outputText }

  @Test func `a script prints values and no prompt`() {
    let result = run("x := 1\nx + 1\nfor i := 0; i < 2; i++ {\n  fmt.Println(i)\n}\n")
    #expect(result.outputText == "2 : int\n0\n1\n")
    #expect(result.status == 0)
  }

  @Test func `with report on a session says at its end how often each switch fired`() {
    let result = run(":set report on\n:set gcalways on\nx := make([]int, 1000)\nruntime.GC()\n")
    #expect(result.status == 0 && result.errorText.contains("switch gcalways=1 fired "), "\(result.errorText)")
    #expect(!run(":set gcalways on\n").errorText.contains("switch"))
  }

  @Test func `a script ends at the first error with 1`() {
    let result = run("fmt.Println(1)\n\nx := y\nfmt.Println(2)\n")
    #expect(result.outputText == "1\n")
    #expect(result.errorText == "stdin[3]:1:6: undefined: y\n")
    #expect(result.status == 1)
  }

  @Test func `with -k a script goes on after errors and ends with 1`() {
    let text = "x := y\nfmt.Println(1)\npanic(2)\nfmt.Println(3\n:nosuch\nfmt.Println(4)\n"
    let result = Subprocess.run([Repository.loam, "repl", "-k"], input: Array(text.utf8))
    #expect(result.outputText == "1\n" && result.status == 1, "\(result.outputText)\(result.errorText)")
    let good = Subprocess.run([Repository.loam, "repl", "--keep-going"], input: Array("fmt.Println(1)\n".utf8))
    #expect(good.outputText == "1\n" && good.status == 0)
  }

  @Test(arguments: [
    ("func f() {\n  y := := 2\n  fmt.Println(\"in\")\n  if x {\n  }\n  fmt.Println(\"in\")\n}\n", 5),
    ("func f() {\ny := := 2\nfmt.Println(\"in\")\nif x {\n}\nfmt.Println(\"in\")\n}\n", 4),
    ("func f( {\n  fmt.Println(\"in\")\n  if x {\n  }\n}\n", 4),
    ("func f() {\n  fmt.Println(\"in\"])\n  fmt.Println(\"in\")\n}\n", 2),
    ("func f() {\n  y := := 2\n", 0),
  ])
  func `what is left of a block that is wrong is not run`(block: String, left: Int) {
    let result = Subprocess.run(
      [Repository.loam, "repl", "-k"], input: Array((block + "fmt.Println(\"after\")\n").utf8))
    let isClosed = block.contains("\n}\n")
    #expect(
      result.outputText == (isClosed ? "after\n" : "") && result.status == 1, "\(result.outputText)\(result.errorText)")
    #expect(result.errorText.contains("syntax error"), "\(result.errorText)")
    #expect(
      result.errorText.contains("\(left) more lines of the block are left out") || !isClosed, "\(result.errorText)")
  }

  @Test func `a goroutine that panics ends a script with 1`() {
    let text =
      "done := make(chan bool)\ngo func() { defer close(done); panic(\"beside\") }()\nfor range done {}\ntime.Sleep(50 * time.Millisecond)\n"
    let result = run(text + "fmt.Println(\"after\")\n")
    #expect(
      result.status == 1 && result.outputText.isEmpty && result.errorText.contains("panic: beside"),
      "\(result.outputText)")
    let kept = Subprocess.run([Repository.loam, "repl", "-k"], input: Array((text + "fmt.Println(\"after\")\n").utf8))
    #expect(kept.status == 1 && kept.outputText == "after\n", "\(kept.outputText)\(kept.errorText)")
  }

  @Test func `input that ends while the program stands still says where`() {
    let result = run("func f(n int) int { return n }\n:break f\nf(1)\n")
    #expect(result.status == 0 && result.outputText.contains("stopped at main.f"), "\(result.outputText)")
    #expect(
      result.errorText
        == "// the input ends while the program stands still in main.f at stdin[1]:1; :continue lets it go on\n")
  }

  @Test func `a Go file that is given as a script is said to be none`() {
    let result = Subprocess.run([Repository.loam, "\(Repository.root)/Examples/frames.go"])
    #expect(result.status == 2 && result.outputText.isEmpty)
    #expect(
      result.errorText.contains("`loam run \(Repository.root)/Examples/frames.go` runs it"), "\(result.errorText)")
  }

  @Test func `a script may say by what it is run, and standard input is a dash`() {
    let path = "/tmp/loam-interpreted-\(getpid())"
    let file = fopen(path, "w")!
    fputs("#!\(Repository.loam)\n1 + 1\n:load \(path)-loaded\n", file)
    fclose(file)
    let loaded = fopen(path + "-loaded", "w")!
    fputs("#!/usr/bin/env loam\n3\n", loaded)
    fclose(loaded)
    chmod(path, 0o755)
    defer {
      unlink(path)
      unlink(path + "-loaded")
    }
    let result = Subprocess.run([path])
    #expect(result.outputText == "2 : int\n3 : int\n" && result.status == 0, "\(result.outputText)\(result.errorText)")
    let dash = Subprocess.run([Repository.loam, "repl", "-"], input: Array("4\n".utf8))
    #expect(dash.outputText == "4 : int\n" && dash.status == 0, "\(dash.outputText)\(dash.errorText)")
    #expect(run("5\n#!x\n").errorText.contains("stdin[2]:1:1"))
  }

  @Test func `in a C locale the prompt's own words are ASCII`() {
    let text =
      "c := make(chan int)\nfunc f(p *int) { <-c }\n:spawn f(new(int))\n:grow\n:time 1\nx := new([]*int)\n:why x\n:goroutines\n:object x\n"
    let result = Subprocess.run(
      ["/bin/sh", "-c", "exec \(Repository.loam)"], input: Array(text.utf8), environment: ["LC_ALL": "C"])
    #expect(
      result.status == 0 && result.outputText.utf8.allSatisfy { $0 < 0x80 }, "\(result.outputText)\(result.errorText)")
    #expect(
      result.outputText.contains(" us\n") && result.outputText.contains("->") && result.outputText.contains(" 5 x "))
    #expect(!result.outputText.contains("\\u"), "\(result.outputText)")
  }

  @Test func `a script may be a file, and one that is not there is named`() {
    let path = "/tmp/loam-script-\(getpid())"
    let file = fopen(path, "w")!
    fputs("fmt.Println(1)\nfmt.Println(x)\n", file)
    fclose(file)
    defer { unlink(path) }
    let result = Subprocess.run([Repository.loam, "repl", path], input: Array("fmt.Println(9)\n".utf8))
    #expect(result.outputText == "1\n" && result.errorText == "\(path)[2]:1:13: undefined: x\n" && result.status == 1)
    let missing = Subprocess.run([Repository.loam, "repl", path + "-missing"])
    #expect(missing.errorText == "loam: \(path)-missing: No such file or directory\n" && missing.status == 1)
  }

  @Test func `a script whose input or output fails says so and ends with 1`() {
    let path = "/tmp/loam-folder-\(getpid())"
    mkdir(path, 0o700)
    defer { rmdir(path) }
    let folder = Subprocess.run([Repository.loam, "repl", path])
    #expect(folder.errorText == "loam: \(path): Is a directory\n" && folder.status == 1, "\(folder.errorText)")
    for text in ["5", "fmt.Println(5)", ":help"] {
      let full = Subprocess.run(["/bin/sh", "-c", "echo '\(text)' | \(Repository.loam) > /dev/full"])
      #expect(full.errorText == "loam: standard output: No space left on device\n" && full.status == 1, "\(text)")
    }
  }

  @Test func `a wrong line in a long block is told with its place, however late`() {
    let lines = (0..<2000).map { "  s += \($0)\n" }.joined()
    let result = run("func f() (s int) {\n\(lines)  s = \"x\"\n\(lines)  return\n}\nf()\n")
    #expect(
      result.errorText.hasPrefix("stdin[1]:2002:7: cannot use \"x\"") && result.status == 1, "\(result.errorText)")
    let open = run("func f() {\n  if x {\n\(lines)")
    #expect(open.errorText.hasPrefix("stdin[1]: syntax error: unexpected EOF") && open.status == 1)
  }

  @Test func `a panic ends a script with 1`() {
    let result = run("panic(1)\nfmt.Println(2)\n")
    #expect(result.outputText.isEmpty && result.errorText.hasPrefix("panic: 1\n"))
    #expect(result.status == 1)
  }

  @Test func `a script that ends inside a block is wrong`() {
    let result = run("1\nfunc f() {\n")
    #expect(result.status == 1)
    #expect(result.errorText.hasPrefix("stdin[2]: syntax error: unexpected EOF"))
  }

  @Test func `exit ends a script with its code`() { #expect(run("os.Exit(7)\n").status == 7) }

  @Test func `a last line without a newline counts`() { #expect(run("1 + 1").outputText == "2 : int\n") }

  @Test(arguments: [
    ("42", "42 : int"), ("'a'", "97 : rune"), ("1.5", "1.5 : float64"), ("uint8(7)", "7 : uint8"),
    ("true", "true : bool"),
    ("\"a\\n\"", "\"a\\n\" : string"), ("[]int{1, 2, 3}", "[]int{1, 2, 3} : []int"),
    ("[2]bool{}", "[2]bool{false, false} : [2]bool"),
    ("[]int(nil)", "[]int(nil) : []int"),
    ("map[string]int{\"b\": 2, \"a\": 1}", "map[string]int{\"a\": 1, \"b\": 2} : map[string]int"),
    ("struct{ A int; B string }{1, \"b\"}", "struct { A int; B string }{A: 1, B: \"b\"} : struct{A int; B string}"),
    ("error(nil)", "nil : error"), ("any(1)", "1 : any"), ("[]any{1, \"a\", nil}", "[]any{1, \"a\", nil} : []any"),
    ("new(int) != nil", "true : bool"), ("(*int)(nil)", "(*int)(nil) : *int"),
    ("time.Second", "1000000000 : time.Duration"),
    ("errors.New(\"x\")", "&errors.errorString{s: \"x\"} : error"), ("&[]int{1}", "&[]int{1} : *[]int"),
    ("1 << 62", "4611686018427387904 : int"), ("len(\"abc\")", "3 : int"), ("nil == error(nil)", "true : bool"),
  ])
  func `a value is written as Go writes it`(text: String, wanted: String) {
    #expect(shown(text) == wanted + "\n")
  }

  @Test func `several results are shown one a line`() {
    #expect(
      shown("func f() (int, string, error) { return 1, \"b\", nil }\nf()") == "1 : int\n\"b\" : string\nnil : error\n")
  }

  @Test func `what was printed is not shown`() { #expect(shown("fmt.Println(\"a\")") == "a\n") }

  @Test func `a value begins a line of its own, in a file as well`() {
    #expect(shown("fmt.Print(\"half\"); 2\nfmt.Print(\"a\")\nfmt.Print(\"b\\n\")") == "half\n2 : int\nab\n")
  }

  @Test func `pointers are followed one level and circles are marked`() {
    let text = shown("type N struct { V int; Next *N }\nn := &N{V: 1}\nn.Next = n\nn\nm := &N{2, &N{V: 3}}\nm")
    let lines = text.split(separator: "\n")
    #expect(lines.first == "&N{V: 1, Next: (*N)(↺)} : *N")
    #expect(lines.last?.hasPrefix("&N{V: 2, Next: (*N)(0x") == true)
  }

  @Test func `long values are cut`() {
    #expect(shown("make([]int, 1000)").contains("… 900 more} : []int"))
    let text = shown("strings.Repeat(\"x\", 100000)")
    #expect(text.count < 1100 && text.hasSuffix("… : string\n"))
  }

  @Test func `a thousand entries take little time each`() {
    let lines = (0..<1000).map { "x\($0) := \($0)\n" }.joined() + "x999\n"
    let result = run(lines)
    #expect(result.outputText == "999 : int\n" && !result.timedOut)
  }
}
