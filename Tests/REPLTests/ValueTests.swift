// SPDX-License-Identifier: Apache-2.0
//
// ValueTests.swift — how values of every kind are written at the prompt.

import Subprocess
import Support
import Testing

@Suite struct ValueTests {
  private func shown(_ text: String) -> String {
    Subprocess.run([Repository.loam], input: Array((text + "\n").utf8)).outputText
  }

  @Test(arguments: [
    (
      "map[string]map[int][]bool{\"a\": {1: {true}}}",
      "map[string]map[int][]bool{\"a\": {1: {true}}} : map[string]map[int][]bool"
    ),
    ("map[float64]int{math.NaN(): 1}", "map[float64]int{NaN: 1} : map[float64]int"),
    ("any(map[string]int(nil))", "map[string]int(nil) : any"),
    (
      "[]any{(*int)(nil), []int(nil), (func())(nil), (chan int)(nil), error(nil)}",
      "[]any{(*int)(nil), []int(nil), (func())(nil), (chan int)(nil), nil} : []any"
    ),
    ("any(uint8(7))", "uint8(7) : any"), ("any(7)", "7 : any"), ("any(7.0)", "7.0 : any"),
    ("any(float32(7))", "float32(7) : any"),
    ("any(time.Second)", "time.Duration(1000000000) : any"), ("any('a')", "int32(97) : any"),
    ("1 + 2i", "(1+2i) : complex128"), ("complex64(complex(0, -1))", "(0-1i) : complex64"),
    ("complex(math.Inf(1), math.NaN())", "(+Inf+NaNi) : complex128"),
    ("uintptr(255)", "0xff : uintptr"), ("unsafe.Pointer(nil)", "nil : unsafe.Pointer"),
    ("[2][2]int{{1, 2}, {3, 4}}", "[2][2]int{{1, 2}, {3, 4}} : [2][2]int"),
    ("struct{}{}", "struct {}{} : struct{}"), ("[0]int{}", "[0]int{} : [0]int"),
    ("\"a\\xffb\\x00\"", "\"a\\xffb\\x00\" : string"), ("[]byte(\"hi\\n\")", "[]byte(\"hi\\n\") : []byte"),
    ("[]byte{0, 255}", "[]byte{0, 255} : []byte"), ("[]byte{}", "[]byte{} : []byte"),
    ("[]rune(\"é\")", "[]int32{233} : []rune"), ("math.Inf(-1)", "-Inf : float64"), ("math.NaN()", "NaN : float64"),
    ("1e100", "1e+100 : float64"), ("float32(0.1)", "0.1 : float32"), ("-0.0", "0 : float64"),
    ("[]error{errors.New(\"x\"), nil}", "[]error{&errors.errorString{s: \"x\"}, nil} : []error"),
    ("func() (a, b int) { return 1, 2 }()", "1 : int\n2 : int"),
  ])
  func `a value of each kind is written as Go`(text: String, wanted: String) {
    #expect(shown(text) == wanted + "\n")
  }

  @Test(arguments: [
    ("type M map[string]M\nm := M{}\nm[\"a\"] = m\nm", "M{\"a\": {↺}} : M"),
    ("type S []S\ns := S{nil}\ns[0] = s\ns", "S{{↺}} : S"),
    ("type S []any\ns := S{1, nil}\ns[1] = s\ns", "S{1, S{↺}} : S"),
    ("type N struct{ P *N; V int }\nn := N{nil, 1}\nn.P = &n\nn.P", "&N{P: (*N)(↺), V: 1} : *N"),
    (
      "type E struct{ a int; B string }\ntype F struct{}\ntype T struct{ E; *F; c []E }\nT{E{1, \"x\"}, nil, []E{{2, \"y\"}}}",
      "T{E: E{a: 1, B: \"x\"}, F: nil, c: []E{{a: 2, B: \"y\"}}} : T"
    ),
    ("type T int\nfunc (t T) String() string { return \"text\" }\nT(3)", "3 : T"),
    ("type T int\nfunc (t T) String() string { return \"text\" }\n[]any{T(3)}", "[]any{T(3)} : []any"),
    ("type T struct{ e error }\nT{errors.New(\"a\")}", "T{e: &errors.errorString{s: \"a\"}} : T"),
  ])
  func `types of the person's own, embedded and in circles`(text: String, wanted: String) {
    #expect(shown(text).hasSuffix(wanted + "\n"))
  }

  @Test func `a value of a generic type has its type arguments`() {
    let declared = "type P[A any] struct{ v A }\ntype T struct{ p P[int] }\n"
    #expect(shown(declared + "P[int]{3}").hasSuffix("P[int]{v: 3} : P[int]\n"))
    #expect(shown(declared + "any(P[T]{})").hasSuffix("P[T]{v: T{p: P[int]{v: 0}}} : any\n"))
    #expect(shown(declared + "[]P[string]{{\"x\"}}").hasSuffix("[]P[string]{{v: \"x\"}} : []P[string]\n"))
  }

  @Test func `a pointer to what has no braces shows where it leads, one level`() {
    #expect(shown("p := new(int)\n*p = 7\np").hasSuffix(") → 7 : *int\n"))
    #expect(shown("s := \"a\"\n&s").hasSuffix(") → \"a\" : *string\n"))
    let two = shown("q := new(*int)\n*q = new(int)\nq")
    #expect(two.hasPrefix("(**int)(0x") && two.contains(") → (*int)(0x") && two.hasSuffix(") : **int\n"), "\(two)")
    let circle = shown("type Self *Self\nvar c Self\nc = &c\nc")
    #expect(circle.hasSuffix(") → (Self)(↺) : Self\n"), "\(circle)")
    let field = shown("type H struct{ n *int }\nh := H{new(int)}\nh")
    #expect(field.hasPrefix("H{n: (*int)(0x") && field.hasSuffix(") → 0} : H\n"), "\(field)")
  }

  @Test func `channels, functions and pointers have their type and an address`() {
    for (text, prefix, type) in [
      ("make(chan int)", "(chan int)(0x", "chan int"), ("func(int) {}", "(func(int))(0x", "func(int)"),
      ("unsafe.Pointer(new(int))", "(unsafe.Pointer)(0x", "unsafe.Pointer"),
    ] {
      let line = shown(text)
      #expect(line.hasPrefix(prefix) && line.hasSuffix(") : \(type)\n"), "\(line)")
    }
  }

  @Test func `:show prints what is cut whole`() {
    let text = shown("s := strings.Repeat(\"x\", 5000)\ns\n:show s\n:show make([]int, 200)")
    let lines = text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasSuffix("… : string") && lines[0].count < 1100)
    #expect(lines[1] == "\"\(String(repeating: "x", count: 5000))\" : string")
    #expect(lines[2] == "[]int{\(Array(repeating: "0", count: 200).joined(separator: ", "))} : []int")
  }

  @Test func `a long text is not cut inside of a character`() {
    let line = shown("strings.Repeat(\"é\", 2000)")
    #expect(line.hasSuffix("é… : string\n"), "\(line.suffix(20))")
  }
}
