// run
// stress: movestack=3 gcstress=5
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

type inner struct{ a, b, c int }
type object struct {
	head  string
	in    inner
	array [20]inner
	tail  *object
}

func field() *int {
	o := &object{in: inner{1, 2, 3}}
	return &o.in.b
}

func element() (*int, *inner) {
	o := &object{}
	for i := range o.array {
		o.array[i] = inner{i, i * 10, i * 100}
	}
	return &o.array[19].c, &o.array[7]
}

func deepField() **object {
	o := &object{head: "outer", tail: &object{head: "inner"}}
	return &o.tail
}

func sliceElement() []inner {
	s := make([]inner, 100)
	for i := range s {
		s[i].a = i
	}
	return s[98:99]
}

func bound() func() int {
	o := &object{in: inner{4, 5, 6}}
	return o.in.sum
}

func (i *inner) sum() int { return i.a + i.b + i.c }

func churn() {
	var keep []*object
	for i := range 100 {
		keep = append(keep, &object{head: fmt.Sprint("churn", i), in: inner{-1, -1, -1}})
	}
	runtime.GC()
	_ = keep
}

func main() {
	p := field()
	q, r := element()
	d := deepField()
	s := sliceElement()
	f := bound()
	for range 3 {
		churn()
	}
	fmt.Println(*p, *q, *r, (*d).head, s, f(), cap(s), s[:2][1].a)
	// the last byte of an object is inside it
	b := make([]byte, 48)
	last := &b[47]
	b[0], b[47] = 1, 2
	b = nil
	churn()
	*last++
	fmt.Println(*last)
	// two paths into one object: a write through one is seen through the other
	o := &object{}
	x, y := &o.array[3], &o.array[3].b
	o = nil
	churn()
	x.b = 77
	fmt.Println(*y)
	// a pointer inside an interface, a map value, a channel and a closure
	i := any(field())
	m := map[string]*int{"k": field()}
	c := make(chan *int, 1)
	c <- field()
	g := func(p *int) func() int { return func() int { return *p } }(field())
	churn()
	fmt.Println(*i.(*int), *m["k"], *<-c, g())
}
