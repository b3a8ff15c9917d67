// SPDX-License-Identifier: Apache-2.0

// Who decides between stack and heap? The compiler, by following where each address can go.
//
// Run it to see that all of it works, and ask for the decisions with: loam escape -l escape_gallery.go
package main

import "fmt"

type point struct{ x, y int }

var shelf *point

// Stays: the pointer is used and forgotten.
func stays() int {
	p := &point{1, 2}
	return p.x + p.y
}

// new is no different: it says nothing about the heap.
func newStays() int {
	p := new(point)
	p.x = 3
	return p.x
}

// Escapes: the caller gets the address.
func returned() *point {
	p := point{4, 5}
	return &p
}

// Escapes: a package variable outlives every frame.
func shelved() {
	shelf = &point{6, 7}
}

// The parameter only passes through to the result, so it is the caller who decides.
func passThrough(p *point) *point { return p }

func callerDecides() int {
	p := passThrough(&point{8, 9}) // stays
	return p.y
}

// Escapes: the closure is returned and takes its variable along.
func counter() func() int {
	n := 0
	return func() int { n++; return n }
}

// Stays: the closure is called here only.
func localClosure() int {
	sum := 0
	add := func(n int) { sum += n }
	add(1)
	add(2)
	return sum
}

// A size known to the compiler may stay, one known only when running may not.
func sizes(n int) int {
	known, unknown := make([]int, 10), make([]int, n)
	return len(known) + len(unknown)
}

// Escapes: whoever receives it may be anywhere.
func sent(c chan *point) { c <- &point{10, 11} }

// A value in an interface that is kept needs a place of its own.
func boxed(n int) any { return n }

// Only what the pointer points to is kept, not the pointer's own target.
func content(pp **point) { shelf = *pp }

func main() {
	fmt.Println("stays:", stays(), newStays())
	fmt.Println("returned:", *returned())
	shelved()
	fmt.Println("shelved:", *shelf)
	fmt.Println("caller decides:", callerDecides())
	next := counter()
	next()
	fmt.Println("closures:", next(), localClosure())
	fmt.Println("sizes:", sizes(5))
	c := make(chan *point, 1)
	sent(c)
	fmt.Println("sent:", *<-c)
	fmt.Println("boxed:", boxed(12))
	p := &point{13, 14}
	content(&p)
	fmt.Println("content:", *shelf)
}
