// SPDX-License-Identifier: Apache-2.0

// A call pushes a frame, a return pops it.
//
// Every call of build has a frame of its own with its own floor and its own plan. The tower goes up while the calls
// go deeper, and is taken down in exactly the reverse order while they return. Only the deferred inspection of a
// floor runs later than its last statement, and still before its frame is gone.
package main

import (
	"fmt"
	"strings"
)

const floors = 4

// build puts up one floor and everything above it.
func build(floor int, below *string) int {
	plan := fmt.Sprint("floor ", floor) // lives in this frame, one for each call
	indent := strings.Repeat("  ", floor)

	fmt.Printf("%spush  %s, standing on %s\n", indent, plan, *below)
	defer fmt.Printf("%sgone  %s\n", indent, plan)

	height := 1
	if floor < floors {
		height += build(floor+1, &plan) // a pointer down the stack, into the caller's frame, is fine
	} else {
		fmt.Printf("%s      the top: %d frames of build are on the stack\n", indent, floors)
	}
	*below += " (which carried " + plan + ")" // the callee writes into its caller's frame

	fmt.Printf("%spop   %s\n", indent, plan)
	return height
}

// factorial has nothing but its argument to remember, once in each frame.
func factorial(n int) int {
	if n <= 1 {
		return 1
	}
	return n * factorial(n-1)
}

func main() {
	ground := "the ground"
	height := build(1, &ground)
	fmt.Println()
	fmt.Println("floors built:", height)
	fmt.Println("ground is now:", ground)
	fmt.Println("10! =", factorial(10))
}
