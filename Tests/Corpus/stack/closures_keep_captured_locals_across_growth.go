// run
// stress: movestack=13 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func grow(n int) int {
	var pad [16]int
	if n == 0 {
		return pad[0]
	}
	return grow(n-1) + pad[n%16]
}

func apply(n int, f func(int)) {
	if n == 0 {
		grow(500)
		f(n)
		return
	}
	apply(n-1, func(v int) { f(v + n) }) // a chain of closures, one in each frame
}

func visit(depth int, each func(int)) {
	local := depth
	if depth > 0 {
		visit(depth-1, func(v int) {
			local += v
			each(v)
		})
	} else {
		for i := range 5 {
			each(i)
		}
	}
	if want := depth + 10; depth > 0 && local != want {
		panic(fmt.Sprint(local, want))
	}
}

func main() {
	total := 0
	apply(100, func(v int) { total += v })
	fmt.Println(total)

	counts := [3]int{}
	visit(50, func(v int) { counts[v%3] += v })
	fmt.Println(counts)

	x, name := 1, "start"
	change := func() { x *= 2; name += "." }
	for i := range 5 {
		grow(100 << i)
		change()
	}
	fmt.Println(x, name)

	// a closure that grows the stack while it holds the only pointer to a local
	f := func(n int) (r int) {
		p := &n
		grow(3000)
		*p++
		q := &r
		grow(4000)
		*q = n * 2
		return *q + 1
	}
	fmt.Println(f(20))
	var recurse func(n int) int
	base := 7
	recurse = func(n int) int {
		if n == 0 {
			base++
			return base
		}
		return recurse(n-1) + base
	}
	fmt.Println(recurse(400))
}
