// SPDX-License-Identifier: Apache-2.0
//
// ErrorCases+Expressions.swift — wrong programs and what Go's compiler says of each.

extension ErrorCase {
  static let expressions: [ErrorCase] = [
    ErrorCase(
      name: "mismatched types",
      source: #"""
        package main

        type Celsius float64
        type Meters float64

        func main() {
        	var a int = 1
        	var b float64 = 2
        	var c Celsius
        	var d Meters
        	_ = a + b
        	_ = c + d
        	_ = c * 2.5
        	_ = a + "x"
        	_ = a << 1.5
        	_ = b << 1
        	_ = a && true
        	_ = !a
        	_ = -"x"
        	_ = ^2.5
        	_ = a == b
        	a += b
        	a++
        	s := "x"
        	s++
        	s -= "a"
        }
        """#,
      errors: #"""
        x.go:11:6: invalid operation: a + b (mismatched types int and float64)
        x.go:12:6: invalid operation: c + d (mismatched types Celsius and Meters)
        x.go:14:6: invalid operation: a + "x" (mismatched types int and untyped string)
        x.go:15:11: 1.5 (untyped float constant) truncated to uint
        x.go:16:6: invalid operation: shifted operand b (variable of type float64) must be integer
        x.go:17:6: invalid operation: a && true (mismatched types int and untyped bool)
        x.go:18:7: invalid operation: operator ! not defined on a (variable of type int)
        x.go:19:7: invalid operation: operator - not defined on "x" (untyped string constant)
        x.go:20:7: invalid operation: operator ^ not defined on 2.5 (untyped float constant)
        x.go:21:11: invalid operation: a == b (mismatched types int and float64)
        x.go:22:2: invalid operation: a += b (mismatched types int and float64)
        x.go:25:2: invalid operation: s++ (non-numeric type string)
        x.go:26:2: invalid operation: operator - not defined on s (variable of type string)
        """#),
    ErrorCase(
      name: "comparisons",
      source: #"""
        package main

        type S struct{ f []int }

        func main() {
        	var s S
        	var m map[string]int
        	var f func()
        	var p *int
        	var i interface{ M() }
        	_ = s == s
        	_ = m == m
        	_ = f == f
        	_ = f == nil
        	_ = p < p
        	_ = i == p
        	_ = nil == nil
        	_ = []int{} == nil
        	_ = [2][]int{} == [2][]int{}
        	var e error
        	_ = e == 1
        	_ = s < s
        }
        """#,
      errors: #"""
        x.go:11:6: invalid operation: s == s (struct containing []int cannot be compared)
        x.go:12:6: invalid operation: m == m (map can only be compared to nil)
        x.go:13:6: invalid operation: f == f (func can only be compared to nil)
        x.go:15:6: invalid operation: p < p (operator < not defined on pointer)
        x.go:16:11: invalid operation: i == p (mismatched types interface{M()} and *int)
        x.go:17:13: invalid operation: nil == nil (operator == not defined on untyped nil)
        x.go:19:6: invalid operation: [2][]int{} == [2][]int{} ([2][]int cannot be compared)
        x.go:21:11: invalid operation: e == 1 (mismatched types error and untyped int)
        x.go:22:6: invalid operation: s < s (operator < not defined on struct)
        """#),
    ErrorCase(
      name: "constant overflow",
      source: #"""
        package main

        const big = 1 << 100
        const (
        	a byte = 255 + iota
        	b
        )

        func main() {
        	var x int8 = 128
        	var y uint = -1
        	var z int = 1.5
        	var f float32 = 1e40
        	_ = int8(200)
        	_ = big
        	_ = big >> 98
        	_ = int16(1) << 15
        	_ = x * 1000
        	_ = "abc"[5]
        	_ = [3]int{}[3]
        	_ = 10 / 0
        	_ = x / 0
        	_ = 1.0 / 0.0
        	_ = x % 0
        	var arr [2]int
        	_ = arr[-1]
        	_ = arr[1:0]
        	_, _, _ = y, z, f
        }
        """#,
      errors: #"""
        x.go:6:2: cannot use 255 + iota (untyped int constant 256) as byte value in constant declaration (overflows)
        x.go:10:15: cannot use 128 (untyped int constant) as int8 value in variable declaration (overflows)
        x.go:11:15: cannot use -1 (untyped int constant) as uint value in variable declaration (overflows)
        x.go:12:14: cannot use 1.5 (untyped float constant) as int value in variable declaration (truncated)
        x.go:13:18: cannot use 1e40 (untyped float constant 1e+40) as float32 value in variable declaration (overflows)
        x.go:14:11: constant 200 overflows int8
        x.go:15:6: cannot use big (untyped int constant 1267650600228229401496703205376) as int value in assignment to _ identifier (overflows)
        x.go:17:6: int16(1) << 15 (constant 32768 of type int16) overflows int16
        x.go:18:10: 1000 (untyped int constant) overflows int8
        x.go:19:12: invalid argument: index 5 out of bounds [0:3]
        x.go:20:15: invalid argument: index 3 out of bounds [0:3]
        x.go:21:11: invalid operation: division by zero
        x.go:22:10: invalid operation: division by zero
        x.go:23:12: invalid operation: division by zero
        x.go:24:10: invalid operation: division by zero
        x.go:26:10: invalid argument: index -1 (constant of type int) must not be negative
        x.go:27:12: invalid slice indices: 0 < 1
        """#),
    ErrorCase(
      name: "assignability",
      source: #"""
        package main

        type I interface{ M(int) string }
        type A struct{}
        type B struct{}
        type C struct{}

        func (a *A) M(int) string { return "" }
        func (b B) M(x string)    {}
        func (c C) m(int) string  { return "" }

        func main() {
        	var i I = A{}
        	i = &A{}
        	i = B{}
        	i = C{}
        	i = 5
        	i = nil
        	var p *I = &i
        	p.M(1)
        	var n int = nil
        	var s []string = []int{1}
        	var c chan<- int
        	var r <-chan int = c
        	var f func(int) = func(s string) {}
        	_, _, _, _ = n, s, r, f
        	var e error = "x"
        	_ = e
        	var a A = i
        	_ = a
        }
        """#,
      errors: #"""
        x.go:13:12: cannot use A{} (value of struct type A) as I value in variable declaration: A does not implement I (method M has pointer receiver)
        x.go:15:6: cannot use B{} (value of struct type B) as I value in assignment: B does not implement I (wrong type for method M)
        		have M(string)
        		want M(int) string
        x.go:16:6: cannot use C{} (value of struct type C) as I value in assignment: C does not implement I (missing method M)
        		have m(int) string
        		want M(int) string
        x.go:17:6: cannot use 5 (constant of type int) as I value in assignment: int does not implement I (missing method M)
        x.go:20:4: p.M undefined (type *I is pointer to interface, not interface)
        x.go:21:14: cannot use nil as int value in variable declaration
        x.go:22:19: cannot use []int{…} (value of type []int) as []string value in variable declaration
        x.go:24:21: cannot use c (variable of type chan<- int) as <-chan int value in variable declaration
        x.go:25:20: cannot use func(s string) {} (value of type func(s string)) as func(int) value in variable declaration
        x.go:27:16: cannot use "x" (constant of type string) as error value in variable declaration: string does not implement error (missing method Error)
        x.go:29:12: cannot use i (variable of interface type I) as A value in variable declaration
        """#),
    ErrorCase(
      name: "struct literals",
      source: #"""
        package main

        type P struct {
        	X, Y int
        	name string
        }

        func main() {
        	_ = P{1, 2}
        	_ = P{1, 2, "a", 4}
        	_ = P{X: 1, 2}
        	_ = P{X: 1, X: 2}
        	_ = P{Z: 1}
        	_ = P{x: 1}
        	_ = P{1, "b", "c"}
        	_ = []int{0: 1, 0: 2}
        	_ = [2]int{1, 2, 3}
        	_ = map[string]int{"a": 1, "a": 2}
        	_ = map[string]int{1}
        	_ = int{1}
        	_ = [...]int{5: 1}[6]
        	_ = []P{{1, 2, "x"}, {X: "y"}}
        	var t = {1}
        }
        """#,
      errors: #"""
        x.go:23:10: syntax error: unexpected {, expected expression
        x.go:24:1: syntax error: non-declaration statement outside function body
        """#),
    ErrorCase(
      name: "selectors",
      source: #"""
        package main

        import (
        	"fmt"
        	"os"
        )

        type T struct{ a int }
        type E struct{ T }
        type P *T

        func (t *T) Ptr() {}
        func (t T) Val()  {}

        func main() {
        	var t T
        	t.b = 1
        	t.A = 2
        	t.val()
        	E{}.Ptr()
        	T{}.Ptr()
        	T.Ptr(t)
        	(*T).Val(&t)
        	var p P
        	p.Val()
        	_ = p.a
        	fmt.Foo()
        	fmt.println()
        	os.exit(1)
        	fmt = nil
        	var pp **T
        	pp.Val()
        	t.a.b = 1
        	_ = t.Ptr.x
        }
        """#,
      errors: #"""
        x.go:17:4: t.b undefined (type T has no field or method b)
        x.go:18:4: t.A undefined (type T has no field or method A, but does have field a)
        x.go:19:4: t.val undefined (type T has no field or method val, but does have method Val)
        x.go:20:6: cannot call pointer method Ptr on E
        x.go:21:6: cannot call pointer method Ptr on T
        x.go:22:4: invalid method expression T.Ptr (needs pointer receiver (*T).Ptr)
        x.go:25:4: p.Val undefined (type P has no field or method Val)
        x.go:27:6: undefined: fmt.Foo
        x.go:28:6: undefined: fmt.println (but have Println)
        x.go:29:5: undefined: os.exit (but have Exit)
        x.go:30:2: use of package fmt not in selector
        x.go:32:5: pp.Val undefined (type **T has no field or method Val)
        x.go:33:6: t.a.b undefined (type int has no field or method b)
        x.go:34:12: t.Ptr.x undefined (type func() has no field or method x)
        """#),
    ErrorCase(
      name: "conversions",
      source: #"""
        package main

        type S struct{ a int }
        type T struct{ a int }
        type U struct{ b int }

        func main() {
        	_ = int("a")
        	_ = string(1.5)
        	_ = string(65)
        	_ = []byte("abc")
        	_ = []byte(1)
        	_ = T(S{})
        	_ = U(S{})
        	_ = (*int)(nil)
        	_ = int(nil)
        	_ = float64("1")
        	_ = bool(1)
        	_ = int()
        	_ = int(1, 2)
        	_ = [2]int([]int{1, 2})
        	_ = []int([2]int{})
        	_ = error(5)
        	_ = int(1.5)
        	_ = uint8(-1)
        	_ = func()(1)
        	var x interface{}
        	_ = int(x)
        	_ = string([]rune{'a'})
        }
        """#,
      errors: #"""
        x.go:26:13: syntax error: unexpected literal 1, expected )
        """#),
    ErrorCase(
      name: "shifts",
      source: #"""
        package main

        func main() {
        	var s uint = 3
        	var n int = 2
        	var f float64 = 1 << s
        	var g = 1.0 << s
        	var h int = 1.0 << s
        	_ = 1 << n
        	_ = 1 << -1
        	_ = n << 1.0
        	_ = n << "a"
        	_ = n << 2.5
        	_ = 1.5 << 1
        	_ = "a" << 1
        	_ = uint64(1 << s)
        	_ = float32(1 << s)
        	_ = 1 << 1000
        	_ = 1 << 600
        	_, _, _ = f, g, h
        }
        """#,
      errors: #"""
        x.go:6:18: invalid operation: shifted operand 1 (type float64) must be integer
        x.go:7:10: invalid operation: shifted operand 1.0 (type float64) must be integer
        x.go:10:11: invalid operation: negative shift count -1 (untyped int constant)
        x.go:12:11: cannot convert "a" (untyped string constant) to type uint
        x.go:13:11: 2.5 (untyped float constant) truncated to uint
        x.go:14:6: invalid operation: shifted operand 1.5 (untyped float constant) must be integer
        x.go:15:6: invalid operation: shifted operand "a" (untyped string constant) must be integer
        x.go:17:14: invalid operation: shifted operand 1 (type float32) must be integer
        x.go:18:8: constant shift overflow
        x.go:19:8: constant shift overflow
        """#),
    ErrorCase(
      name: "maps and arrays",
      source: #"""
        package main

        type K struct{ f func() }

        var m map[[]int]string
        var n map[K]int
        var o map[interface{}]int
        var a [-1]int
        var b ["x"]int
        var c [1.5]int
        var d [...]int
        var x = 3
        var e [x]int
        var f [2.0]int
        var g [undefinedLen]int
        var h [1 << 62]int8

        func main() {
        	_ = m["a"]
        	_ = o[K{}]
        	_ = f[1.0]
        	_ = f["a"]
        	_ = f[2]
        	_ = f[0][1]
        	var p *[2]int
        	_ = p[5]
        	_ = p[:3]
        	_ = "abc"[1:2:3]
        	_ = main[0]
        	var s []int
        	_ = s[1:0]
        	_ = s["a":]
        	_ = n[1]
        	len := 3
        	_ = len("a")
        }
        """#,
      errors: #"""
        x.go:5:11: invalid map key type []int
        x.go:6:11: invalid map key type K
        x.go:8:8: invalid array length -1 (untyped int constant)
        x.go:9:8: array length "x" (untyped string constant) must be integer
        x.go:10:8: array length 1.5 (untyped float constant) must be integer
        x.go:11:7: invalid use of [...] array (outside a composite literal)
        x.go:13:8: invalid array length x
        x.go:15:8: undefined array length undefinedLen or missing type constraint
        x.go:19:8: cannot use "a" (untyped string constant) as []int value in map index
        x.go:22:8: cannot convert "a" (untyped string constant) to type int
        x.go:23:8: invalid argument: index 2 out of bounds [0:2]
        x.go:24:10: cannot index f[0] (variable of type int)
        x.go:26:8: invalid argument: index 5 out of bounds [0:2]
        x.go:27:9: invalid argument: index 3 out of bounds [0:3]
        x.go:28:16: invalid operation: 3-index slice of string
        x.go:29:10: cannot index main (value of type func())
        x.go:31:10: invalid slice indices: 0 < 1
        x.go:32:8: cannot convert "a" (untyped string constant) to type int
        x.go:33:8: cannot use 1 (untyped int constant) as K value in map index
        x.go:35:6: invalid operation: cannot call len (variable of type int): int is not a function
        """#),
  ]
}
