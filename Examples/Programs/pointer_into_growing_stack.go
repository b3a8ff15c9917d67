// SPDX-License-Identifier: Apache-2.0

// A pointer to a local variable stays right while the stack it points into moves.
//
// Every frame keeps a counter and hands its address down. When a call no longer fits, the whole stack is copied to
// a larger one and every pointer into the old is rewritten, also those inside structs, arrays and closures.
package main

import "fmt"

// link is a chain of frames: each points at its own counter and at the link of its caller.
type link struct {
	counter *int
	up      *link
}

func descend(n int, up *link) int {
	counter := n
	here := link{&counter, up}
	var ballast [32]int // makes the frames larger, so that the stack moves more often
	ballast[n%32] = n

	if n > 0 {
		r := descend(n-1, &here)
		if here.counter != &counter {
			panic("the pointer does not point to the variable any more")
		}
		if counter != n+1 {
			panic(fmt.Sprint("the write from below is missing in frame ", n))
		}
		return r + ballast[n%32] - n
	}

	// The deepest frame writes to every counter above through the chain.
	frames := 0
	for l := &here; l != nil; l = l.up {
		*l.counter++
		frames++
	}
	return frames
}

func burn(n int) {
	var ballast [64]int
	ballast[0] = n
	if n > 0 {
		burn(n - 1)
	}
}

func main() {
	fmt.Println("frames reached through pointers:", descend(5000, nil))

	values := [4]int{1, 2, 3, 4}
	middle := &values[2]
	part := values[1:3]
	double := func() { values[0] *= 2 }
	for round := 1; round <= 5; round++ {
		burn(100 << round) // the stack moves below our feet
		*middle += 10
		part[0]--
		double()
	}
	fmt.Println("values:", values, "middle:", *middle, "part:", part, part[1] == *middle)
}
