// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"time"
)

type point struct {
	X int
	Y float64
}

type named string

type stringer struct{ n int }

func (s stringer) String() string { return fmt.Sprintf("<%d>", s.n) }

type pointerStringer struct{ n int }

func (s *pointerStringer) String() string { return "pointer!" }

type failing struct{}

func (failing) Error() string { return "failing error" }

type panicking struct{}

func (panicking) String() string { panic("inside") }

type tree struct {
	name  string
	kids  []*tree
	m     map[string]int
	i     any
	inner struct{ b []byte }
}

type custom struct{}

func (custom) Format(f fmt.State, verb rune) {
	w, hasW := f.Width()
	fmt.Fprintf(f, "custom %c %d %v %v", verb, w, hasW, f.Flag('+'))
}

func main() {
	p := point{1, 2.5}
	fmt.Printf("%v %+v %#v %T\n", p, p, p, p)
	fmt.Printf("%v %+v\n", &p, []point{p})
	fmt.Printf("%v %+v\n", tree{"t", nil, map[string]int{"b": 2, "a": 1}, 5, struct{ b []byte }{[]byte("x")}}, tree{name: "r"})
	fmt.Printf("%#v %#v %#v %#v\n", []int{1}, map[string]bool{"k": true}, named("n"), [2]string{"a", "b"})
	fmt.Printf("%#v %#v %#v %#v %#v\n", 1.0, "q\n", nil, any(3), struct{ A any }{nil})
	fmt.Println(stringer{1}, &stringer{2}, []stringer{{3}}, map[stringer]stringer{{4}: {5}}, pointerStringer{6}, &pointerStringer{7})
	fmt.Println(failing{}, []error{errors.New("e"), nil}, struct{ e error }{failing{}})
	fmt.Println(panicking{}, (*stringer)(nil), nil, []any{nil, 1, "a"})
	fmt.Printf("%d %s %v %x\n", []int{1, 2}, []string{"a", "b"}, []byte("hi"), "hi")
	fmt.Printf("%s %q %x % x %X\n", []byte("hi"), []byte("hi"), []byte("hi"), []byte("hi"), "hi")
	fmt.Printf("%5d|%-5d|%05d|%+d|%x|%X|%#x|% d\n", 42, 42, 42, 42, -255, 255, 255, 42)
	fmt.Printf("%5s|%-5s|%.2s|%5.1s|%q|%#q|%+q\n", "abc", "abc", "abc", "abc", "a\"b", "ab", "é")
	fmt.Printf("%t %v %5t|%v %p %v\n", true, false, true, 'x', nil, [3]bool{true})
	fmt.Printf("%*d|%-*d|%.*f|%[2]d %[1]d|%[3]*.[2]*[1]f\n", 5, 1, 4, 2, 2, 3.14159, 8)
	fmt.Printf("%!|%d %s|%d\n", "str", 5)
	fmt.Printf("%d extra\n", 1, 2, "three")
	fmt.Printf("%z %d%%\n", 3, 50)
	fmt.Printf("%v %v %s\n", time.Duration(1500)*time.Millisecond, 90*time.Minute+5*time.Second, time.Duration(1234))
	fmt.Printf("%+v %v|%10v|%s\n", custom{}, custom{}, custom{}, custom{})
	fmt.Printf("%6.2f|%-8.3f|%+e|%g\n", 3.14159, 2.5, 12345.678, 1e-7)
	fmt.Printf("%v %v %v\n", int8(-5), uint8(200), []uint8{1, 2})
	fmt.Printf("%c|%U|%#U|%q\n", 0x4e16, 0x4e16, 0x4e16, 0x4e16)
	fmt.Print("a", "b", 1, 2, true, "c", 3.5, '\n', "\n")
	fmt.Print(1, 2, "\n", []int(nil), map[string]int(nil), "\n")
	fmt.Printf("%v %v %+v\n", struct{}{}, &[]int{1}, &map[string]int{"a": 1})
	fmt.Printf("%06.2f|%+05d|%x|%v\n", -1.5, 7, []string{"ab", "c"}, [][]int{{1}, {2, 3}})
	n, err := fmt.Fprintln(os.Stdout, "count", "me")
	fmt.Println(n, err, fmt.Sprint(), fmt.Sprintln("x") == "x\n")
	fmt.Println(fmt.Errorf("%w and %w", errors.New("a"), errors.New("b")), fmt.Errorf("%d %v", 1, failing{}))
}
