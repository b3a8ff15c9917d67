// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type counter struct{ n int }

func (c counter) Get() int       { return c.n }
func (c *counter) Add(d int) int { c.n += d; return c.n }

type getter interface{ Get() int }
type adder interface {
	getter
	Add(int) int
}

type list []int

func (l list) Len() int     { return len(l) }
func (l *list) Push(v int)  { *l = append(*l, v) }
func (l list) Set(i, v int) { l[i] = v }

type op func(int, int) int

func (o op) Apply(a, b int) int { return o(a, b) }
func (o op) Twice(a int) int    { return o(o(a, a), a) }

type number int

func (n number) Plus(m number) number { return n + m }

func main() {
	c := counter{1}
	get, add := c.Get, c.Add // get copies c now, add keeps &c
	c.n = 10
	fmt.Println(get(), c.Get(), add(5), c.Get(), get())

	p := &c
	getP := p.Get // copies *p now
	p.n = 99
	fmt.Println(getP(), p.Get())

	// method expressions take the receiver first
	f := counter.Get
	g := (*counter).Add
	h := (*counter).Get
	fmt.Println(f(c), g(&c, 1), h(&c))
	fmt.Printf("%T %T %T\n", f, g, h)

	var i adder = &c
	bound := i.Add
	i = &counter{1000}
	fmt.Println(bound(1), i.Add(1), adder.Add(i, 5), getter.Get(i))

	var l list
	l.Push(1)
	l.Push(2)
	set := l.Set
	l.Push(3)
	set(0, 42)
	push := l.Push
	push(9)
	fmt.Println(l.Len(), l[len(l)-1], list{7, 8}.Len())

	fmt.Println(op(func(a, b int) int { return a * b }).Apply(6, 7), op(func(a, b int) int { return a - b }).Twice(3))
	fmt.Println(number(3).Plus(4), number.Plus(1, 2))

	var methods []func(int) int
	for _, start := range []int{1, 2, 3} {
		methods = append(methods, (&counter{start}).Add)
	}
	for _, m := range methods {
		fmt.Print(m(10), m(10), " ")
	}
	fmt.Println()
	table := map[string]func(*counter, int) int{"add": (*counter).Add}
	fmt.Println(table["add"](&c, 2))
}
