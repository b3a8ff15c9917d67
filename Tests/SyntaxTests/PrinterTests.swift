// SPDX-License-Identifier: Apache-2.0
//
// Trees as text.
import Syntax
import Testing

struct PrinterTests {
  @Test func `expressions are written as Go's messages write them`() {
    let texts: [(String, String)] = [
      ("& x", "&x"), ("make( []int,n )", "make([]int, n)"),
      ("func( x int )bool{ return true }", "func(x int) bool {…}"), ("func(){}", "func() {}"),
      ("p . x", "p.x"), ("(func() int)(x)", "(func() int)(x)"), ("[]int{1,2}", "[]int{…}"), ("T{ }", "T{}"),
      ("&T{a:1}", "&T{…}"),
      ("a+b*c", "a + b * c"), ("a [ i:j ]", "a[i:j]"), ("a[:]", "a[:]"), ("a[i:j:k]", "a[i:j:k]"), ("x.( T )", "x.(T)"),
      ("f(a , b...)", "f(a, b...)"),
      ("map[string]  []*int(nil)", "map[string][]*int(nil)"), ("<- c", "<-c"), ("chan<- int(c)", "chan<- int(c)"),
      ("[...]int{1}", "[...]int{…}"),
      ("struct{a,b int;c string `x`}{}", "struct{a, b int; c string `x`}{}"),
      ("interface{m(int)error;~int|string}(x)", "interface{m(int) error; ~int | string}(x)"),
      ("f[ int , string ](x)", "f[int, string](x)"), ("(chan (<-chan int))(c)", "(chan (<-chan int))(c)"),
      ("- - x", "--x"), ("'a' + \"b\" + 0x1p2", "'a' + \"b\" + 0x1p2"),
    ]
    for (text, expected) in texts {
      #expect(withExpression(text) { Printer($0.tree, $0.symbols).text(of: $1) } == expected, "\(text)")
    }
  }

  @Test func `a printed program parses to the same tree`() {
    let first = Parsed(sampleProgram)
    let second = Parsed(first.printed)
    #expect(first.errors == [] && second.errors == [])
    #expect(first.printed == second.printed)
    #expect(first.tree.declarations.count == second.tree.declarations.count)
  }

  @Test func `signs that would run together are kept apart`() {
    let first = Parsed("package p\nvar x = - -a + +(+b) & ^ ^c\nvar y = & &z\nvar w = <-<-c\n")
    #expect(first.errors == [])
    #expect(Parsed(first.printed).printed == first.printed)
  }
}
