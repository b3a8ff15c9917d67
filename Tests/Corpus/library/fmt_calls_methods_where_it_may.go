// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type celsius float64

func (c celsius) String() string { return fmt.Sprintf("%.1f°C", float64(c)) }

type account struct {
	owner   string
	balance int
}

func (a *account) String() string { return a.owner + "'s account" }

type problem struct{ code int }

func (p problem) Error() string { return fmt.Sprint("problem ", p.code) }

type both struct{ n int }

func (both) Error() string  { return "as error" }
func (both) String() string { return "as string" }

type gopher int

func (g gopher) GoString() string { return fmt.Sprintf("gopher(%d)", int(g)) }

type custom struct{ n int }

func (c custom) Format(s fmt.State, verb rune) {
	w, hasW := s.Width()
	p, hasP := s.Precision()
	fmt.Fprintf(s, "<%s %d", fmt.FormatString(s, verb), c.n)
	if hasW {
		fmt.Fprintf(s, " w=%d", w)
	}
	if hasP {
		fmt.Fprintf(s, " p=%d", p)
	}
	for _, f := range "+-# 0" {
		if s.Flag(int(f)) {
			fmt.Fprintf(s, " flag%q", f)
		}
	}
	s.Write([]byte(">"))
}

type rude struct{ v any }

func (r rude) String() string { panic(r.v) }

type nilly struct{ s string }

func (n *nilly) String() string { return n.s }

type wrapper struct {
	Public  celsius
	private celsius
	Err     error
	err     error
	Any     any
}
type embeds struct{ celsius }
type list []celsius

func main() {
	c := celsius(21.55)
	fmt.Println(c, &c == nil, []celsius{c, 0}, map[celsius]celsius{1: 2}, list{c})
	for _, verb := range "vsqxXdfeTt" {
		fmt.Printf("%"+string(verb)+"|", c)
	}
	fmt.Println()
	fmt.Printf("%10v|%-10v|%.2v|%+v|%#v\n", c, c, c, c, c)
	a := &account{"Ann", 5}
	fmt.Println(a, *a, []*account{}, []account{*a})
	fmt.Printf("%s %v %d %+v\n", a, *a, *a, a)
	fmt.Println(problem{7}, &problem{8}, []error{problem{9}, nil}, both{1})
	fmt.Printf("%v %s %d %q %x\n", problem{1}, problem{2}, problem{3}, problem{4}, problem{5})
	fmt.Printf("%v %#v %#v %d\n", gopher(1), gopher(2), []gopher{3}, gopher(4))
	fmt.Printf("%v|%+d|%-8.3s|%#x|%06z|% q\n", custom{1}, custom{2}, custom{3}, custom{4}, custom{5}, []custom{{6}})
	w := wrapper{1, 2, problem{3}, problem{4}, celsius(5)}
	fmt.Printf("%v\n%+v\n%#v\n", w, w, w)
	fmt.Println(embeds{c}, &embeds{c})
	for _, v := range []any{"text", celsius(1), 42, problem{1}, []int{1}, nil} {
		if v != nil {
			fmt.Printf("%v %s %d\n", rude{v}, &rude{v}, []any{rude{v}})
		}
	}
	var n *nilly
	fmt.Println(n, []*nilly{n} == nil, &nilly{"set"})
	fmt.Printf("%s %v %+v %d\n", n, n, struct{ N *nilly }{n}, n)
	var e error
	var st fmt.Stringer
	fmt.Println(e, st, []fmt.Stringer{c, nil})
	fmt.Printf("%v %s %d\n", e, st, e)
}
