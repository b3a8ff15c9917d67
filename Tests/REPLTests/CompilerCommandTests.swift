// SPDX-License-Identifier: Apache-2.0
//
// CompilerCommandTests.swift — :type, :source, :bytecode, :escape, :time and :alloccount, from a pipe.

import Subprocess
import Support
import Testing

@Suite struct CompilerCommandTests {
  private func run(_ text: String) -> Finished { Subprocess.run([Repository.loam], input: Array((text + "\n").utf8)) }

  private func shown(_ text: String) -> String {
    let result = run(text)
    return result.outputText + (result.status == 0 ? "" : result.errorText)
  }

  // MARK: :type

  @Test(arguments: [
    ("1 + 2", "int, constant 3"), ("\"a\" + \"b\"", "string, constant \"ab\""), ("[]int{1}[0]", "int"),
    ("map[string][]int{}[\"a\"]", "[]int"), ("func(a int) error { return nil }", "func(int) error"),
    ("strings.NewReader(\"a\")", "*strings.Reader"), ("strconv.Atoi(\"1\")", "(int, error)"),
    ("1.5 * 2", "float64, constant 3"),
    ("time.Second", "time.Duration, constant 1000000000"), ("println(1)", "(no value)"),
    ("len", ":type:1:1: len (built-in) must be called"),
    ("fmt.Println", "func(...any) (int, error)"), ("nothing", ":type:1:1: undefined: nothing"),
    ("1 +", ":type: the text ends too early"),
    ("x := 1", ":type wants one expression or type; a statement or declaration has none"),
    ("1; 2", ":type wants one expression or type; a statement or declaration has none"),
    ("int", "int  // 8 bytes, aligned to 8"), ("[3]uint16", "[3]uint16  // 6 bytes, aligned to 2"),
    ("time.Month", "type time.Month int  // 8 bytes, aligned to 8\nfunc (time.Month) String() string"),
  ])
  func `the type of an expression is told without running it`(text: String, wanted: String) {
    #expect(shown(":type \(text)") == wanted + "\n")
  }

  @Test func `nothing runs for its type`() {
    #expect(shown("n := 0\nfunc f() int { n++; return n }\n:type f()\nn") == "int\n0 : int\n")
  }

