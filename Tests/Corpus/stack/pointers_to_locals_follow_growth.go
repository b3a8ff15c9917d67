// run
// stress: movestack=101 gcstress=7
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type cell struct {
	value int
	up    *cell
	self  *int
}

// Every frame keeps a cell; each points to the cell of the frame above and to its own value.
func descend(n int, up *cell) int {
	c := cell{value: n, up: up}
	c.self = &c.value
	if n == 0 {
		return check(&c)
	}
	r := descend(n-1, &c)
	if *c.self != n+1000000 || c.self != &c.value {
		panic(fmt.Sprint("frame ", n, " was not written through the pointer: ", *c.self))
	}
	return r
}

// check writes to all frames from the deepest, then makes the stack grow again and reads them back.
func check(last *cell) (sum int) {
	for c := last; c != nil; c = c.up {
		*c.self += 1000000
	}
	grow(2000)
	count := 0
	for c := last; c != nil; c = c.up {
		sum += c.value - 1000000
		count++
	}
	return sum*10000 + count
}

func grow(n int) int {
	var pad [20]int
	pad[n%20] = n
	if n > 0 {
		return grow(n-1) + pad[n%20] - n
	}
	return 0
}

func main() {
	fmt.Println(descend(1000, nil))
	fmt.Println(descend(10, nil))
}
