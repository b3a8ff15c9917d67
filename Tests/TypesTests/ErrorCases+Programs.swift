// SPDX-License-Identifier: Apache-2.0
//
// ErrorCases+Programs.swift — wrong programs and what Go's compiler says of each.

extension ErrorCase {
  static let programs: [ErrorCase] = [
    ErrorCase(
      name: "a program with many mistakes",
      source: #"""
        package main

        import "fmt"

        type Stack struct {
        	items []int
        }

        func (s Stack) Push(x int) { s.items = append(s.items, x) }
        func (s *Stack) Pop() (int, bool) {
        	if len(s.items) == 0 {
        		return 0
        	}
        	x := s.items[len(s.items)-1]
        	s.items = s.items[:len(s.items)-1]
        	return x, true, nil
        }

        type Animal interface{ Sound() string }
        type Dog struct{ name string }

        func (d Dog) Sound() string { return d.Name }
        func (d Dog) sound() {}

        func NewDog(name string) *Dog { return Dog{name} }

        func process(items ...string) map[string]int {
        	counts := map[string]int
        	for i, item := range items {
        		counts[item]++
        	}
        	return counts
        }

        func fact(n uint64) int {
        	if n <= 1 { return 1 }
        	return n * fact(n-1)
        }

        const Pi = 3.14
        const Max int8 = 200

        func main() {
        	s := Stack{}
        	s.Push("1")
        	v := s.Pop()
        	var a Animal = NewDog("rex")
        	d := a.(Cat)
        	a.name = "x"
        	fmt.Println("a" + 1, 'a' + "b", Pi * 2, Max)
        	var arr [5]int = [3]int{1, 2, 3}
        	arr[10] = 1
        	if arr == nil {
        	}
        	if s == nil {
        	}
        	x = 5
        	var y int = "hello"
        	y := 6
        	for i := 0; i < 10; i++ { fmt.Println(i) }
        	fmt.Println(i)
        	switch v.(type) {
        	}
        	func() { fmt.Println("x") }
        	go fmt.Println
        	var f func(int) string = func(x int) int { return x }
        	f(1, 2)
        	ch := make(chan int)
        	ch <- "a"
        	var z string = <-ch
        	return 1
        }
        """#,
      errors: #"""
        x.go:12:10: not enough return values
        	have (number)
        	want (int, bool)
        x.go:16:18: too many return values
        	have (int, bool, nil)
        	want (int, bool)
        x.go:22:40: d.Name undefined (type Dog has no field or method Name, but does have field name)
        x.go:25:40: cannot use Dog{…} (value of struct type Dog) as *Dog value in return statement
        x.go:28:12: map[string]int (type) is not an expression
        x.go:29:6: declared and not used: i
        x.go:37:9: invalid operation: n * fact(n - 1) (mismatched types uint64 and int)
        x.go:41:18: cannot use 200 (untyped int constant) as int8 value in constant declaration (overflows)
        x.go:45:9: cannot use "1" (untyped string constant) as int value in argument to s.Push
        x.go:46:7: assignment mismatch: 1 variable but s.Pop returns 2 values
        x.go:48:2: declared and not used: d
        x.go:48:10: undefined: Cat
        x.go:49:4: a.name undefined (type Animal has no field or method name)
        x.go:50:14: invalid operation: "a" + 1 (mismatched types untyped string and untyped int)
        x.go:50:23: invalid operation: 'a' + "b" (mismatched types untyped rune and untyped string)
        x.go:51:19: cannot use [3]int{…} (value of type [3]int) as [5]int value in variable declaration
        x.go:52:6: invalid argument: index 10 out of bounds [0:5]
        x.go:53:12: invalid operation: arr == nil (mismatched types [5]int and untyped nil)
        x.go:55:10: invalid operation: s == nil (mismatched types Stack and untyped nil)
        x.go:57:2: undefined: x
        x.go:58:6: declared and not used: y
        x.go:58:14: cannot use "hello" (untyped string constant) as int value in variable declaration
        x.go:59:4: no new variables on left side of :=
        x.go:61:14: undefined: i
        x.go:64:2: func() {…} (value of type func()) is not used
        x.go:65:5: expression in go must be function call
        x.go:66:27: cannot use func(x int) int {…} (value of type func(x int) int) as func(int) string value in variable declaration
        x.go:67:7: too many arguments in call to f
        	have (number, number)
        	want (int)
        x.go:69:8: cannot use "a" (untyped string constant) as int value in send
        x.go:70:6: declared and not used: z
        x.go:70:17: cannot use <-ch (comma, ok expression of type int) as string value in variable declaration
        x.go:71:9: too many return values
        	have (number)
        	want ()
        """#),
    ErrorCase(
      name: "another program with many mistakes",
      source: #"""
        package main

        import (
        	"fmt"
        	"math"
        )

        type Point struct{ X, Y float64 }
        type Line struct{ Point; End *Point }
        type Color int

        const (
        	Red Color = iota
        	Green
        )

        func (c Color) String() string { return [...]string{"R", "G"}[c] }
        func (p Point) Dist(q Point) float64 { return math.sqrt(p.X) }
        func (p *Point) Move(dx, dy float64) { p.X += dx; p.Y += "a" }
        func swap(a, b *int) { *a, *b = *b, *a }
        func apply(nums []int, f func(int) int) []int { return nil }

        func main() {
        	p := Point{1, 2, 3}
        	p.Dist(1)
        	Point{1, 2}.Move(1, 2)
        	l := Line{p, p}
        	l.X.foo()
        	var c Color = "red"
        	c = 1.5
        	c = Red + 1
        	c += 2
        	var i int = c
        	swap(&i, i)
        	swap(&1, &i)
        	apply([]int{1}, func(x int) float64 { return float64(x) })
        	apply([...]int{1}, nil)
        	apply(nil)
        	_ = math.Max(1, "2")
        	_ = math.MaxInt64 + 1
        	var u uint8 = 256
        	var k int = math.MaxInt64 + 1
        	var j int = 1e3
        	var h int = 1e-3
        	var r rune = "a"
        	var b byte = 'é'
        	var ss string = 'a'
        	var t string = nil
        	var pp *int = 0
        	var bb bool = 1
        	if i = 1; i {
        	}
        	if i == true {
        	}
        	for i := 0; i < "a"; i++ {
        	}
        	for {
        	}
        	fmt.Println(p.x, undefined.X, fmt.Foo, u, k, j, h, r, b, ss, t, pp, bb)
        	defer recover()
        	panic()
        	_ = [3]int{1, 2, 3, 4}
        	_ = map[string]int{"a": "b", 1: 2}
        	_ = []int{"a", 2.5, 'b'}
        	_ = &Point{X: 1, Z: 2}
        	_ = struct{ a int }{b: 1}
        	_ = interface{}(1).(string) + 1
        	_ = len(5) + cap(map[int]int{})
        	var fn func()
        	_ = fn == fn
        	_ = !5 + -"a"
        }
        """#,
      errors: #"""
        x.go:18:52: name sqrt not exported by package math
        x.go:19:51: invalid operation: p.Y += "a" (mismatched types float64 and untyped string)
        x.go:24:19: too many values in struct literal of type Point
        x.go:25:9: cannot use 1 (untyped int constant) as Point value in argument to p.Dist
        x.go:26:14: cannot call pointer method Move on Point
        x.go:27:15: cannot use p (variable of struct type Point) as *Point value in struct literal
        x.go:28:6: l.X.foo undefined (type float64 has no field or method foo)
        x.go:29:16: cannot use "red" (untyped string constant) as Color value in variable declaration
        x.go:30:6: cannot use 1.5 (untyped float constant) as Color value in assignment (truncated)
        x.go:33:14: cannot use c (variable of int type Color) as int value in variable declaration
        x.go:34:11: cannot use i (variable of type int) as *int value in argument to swap
        x.go:35:8: invalid operation: cannot take address of 1 (untyped int constant)
        x.go:36:18: cannot use func(x int) float64 {…} (value of type func(x int) float64) as func(int) int value in argument to apply
        x.go:37:8: cannot use [...]int{…} (value of type [1]int) as []int value in argument to apply
        x.go:38:8: not enough arguments in call to apply
        	have (nil)
        	want ([]int, func(int) int)
        x.go:39:18: cannot use "2" (untyped string constant) as float64 value in argument to math.Max
        x.go:40:6: cannot use math.MaxInt64 + 1 (untyped int constant 9223372036854775808) as int value in assignment to _ identifier (overflows)
        x.go:41:16: cannot use 256 (untyped int constant) as uint8 value in variable declaration (overflows)
        x.go:42:14: cannot use math.MaxInt64 + 1 (untyped int constant 9223372036854775808) as int value in variable declaration (overflows)
        x.go:44:14: cannot use 1e-3 (untyped float constant 0.001) as int value in variable declaration (truncated)
        x.go:45:15: cannot use "a" (untyped string constant) as rune value in variable declaration
        x.go:47:18: cannot use 'a' (untyped rune constant 97) as string value in variable declaration
        x.go:48:17: cannot use nil as string value in variable declaration
        x.go:49:16: cannot use 0 (untyped int constant) as *int value in variable declaration
        x.go:50:16: cannot use 1 (untyped int constant) as bool value in variable declaration
        x.go:51:12: non-boolean condition in if statement
        x.go:53:10: invalid operation: i == true (mismatched types int and untyped bool)
        x.go:55:18: invalid operation: i < "a" (mismatched types int and untyped string)
        x.go:59:16: p.x undefined (type Point has no field or method x, but does have field X)
        x.go:59:19: undefined: undefined
        x.go:59:36: undefined: fmt.Foo
        x.go:61:2: invalid operation: not enough arguments for panic() (expected 1, found 0)
        x.go:62:22: index 3 is out of bounds (>= 3)
        x.go:63:26: cannot use "b" (untyped string constant) as int value in map literal
        x.go:63:31: cannot use 1 (untyped int constant) as string value in map literal
        x.go:64:12: cannot use "a" (untyped string constant) as int value in array or slice literal
        x.go:64:17: cannot use 2.5 (untyped float constant) as int value in array or slice literal (truncated)
        x.go:65:19: unknown field Z in struct literal of type Point
        x.go:66:22: unknown field b in struct literal of type struct{a int}
        x.go:67:6: invalid operation: interface{}(1).(string) + 1 (mismatched types string and untyped int)
        x.go:68:10: invalid argument: 5 (untyped int constant) for built-in len
        x.go:68:19: invalid argument: map[int]int{} (value of type map[int]int) for built-in cap
        x.go:70:6: invalid operation: fn == fn (func can only be compared to nil)
        x.go:71:7: invalid operation: operator ! not defined on 5 (untyped int constant)
        x.go:71:12: invalid operation: operator - not defined on "a" (untyped string constant)
        """#),
  ]
}
