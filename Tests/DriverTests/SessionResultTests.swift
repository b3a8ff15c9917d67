// SPDX-License-Identifier: Apache-2.0
//
// SessionResultTests.swift — results by number, what is declared anew, and what is left of entries that have run.

import Driver
import Glibc
import Runtime
import Testing

@Suite(.serialized) struct SessionResultTests: SessionDriver {
  let session: Session

  init() throws { session = try Session(Configuration()) }

  private func errors(_ text: String) -> [String] {
    if case .errors(let lines) = evaluate(text) { return lines }
    return []
  }

  @Test func `the last result and those before have names`() {
    succeed("40 + 2", "\"text\"")
    holds("_1 == 42 && _2 == \"text\" && _ == \"text\"")
    succeed("_1 * 2")
    holds("_3 == 84 && _ == 84")
    succeed("x := _ + 1")
    holds("x == 85 && _ == 84")
  }

  @Test func `each value of a call is a result and the first is the last one`() {
    succeed("func two() (int, error) { return 7, errors.New(\"no\") }", "two()")
    holds("_1 == 7 && _2.Error() == \"no\" && _ == 7")
    succeed("strconv.Atoi(\"12\")")
    holds("_ == 12 && _4 == nil")
  }

  @Test func `results have the static type of what was typed`() {
    succeed("error(nil)", "any(3)", "uint8(200)", "[]string{\"a\"}")
    succeed("var e error = _1; var a any = _2; var b uint8 = _3; var s []string = _4")
    holds("e == nil && a == 3 && b == 200 && s[0] == \"a\"")
  }

  @Test func `what shows no value, or fails, is no result`() {
    succeed("5", "x := 3", "fmt.Println(x)", "func f() {}", "f()", "nil")
    holds("_ == 5")
    #expect(evaluate("func() int { panic(1) }()") == .failed)
    holds("_ == 5")
    #expect(errors("_2") == ["test:1:1: there is no result _2 yet; the last one is _1"])
    succeed("6")
    holds("_2 == 6")
  }

  @Test func `before the first result the names say so`() {
    #expect(errors("_") == ["test:1:1: cannot use _ as value: there is no result yet"])
    #expect(errors("_1 + 1") == ["test:1:1: there is no result _1 yet"])
  }

  @Test func `the last hundred results are kept and older ones are said to be gone`() {
    for i in 1...150 { succeed("\(i)") }
    holds("_150 == 150 && _51 == 51 && _ == 150")
    #expect(errors("_50") == ["test:1:1: result _50 is not kept any more: the last 100 are, from _51 on"])
  }

  @Test func `a result that something still refers to stays what it was`() {
    succeed("11", "func f() int { return _1 }", "p := &_1", "g := func() int { return _1 * 2 }")
    for i in 1...300 { succeed("\(i)") }
    holds("f() == 11 && *p == 11 && g() == 22")
  }

  @Test func `a name of the person's own goes before a result's`() {
    succeed("1", "_1 := \"own\"")
    holds("_1 == \"own\"")
  }

  @Test func `a function uses the result of when it was declared`() {
    succeed("1", "func f() int { return _ }", "2")
    holds("f() == 1 && _ == 2")
  }

  @Test func `a variable declared anew leaves the old one to those that have it`() {
    succeed("x := 1", "func get() int { return x }", "p := &x", "h := func() int { x++; return x }")
    guard case .done(let notes) = evaluate("x := 10") else {
      Issue.record("refused")
      return
    }
    #expect(notes == ["x is a new variable; functions declared before still use the old one"])
    for i in 0..<50 { succeed("x := \(i)", "y := x + \(i)", "var z int") }
    holds("get() == 1 && *p == 1 && h() == 2 && get() == 2 && x == 49 && y == 98 && z == 0")
  }

  @Test func `what a name was is said when it becomes something else`() {
    succeed("a := 1", "func f() {}")
    #expect(evaluate("func a() {}") == .done(notes: ["a was a variable; what was compiled before still uses that"]))
    #expect(evaluate("f := 2") == .done(notes: ["f was a function; what was compiled before still uses that"]))
    #expect(evaluate("const f = 3") == .done(notes: ["f was a variable; what was compiled before still uses that"]))
  }

  @Test func `a variable that is used again is zero and of its own`() {
    succeed("x := []int{1, 2}", "y := x", "x := []int(nil)", "var x []int")
    holds("x == nil && y[1] == 2")
    succeed("var s string = \"a\"; s = s + \"b\"", "var s string")
    holds("s == \"\"")
    succeed("x := 5", "x := x + 1", "x := x + 1")
    holds("x == 7")
  }

  @Test func `an entry that does not compile changes nothing`() {
    succeed("x := 1", "type T int", "func f() int { return 1 }")
    #expect(!errors("x := 2; type T string; func f() string { return 3 }").isEmpty)
    #expect(!errors("func f() int { return \"a\" }").isEmpty)
    holds("x == 1 && f() == 1 && T(3) == 3")
  }

  @Test func `closures, deferred calls and goroutines of entries outlive them`() {
    succeed("var fs []func() int", "for i := range 3 { fs = append(fs, func() int { return i * 10 }) }")
    for i in 0..<20 {
      succeed("a\(i) := func(x int) int { return x + \(i) }(1)", "func() { defer func() { _ = \(i) }() }()")
    }
    holds("fs[0]() == 0 && fs[2]() == 20 && a19 == 20")
    succeed(
      "c := make(chan func() int, 1)",
      "go func(n int) { time.Sleep(20 * time.Millisecond); c <- func() int { return n } }(5)")
    for i in 0..<20 { succeed("b\(i) := \(i)") }
    holds("(<-c)() == 5")
  }

  @Test func `constants, strings and literals of entries that are forgotten stay`() {
    succeed("var keep []string; var boxes []any; m := map[string][]int{}")
    for i in 0..<200 {
      succeed(
        "keep = append(keep, \"text \(i)\")", "boxes = append(boxes, \(i), \"box \(i)\")",
        "m[\"k\(i)\"] = []int{\(i), \(i + 1)}")
    }
    holds("len(keep) == 200 && keep[0] == \"text 0\" && keep[199] == \"text 199\"")
    holds("boxes[0] == 0 && boxes[1] == \"box 0\" && boxes[398] == 199 && boxes[399] == \"box 199\"")
    holds("m[\"k0\"][1] == 1 && m[\"k199\"][0] == 199")
  }

  @Test func `methods added later are found by interfaces`() {
    succeed("type T int", "var a any = T(1)", "func (t T) String() string { return \"T!\" }")
    holds("fmt.Sprint(T(2)) == \"T!\"")
  }

  @Test func `errors of later entries name the place of what is left of earlier ones`() {
    succeed("const big = 1000")
    for i in 0..<30 { succeed("\(i)", "x := \(i)") }
    #expect(
      errors("var b byte = big") == [
        "test:1:14: cannot use big (untyped int constant 1000) as byte value in variable declaration (overflows)"
      ])
  }
}
