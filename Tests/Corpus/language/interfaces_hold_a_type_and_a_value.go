// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
)

type failure struct{ code int }

func (f *failure) Error() string {
	if f == nil {
		return "nil failure"
	}
	return fmt.Sprint("failure ", f.code)
}

func find(fail bool) error {
	var f *failure
	if fail {
		f = &failure{3}
	}
	return f // never nil
}

type a struct{ n int }
type b struct{ n int }

func (a) M() {}
func (b) M() {}

type m interface{ M() }

func main() {
	err := find(false)
	fmt.Println(err == nil, err.Error(), err == (*failure)(nil), find(true))

	var x, y m = a{1}, a{1}
	fmt.Println(x == y, x == m(b{1}), x == m(a{2}), x != nil)
	x = b{1}
	fmt.Println(x == b{1}, any(x) == any(y))

	var e1, e2 any
	fmt.Println(e1 == e2, e1 == nil, any(1) == any(1), any(1) == any(int64(1)), any(1) == any(1.0))
	p := &failure{1}
	q := &failure{1}
	fmt.Println(error(p) == error(q), error(p) == error(p), any(*p) == any(*q))
	fmt.Println(any("a"+fmt.Sprint("b")) == any("ab"), any([2]string{"x", "y"}) == any([2]string{"x", "y"}))
	fmt.Println(any(struct {
		x any
		y string
	}{1, "s"}) == any(struct {
		x any
		y string
	}{1, "s"}))

	// a value in an interface is a copy
	v := a{5}
	x = v
	v.n = 6
	fmt.Println(x.(a).n, v.n)
	_, ok := x.(b)
	got, ok2 := x.(a)
	fmt.Println(ok, got, ok2)
	_, isReader := any(p).(io.Reader)
	asError, isError := any(p).(error)
	fmt.Println(isReader, isError, asError)
	zero, ok := any("s").(int)
	fmt.Println(zero, ok)

	wrapped := fmt.Errorf("outer: %w", fmt.Errorf("inner: %w", p))
	var target *failure
	fmt.Println(errors.As(wrapped, &target), target == p, errors.Is(wrapped, p), errors.Is(wrapped, q), wrapped)
	fmt.Println(errors.Unwrap(errors.Unwrap(wrapped)) == error(p))

	set := map[any]string{1: "int", int8(1): "int8", "1": "string", a{1}: "a", b{1}: "b", nil: "nil", 1.5: "float", true: "bool"}
	fmt.Println(set[1], set[int8(1)], set["1"], set[a{1}], set[b{1}], set[nil], set[1.5], set[true], set[2] == "")
}
