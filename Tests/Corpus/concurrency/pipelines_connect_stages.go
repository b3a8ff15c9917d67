// run
// stress: movestack=5 gcstress=5
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

func source(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 1; i <= n; i++ {
			out <- i
		}
	}()
	return out
}

func stage(in <-chan int, f func(int) (int, bool)) <-chan int {
	out := make(chan int, 2)
	go func() {
		defer close(out)
		for v := range in {
			if w, ok := f(v); ok {
				out <- w
			}
		}
	}()
	return out
}

func merge(ins ...<-chan int) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, in := range ins {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for v := range in {
				out <- v
			}
		}()
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

func main() {
	square := func(n int) (int, bool) { return n * n, true }
	odd := func(n int) (int, bool) { return n, n%2 == 1 }
	count, sum := 0, 0
	for v := range stage(stage(source(100), odd), square) {
		count++
		sum += v
	}
	fmt.Println(count, sum)

	// fan out and in again
	in := source(200)
	var outs []<-chan int
	for range 8 {
		outs = append(outs, stage(in, square))
	}
	count, sum = 0, 0
	for v := range merge(outs...) {
		count++
		sum += v
	}
	fmt.Println(count, sum)

	// a long chain of stages keeps order
	c := source(10)
	for range 50 {
		c = stage(c, func(n int) (int, bool) { return n + 1, true })
	}
	for v := range c {
		fmt.Print(v, " ")
	}
	fmt.Println()
}
