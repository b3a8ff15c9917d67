// run

package main

import (
	"fmt"
	"runtime"
	"time"
)

type node struct {
	name string
	next *node
}

//go:noinline
func build(ran chan string) {
	a := &node{name: "a"}
	b := &node{name: "b", next: a}
	runtime.SetFinalizer(a, func(n *node) { ran <- n.name })
	runtime.SetFinalizer(b, func(n *node) { ran <- n.name + n.next.name })
	c := &node{name: "c"}
	runtime.SetFinalizer(c, func(n *node) { ran <- n.name })
	runtime.SetFinalizer(c, nil)
}

//go:noinline
func clear(n int) int {
	var block [64]int
	if n > 0 {
		block[n%64] = clear(n - 1)
	}
	return block[n%64] + n
}

func wait(ran chan string) string {
	for i := 0; i < 100; i++ {
		runtime.GC()
		select {
		case name := <-ran:
			return name
		case <-time.After(20 * time.Millisecond):
		}
	}
	return "nothing"
}

func main() {
	ran := make(chan string, 3)
	build(ran)
	clear(10)
	fmt.Println(wait(ran)) // b first: a is reached by it
	fmt.Println(wait(ran))
	runtime.GC()
	select {
	case name := <-ran:
		fmt.Println("unexpected", name)
	case <-time.After(20 * time.Millisecond):
		fmt.Println("no more")
	}
}