  @Test func `a struct is shown with its layout, holes and methods`() {
    let text = shown(
      "type In struct { B bool }\ntype P struct { Done bool; N int; In; S string }\n"
        + "func (p *P) Add(n int) { p.N += n }\nfunc (p P) Get() int { return p.N }\n:type P")
    #expect(
      text == """
        type P struct {  // 40 bytes, aligned to 8
           0  Done bool  // 1 byte
           1  _          // 7 bytes of padding
           8  N int      // 8 bytes
          16  In         // 1 byte
          17  _          // 7 bytes of padding
          24  S string   // 16 bytes
        }
        func (*P) Add(int)
        func (P) Get() int

        """)
  }

  // MARK: :source

  @Test func `the source of a name is its declaration with the comment above`() {
    let text = shown(
      "// double is\n// twice.\nfunc double(n int) int {\n\treturn 2 * n\n}\nx, y := 1, 2\n:source double\n:source y")
    #expect(
      text.contains("func double(n int) int {\n\treturn 2 * n\n}\n") && text.hasSuffix("x, y := 1, 2\n"), "\(text)")
    let library = shown(":source strings.Builder.WriteByte")
    #expect(library.contains("func (b *Builder) WriteByte(c byte) error {"), "\(library)")
    #expect(library.hasPrefix("// strings/"))
  }

  @Test func `a redefined name has its newest source`() {
    let text = shown("func f() int { return 1 }\nfunc f() int { return 2 }\n:source f")
    #expect(text.contains("return 2") && !text.contains("return 1"), "\(text)")
  }

  @Test(arguments: [
    ("nothing", "undefined: nothing"), ("strings", "strings is a package; name something of it"),
    ("strings.Nothing", "undefined: strings.Nothing"),
    ("len", "len is predeclared: the language defines it, no source does"),
    ("error.Error", "Error is a method of an interface: what it does depends on the value in it"),
    ("", ":source NAME: an argument is missing; :help source has an example"),
  ])
  func `what has no source says why`(text: String, wanted: String) {
    #expect(shown(":source \(text)") == wanted + "\n")
  }

  // MARK: :bytecode

  @Test func `bytecode stands under its lines and says which slots hold pointers where`() {
    let text = shown(
      "func keep(n int) *int {\n\tp := new(int)\n\tq := []int{n}\n\tfmt.Sprint(n)\n\t*p = q[0]\n\treturn p\n}\n:bytecode keep"
    )
    #expect(text.hasPrefix("main.keep  frame "), "\(text)")
    for part in ["stdin[1]:2  \tp := new(int)", "NEW ", "RETURN", "  ; live ", " p", "slot "] {
      #expect(text.contains(part), "\(part) is missing in:\n\(text)")
    }
  }

  @Test func `function literals follow their function`() {
    let text = shown("func outer() func() int {\n\tn := 0\n\treturn func() int { n++; return n }\n}\n:bytecode outer")
    #expect(text.contains("main.outer  frame") && text.contains("main.outer.func1  frame"), "\(text)")
  }

  @Test(arguments: [
    ("x", "x is no function but a variable"), ("nothing", "undefined: nothing"),
    ("math.Sqrt", "math.Sqrt is native: its body is written in C"),
  ])
  func `what has no bytecode says why`(text: String, wanted: String) {
    #expect(shown("x := 1\n:bytecode \(text)") == wanted + "\n")
  }

  // MARK: :escape

  @Test func `the way out of a frame is told line by line`() {
    let text = shown(
      "type P struct{ X int }\nfunc made() *P {\n\tp := P{1}\n\tq := &p\n\treturn q\n}\n:escape made")
    #expect(text.hasPrefix("made  stdin[2]:1\n"), "\(text)")
    for part in [
      "p P ", "heap: a result outlives the call", "3: q := &p", "&p flows to q, assigned to q", "4: return q",
      "q flows to the result, returned",
    ] { #expect(text.contains(part), "\(part) is missing in:\n\(text)") }
  }

  @Test(arguments: [
    ("func f(p *int) *int { return p }", "leaks: returned"),
    ("var g *int\nfunc f(p *int) { g = p }", "leaks: kept in the heap"),
    ("func f() int { p := new(int); return *p }", "new(int)  stack"),
    ("func f() { c := make(chan *int, 1); x := 1; c <- &x }", "sent on c"),
    ("func f() { x := 1; go func() { x++ }() }", "captured by the function literal"),
    ("func f(n int) []int { return make([]int, n) }", "heap: its size is not known to the compiler"),
    ("func f() { x := 1; fmt.Println(x) }", "passed to fmt.Println"),
    ("func f() { var last *int; for i := range 3 { last = &i }; _ = last }", "outside of the loop"),
    ("func g(p **int, q *int) { *p = q }\nfunc f() { x := 1; var p *int; g(&p, &x) }", "passed to g"),
  ])
  func `each kind of flow is named`(text: String, wanted: String) {
    let shown = shown(text + "\n:escape f")
    #expect(shown.contains(wanted), "\(shown)")
  }

  @Test func `an expression has verdicts of its own`() {
    let text = shown(":escape fmt.Sprint(42)")
    #expect(text.contains("... argument") && text.contains("stack"), "\(text)")
    #expect(shown(":escape 1 +") == ":escape: the text ends too early\n")
    #expect(shown(":escape nothing()") == ":escape:1:1: undefined: nothing\n")
  }

  @Test func `functions that are declared together know each other`() {
    // Callers before what they call, and in a circle.
    let text = shown(
      "func a(p *int) int { return b(p) }; func b(p *int) int { if *p > 0 { return 1 }; return a(p) }\n"
        + "func f() int { x := 1; return a(&x) }\n:escape f")
    #expect(text.contains("x int  stack"), "\(text)")
  }

  // MARK: :time and :alloccount

  @Test func `time runs what was told, as often as it says`() {
    let text = shown("n := 0\nfunc f() { n++ }\n:time -n 7 f()\nn")
    #expect(text.hasSuffix("7 runs in all, the first with the compilation of what it calls\n7 : int\n"), "\(text)")
    let adaptive = shown("n := 0\nfunc f() { n++ }\n:time f()\nn")
    guard let runs = adaptive.firstMatch(of: #/(\d+) runs in all, 5 . (\d+) measured/#), let measured = Int(runs.2)
    else {
      Issue.record("\(adaptive)")
      return
    }
    #expect(adaptive.hasSuffix("\n\(runs.1) : int\n"), "\(adaptive)")
    #expect(measured > 1000)
  }

  @Test func `what takes long is run once`() {
    let text = shown("n := 0\n:time (func() { n++; time.Sleep(250 * time.Millisecond) })()\nn")
    #expect(text.contains("1 run in all") && text.hasSuffix("\n1 : int\n"), "\(text)")
  }

  @Test func `allocations are counted by the run`() {
    let text = shown("var keep []byte\n:time -n 100 func() { keep = make([]byte, 1000) }()")
    #expect(text.contains("1 allocation, 1024 bytes a run"), "\(text)")
    let sites = shown(
      "var list []*int\nfunc fill(n int) {\n\tlist = nil\n\tfor i := 0; i < n; i++ {\n\t\tlist = append(list, new(int))\n\t}\n}\n"
        + "fill(1)\n:alloccount fill(100)")
    #expect(sites.contains(#/\n +100 +\d+ B  int  main.fill  stdin\[2\]:4\n/#), "\(sites)")
    #expect(sites.contains(#/\n +8 +\d+ B  \[\]\*int  main.fill  stdin\[2\]:4\n/#), "\(sites)")
  }

  @Test(arguments: [
    (":time", ":time [-n RUNS] EXPR: an argument is missing; :help time has an example"),
    (":time -n 0 f()", ":time [-n RUNS] EXPR: -n wants a number of runs from 1 on"),
    (":time nothing()", ":time:1:1: undefined: nothing"), (":alloccount 1 +", ":alloccount: the text ends too early"),
  ])
  func `a wrong measurement says what is wrong`(text: String, wanted: String) { #expect(shown(text) == wanted + "\n") }

  @Test func `a panic ends what is measured and nothing else`() {
    let result = Subprocess.run(
      [Repository.loam, "repl", "-k"], input: Array("x := 1\n:time panic(\"no\")\n:alloccount panic(\"no\")\nx\n".utf8))
    #expect(result.outputText == "1 : int\n", "\(result.errorText)")
    #expect(result.errorText.hasPrefix("panic: no\n"))
  }
}
