// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type node struct {
	value       int
	left, right *node
}

func pointer(n int) *int { return &n }

func structure(n int) *node {
	x := node{value: n}
	return &x
}

func array(n int) []int {
	a := [4]int{n, n, n, n}
	return a[1:3]
}

func closure() (func(), *int) {
	x := 0
	return func() { x++ }, &x
}

func maybe(keep bool) *int {
	x := 5
	p := &x
	if keep {
		return p
	}
	*p = 6
	return new(int)
}

type holder struct{ p *int }

func (h *holder) store(n int) { h.p = &n }

func through(p **int) {
	local := 77
	*p = &local
}

func build(lo, hi int) *node {
	if lo >= hi {
		return nil
	}
	mid := (lo + hi) / 2
	n := node{value: mid}
	n.left, n.right = build(lo, mid), build(mid+1, hi)
	return &n
}

func (n *node) sum() int {
	if n == nil {
		return 0
	}
	return n.value + n.left.sum() + n.right.sum()
}

func clobber(n int) int {
	var pad [100]int
	for i := range pad {
		pad[i] = -1
	}
	if n > 0 {
		return clobber(n-1) + pad[n]
	}
	return pad[0]
}

func main() {
	a, b := pointer(1), pointer(2)
	s := structure(3)
	t := array(4)
	f, x := closure()
	m, k := maybe(true), maybe(false)
	var h holder
	h.store(8)
	var p *int
	through(&p)
	var all []*int
	for i := range 5 {
		all = append(all, &i)
	}
	ch := make(chan *int, 1)
	func() { v := 9; ch <- &v }()
	byName := map[string]*int{}
	func() { v := 10; byName["v"] = &v }()
	var i any
	func() { v := [2]int{11, 12}; i = &v }()
	clobber(50) // overwrites where those frames were
	f()
	f()
	fmt.Println(*a, *b, s.value, t, *x, *m, *k, *h.p, *p)
	for _, q := range all {
		fmt.Print(*q, " ")
	}
	fmt.Println(*<-ch, *byName["v"], *i.(*[2]int))
	fmt.Println(build(0, 200).sum())
}
