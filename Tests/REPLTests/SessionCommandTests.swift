// SPDX-License-Identifier: Apache-2.0
//
// SessionCommandTests.swift — :load, :save and :reset, from a pipe.

import Glibc
import Subprocess
import Support
import Testing

@Suite(.serialized) final class SessionCommandTests {
  private let directory = "/tmp/loam-session-\(getpid())"

  init() { mkdir(directory, 0o755) }
  deinit { _ = Subprocess.run(["/bin/rm", "-r", directory]) }

  private func run(_ text: String) -> Finished {
    Subprocess.run([Repository.loam], input: Array(text.utf8), directory: directory)
  }

  private func write(_ text: String, to name: String) {
    let file = fopen(directory + "/" + name, "w")!
    fputs(text, file)
    fclose(file)
  }

  private func read(_ name: String) -> String { Repository.text(directory + "/" + name) ?? "(no file)" }

  // MARK: :load

  @Test func `in a loaded file the order of declarations means nothing`() {
    write(
      """
      package main

      import "fmt"

      var total = sum(values)
      var values = []int{first, 2, 3}

      type Grid [size]int

      const (
      \tfirst = one
      \tsize  = 2 + one
      )
      const one = 1

      func sum(list []int) int {
      \tn := 0
      \tfor _, v := range list {
      \t\tn += v
      \t}
      \treturn n
      }

      func (g *Grid) Set(i int) { g[i] = total }

      func init() { values = append(values, 100) }

      func main() { fmt.Println("main", total, len(values)) }

      """, to: "a.go")
    let result = run(":load a.go\ntotal\nlen(values)\nvar g Grid\ng.Set(1)\ng\nmain()\n")
    #expect(result.outputText == "6 : int\n4 : int\nGrid{0, 6, 0} : Grid\nmain 6 4\n", "\(result.errorText)")
    #expect(
      result.errorText
        == "// a.go: var total, var values, type Grid, const first, const size, const one, func sum, func main; "
        + "main() runs it\n")
    #expect(result.status == 0)
  }

  @Test func `main runs when it is asked for, and its exit code is the command's`() {
    write("package main\n\nimport \"os\"\n\nfunc main() { println(\"here\"); os.Exit(3) }\n", to: "m.go")
    let result = run(":load -run m.go\n")
    #expect(result.errorText.hasSuffix("here\n") && result.status == 3, "\(result.errorText)")
    write("package p\n\nfunc F() {}\n", to: "p.go")
    #expect(run(":load -run p.go\n").errorText.hasSuffix("p.go has no func main to run\n"))
  }

  @Test func `an error in a loaded file has its position and changes nothing`() {
    write("package main\n\nvar x = 1\n\nfunc f() int {\n\treturn \"a\"\n}\n", to: "w.go")
    let result = run("x := \"kept\"\n:load w.go\n")
    #expect(
      result.errorText == "w.go:6:9: cannot use \"a\" (untyped string constant) as int value in return statement\n")
    #expect(result.status == 1)
    write("package main\n\nx := 1\n", to: "s.go")
    #expect(run(":load s.go\n").errorText.hasPrefix("s.go:3:1: syntax error: non-declaration statement outside"))
    write("package main\n\nvar a = 1\nvar a = 2\n", to: "d.go")
    #expect(
      run(":load d.go\n").errorText == "d.go:4:5: a redeclared in this block\n\td.go:3:5: other declaration of a\n")
    #expect(run(":load none.go\n").errorText == "none.go: no such file or directory\n")
  }

  @Test func `loading again redefines, and values made before keep their type`() {
    write("package main\n\ntype T struct{ A int }\n\nfunc f() int { return 1 }\n", to: "r.go")
    write("package main\n\ntype T struct{ B string }\n\nfunc f() int { return 2 }\n", to: "r2.go")
    let result = run(":load r.go\nold := T{1}\nf()\n:load r2.go\nf()\nT{\"x\"}\nold.A\n")
    #expect(result.outputText == "1 : int\n2 : int\nT{B: \"x\"} : T\n1 : int\n", "\(result.errorText)")
    #expect(result.errorText.contains("// type T redefined"))
  }

  @Test func `a file without a package clause is a script, which stops at its first error`() {
    write("n := 20\nfor i := 0; i < 2; i++ {\n\tn++\n}\n", to: "s.loam")
    #expect(run(":load s.loam\nn\n").outputText == "22 : int\n")
    write("n := 1\n\nn + \"a\"\nfmt.Println(\"not reached\")\n", to: "e.loam")
    let result = run(":load e.loam\n")
    #expect(result.outputText.isEmpty && result.errorText.hasPrefix("e.loam[3]:1:"), "\(result.errorText)")
    #expect(result.status == 1)
    write(":load self.loam\n", to: "self.loam")
    #expect(run(":load self.loam\n").errorText.contains("does one load itself?"))
  }

  // MARK: :save

  @Test func `what is saved runs again with the same results`() {
    write("package main\n\nfunc triple(n int) int { return 3 * n }\n", to: "t.go")
    let text = "x := 2\nfunc f(n int) int {\n\treturn n * x\n}\n:load t.go\ny := f(triple(7))\n"
    let saved = run(text + ":save out.loam\n")
    #expect(saved.status == 0 && saved.errorText.contains("4 entries in out.loam"), "\(saved.errorText)")
    let again = run(":load out.loam\ny\n")
    #expect(again.outputText == "42 : int\n", "\(again.errorText)\(read("out.loam"))")
    let piped = Subprocess.run(
      [Repository.loam], input: Array((read("out.loam") + "y\n").utf8), directory: directory)
    #expect(piped.outputText == "42 : int\n", "\(piped.errorText)")
  }

  @Test func `what commands have made and run is saved as entries`() {
    write("package main\n\nvar ran int\n\nfunc main() { ran++ }\n", to: "m.go")
    let text =
      ":alloc table = int 10\n:alloc bool\nc := make(chan int)\nfunc send(n int) { c <- n }\n:spawn send(7)\n"
      + "table[3] = <-c\n:load -run m.go\n"
    let saved = run(text + ":save made.loam\n")
    #expect(saved.status == 0, "\(saved.errorText)")
    let again = run(":load made.loam\ntable[3] + ran\n*p1\n")
    #expect(again.outputText == "8 : int\nfalse : bool\n", "\(again.outputText)\(again.errorText)\(read("made.loam"))")
  }

  @Test(arguments: [
    ("fails()", ":continue", "failed when it ran"), ("fails()", ":abandon", "failed when it ran"),
    ("v := fails()", ":continue", "failed when it ran"), ("fails()", "", "stands at a breakpoint"),
  ])
  func `an entry that stood at a breakpoint and did not end well is a comment`(entry: String, then: String, why: String)
  {
    let text =
      "func fails() int { x := 1; panic(x) }\n:break fails\n\(entry)\n40 + 2\n\(then)\nw := 2\n:save -f held.loam\n"
    let result = Subprocess.run([Repository.loam, "repl", "-k"], input: Array(text.utf8), directory: directory)
    let lines = read("held.loam").split(separator: "\n").dropFirst(2)
    let after: [Substring] = then.isEmpty ? ["// This one was typed at a breakpoint:", "//   w := 2"] : ["w := 2"]
    let declared: [Substring] = entry.hasPrefix("v") ? ["var v int"] : []
    var wanted: [Substring] = ["// This one \(why):", "//   \(entry)"]
    wanted += declared
    wanted += ["// This one was typed at a breakpoint:", "//   40 + 2"]
    wanted += after
    #expect(Array(lines) == wanted, "\(read("held.loam"))\(result.errorText)")
  }

  @Test func `a file stays what it is when the new one cannot be written`() {
    write("precious\n", to: "kept.txt")
    let full = Subprocess.run(
      ["/bin/sh", "-c", "ulimit -f 1; trap '' XFSZ; exec \(Repository.loam)"],
      input: Array(("x := `\(String(repeating: "long ", count: 2000))`\n:save -f kept.txt\n").utf8),
      directory: directory)
    #expect(full.status == 1 && full.errorText.contains("kept.txt: file too large"), "\(full.errorText)")
    #expect(read("kept.txt") == "precious\n" && read("kept.txt.new") == "(no file)")
  }

  @Test func `a file that is there is not overwritten unless that is asked for`() {
    write("precious\n", to: "p.txt")
    let refused = run("x := 1\n:save p.txt\n")
    #expect(refused.status == 1 && refused.errorText == "p.txt exists; :save -f p.txt replaces it\n")
    #expect(read("p.txt") == "precious\n")
    #expect(run("x := 1\n:save -f p.txt\n").status == 0)
    #expect(read("p.txt").hasSuffix("\nx := 1\n"))
    #expect(run(":save /nowhere/x\n").errorText == "/nowhere/x: no such file or directory\n")
  }

  // MARK: :reset

  @Test func `reset forgets names and goroutines and gives memory back`() {
    let result = run(
      "kept := make([]byte, 100<<20)\nfor i := range kept { kept[i] = 1 }\n"
        + "go func() { for { time.Sleep(time.Millisecond) } }()\n:reset\nruntime.NumGoroutine()\n"
        + "var m runtime.MemStats\nruntime.ReadMemStats(&m)\nm.HeapSys < 64<<20\nkept\n")
    #expect(result.outputText == "1 : int\ntrue : bool\n", "\(result.errorText)")
    #expect(result.errorText.hasSuffix("undefined: kept\n"))
  }

  @Test func `a hundred resets leave no memory behind`() {
    let one = run("x := 1\n:reset\nx := 2\n").peakKilobytes
    let many = run(String(repeating: "x := make([]byte, 1<<20)\n:reset\n", count: 100) + "2\n")
    #expect(many.status == 0 && many.outputText == "2 : int\n", "\(many.errorText)")
    #expect(many.peakKilobytes < one + 40_000, "\(one) KiB after one reset, \(many.peakKilobytes) after a hundred")
  }

  @Test func `wrong entries are not saved, and failed ones stand as comments`() {
    let result = Subprocess.run(
      [Repository.loam, "repl", "-k"], input: Array("a := 1\nb := nothing\npanic(\"no\")\n:save k.loam\n".utf8),
      directory: directory)
    #expect(result.status == 1)
    let saved = read("k.loam")
    #expect(saved.hasSuffix("\na := 1\n// This one failed when it ran:\n//   panic(\"no\")\n"), "\(saved)")
    #expect(run(":load k.loam\na\n").outputText == "1 : int\n")
  }

  @Test func `what was typed at a stop is a comment, and a variable whose value failed is declared`() {
    let text =
      "func f() int { t := 1; return t }\n:break f\nf()\n:step\nt + 1\n:continue\n:break clear all\n"
      + "v := func() []int { panic(\"no\") }()\nv = append(v, 3)\n:save stop.loam\n"
    let result = Subprocess.run([Repository.loam, "repl", "-k"], input: Array(text.utf8), directory: directory)
    #expect(result.errorText.contains(" entries in stop.loam, and 1 that failed as comments"), "\(result.errorText)")
    let saved = read("stop.loam")
    #expect(saved.contains("// This one was typed at a breakpoint:\n//   t + 1\n"), "\(saved)")
    let again = run(":load stop.loam\nv\n")
    #expect(again.status == 0 && again.outputText.hasSuffix("[]int{3} : []int\n"), "\(again.errorText)\(saved)")
  }
}
