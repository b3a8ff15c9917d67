// escape
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

type point struct{ x, y int }

func (p point) String() string { return "point" }

func sum(v ...int) (n int) {
	for _, x := range v {
		n += x
	}
	return
}

var kept []string

func keep(v ...string)                            { kept = v }
func first(v ...*int) *int                        { return v[0] }
func wrap(format string, v ...interface{}) string { return fmt.Sprintf(format, v...) }
func wrapLine(v ...interface{})                   { fmt.Println(v...) }

func printing() {
	n, s, p := 1, "s", point{1, 2}
	fmt.Println(n, s, p, &p, 3.5, "constant")
	fmt.Printf("%d %s\n", n, s)
	_ = fmt.Sprint(n)
	_ = fmt.Sprintf("%v", p)
	fmt.Fprintln(os.Stderr, s)
	_ = fmt.Errorf("wrapped %w", errors.New(s))
	_ = wrap("%v", n)
	wrapLine(s)
	println(n, s)
}

func calls() {
	x, y := 1, 2
	_ = sum(x, y)
	_ = sum()
	_ = sum([]int{1, 2}...)
	keep("a", "b")
	_ = first(&x, &y)
	q := first(&x)
	*q = 3
}

func text(names []string) string {
	var b strings.Builder
	for i, n := range names {
		b.WriteString(strconv.Itoa(i))
		b.WriteString(n)
	}
	return strings.Join(names, ",") + b.String() + strings.Repeat("x", 3)
}

func errorsOf(code int) error {
	if code == 0 {
		return nil
	}
	if code == 1 {
		return errors.New("one")
	}
	return fmt.Errorf("code %d", code)
}

func appending(p *int) []interface{} {
	var out []interface{}
	out = append(out, 1, "s", p, point{})
	return append(out, out...)
}

func main() {
	printing()
	calls()
	_ = text([]string{"a", "b"})
	_ = errorsOf(2)
	_ = appending(new(int))
}
