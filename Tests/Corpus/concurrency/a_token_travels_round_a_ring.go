// run
// stress: movestack=17 gcstress=13
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	const size, rounds = 100, 20
	first := make(chan [2]int)
	in := first
	for range size {
		out := make(chan [2]int)
		go func(in <-chan [2]int, out chan<- [2]int) {
			for v := range in {
				v[0]++
				v[1] += v[0] % 3
				out <- v
			}
			close(out)
		}(in, out)
		in = out
	}
	token := [2]int{}
	for range rounds {
		first <- token
		token = <-in
	}
	fmt.Println(token)
	close(first)
	_, ok := <-in // the close travels round as well
	fmt.Println(ok)

	// all positions busy at once
	start := make(chan int)
	c := start
	for range 30 {
		n := make(chan int, 1)
		go func(a, b chan int) {
			for v := range a {
				b <- v + 1
			}
			close(b)
		}(c, n)
		c = n
	}
	go func() {
		for i := range 60 {
			start <- i
		}
		close(start)
	}()
	last := -1
	for v := range c {
		if v != last+1 && last >= 0 {
			fmt.Println("out of order", v)
		}
		last = v
	}
	fmt.Println(last)
}
