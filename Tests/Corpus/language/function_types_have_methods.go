// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"strings"
)

type request struct{ path string }

type handler interface{ serve(request) string }
type handlerFunc func(request) string

func (f handlerFunc) serve(r request) string { return f(r) }

type middleware func(handler) handler

func (m middleware) then(n middleware) middleware {
	return func(h handler) handler { return m(n(h)) }
}

func wrap(name string) middleware {
	return func(h handler) handler {
		return handlerFunc(func(r request) string { return name + "(" + h.serve(r) + ")" })
	}
}

type router map[string]handler

func (t router) serve(r request) string {
	if h, ok := t[r.path]; ok {
		return h.serve(r)
	}
	return "404"
}

type predicate func(int) bool

func (p predicate) and(q predicate) predicate { return func(n int) bool { return p(n) && q(n) } }
func (p predicate) not() predicate            { return func(n int) bool { return !p(n) } }
func (p predicate) filter(s []int) (out []int) {
	for _, n := range s {
		if p(n) {
			out = append(out, n)
		}
	}
	return
}

type errorFunc func() string

func (e errorFunc) Error() string { return e() }

// state functions return the next state
type state func(*lexer) state

type lexer struct {
	in  string
	out []string
}

func text(l *lexer) state {
	i := strings.IndexAny(l.in, "0123456789")
	if i < 0 {
		l.out = append(l.out, "text:"+l.in)
		return nil
	}
	if i > 0 {
		l.out = append(l.out, "text:"+l.in[:i])
	}
	l.in = l.in[i:]
	return digits
}

func digits(l *lexer) state {
	i := 0
	for i < len(l.in) && l.in[i] >= '0' && l.in[i] <= '9' {
		i++
	}
	l.out = append(l.out, "number:"+l.in[:i])
	if l.in = l.in[i:]; l.in == "" {
		return nil
	}
	return text
}

func main() {
	t := router{"/": handlerFunc(func(request) string { return "home" })}
	t["/echo"] = handlerFunc(func(r request) string { return r.path })
	h := wrap("log").then(wrap("auth")).then(wrap("zip"))(t)
	fmt.Println(h.serve(request{"/"}), h.serve(request{"/echo"}), h.serve(request{"/x"}))

	even := predicate(func(n int) bool { return n%2 == 0 })
	big := predicate(func(n int) bool { return n > 4 })
	numbers := []int{1, 2, 3, 4, 5, 6, 7, 8}
	fmt.Println(even.and(big).filter(numbers), even.not().filter(numbers), even.and(big.not()).filter(numbers))

	n := 0
	var err error = errorFunc(func() string { n++; return fmt.Sprint("failed ", n) })
	fmt.Println(err, err)
	var e errorFunc
	found := errors.As(fmt.Errorf("x: %w", err), &e)
	fmt.Println(found, e())

	l := &lexer{in: "ab12cd345"}
	for s := state(text); s != nil; s = s(l) {
	}
	fmt.Println(l.out)
	var none handlerFunc
	fmt.Println(none == nil, handler(none) == nil)
}
