// escape
// SPDX-License-Identifier: Apache-2.0

package main

type shape interface{ area() int }

type square struct{ side int }
type big struct{ data [10]int }

func (s square) area() int { return s.side * s.side }
func (b *big) area() int   { return b.data[0] }

var sink interface{}
var shapes []shape

func boxedLocal() int {
	var i interface{} = 5
	n := 1000
	var j interface{} = n
	return i.(int) + j.(int)
}

func boxedReturned(n int) interface{}  { return n }
func boxedString(s string) interface{} { return s }
func boxedConstant() interface{}       { return "constant" }
func boxedPointer(p *int) interface{}  { return p }
func boxedStruct() interface{} {
	s := square{3}
	return s
}

func stored(n int) { sink = n }

func dynamic(s shape) int { return s.area() }

func static() int {
	var s shape = square{2}
	return s.area()
}

func staticPointer() int {
	var s shape = &big{}
	return s.area()
}

func passed() int {
	return dynamic(square{1}) + dynamic(&big{})
}

func asserted(i interface{}) *big {
	b, _ := i.(*big)
	return b
}

func assertedValue(i interface{}) int {
	if s, ok := i.(square); ok {
		return s.side
	}
	return 0
}

func switched(i interface{}) int {
	switch v := i.(type) {
	case int:
		return v
	case *int:
		return *v
	case square:
		return v.side
	case shape:
		return v.area()
	}
	return 0
}

func collected() {
	shapes = append(shapes, square{1}, &big{})
}

func compared(a, b interface{}) bool { return a == b }

func comparedLocal(n int) bool {
	var i interface{} = n
	return i == interface{}(5)
}

func converted(s shape) interface{} { return s }

type errorText string

func (e errorText) Error() string { return string(e) }

func failing(s string) error { return errorText(s) }
func failingPointer() error  { return &pointerError{1} }

type pointerError struct{ code int }

func (p *pointerError) Error() string { return "code" }

func variadic(v ...interface{}) int                   { return len(v) }
func keptVariadic(v ...interface{})                   { sink = v[0] }
func returnedVariadic(v ...interface{}) []interface{} { return v }

func callsVariadic(n int) {
	variadic(n, "s", 1.5)
	keptVariadic(n)
	_ = returnedVariadic(n, &n)
}

func main() {
	_ = boxedLocal()
	_, _, _, _, _ = boxedReturned(1), boxedString("x"), boxedConstant(), boxedPointer(new(int)), boxedStruct()
	stored(2)
	_, _, _ = static(), staticPointer(), passed()
	_, _, _ = asserted(&big{}), assertedValue(square{1}), switched(3)
	collected()
	_, _ = compared(1, 2), comparedLocal(5)
	_ = converted(square{})
	_, _ = failing("x"), failingPointer()
	callsVariadic(4)
}
