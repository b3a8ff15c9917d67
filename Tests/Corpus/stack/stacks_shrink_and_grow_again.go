// run
// stress: movestack=211 gcstress=5
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

func grow(n int) int {
	var pad [30]int
	pad[n%30] = n
	if n == 0 {
		return 0
	}
	return grow(n-1) + pad[n%30] - n + 1
}

// waves grows and shrinks while pointers to the locals of a few frames stay.
func waves(n int, p *int) int {
	local := n
	if n == 0 {
		for i := range 6 {
			*p += grow(3000 - 400*i)
			runtime.GC()
			runtime.GC()
		}
		return *p
	}
	r := waves(n-1, &local)
	runtime.GC()
	*p += local
	return r
}

func main() {
	top := 0
	r := waves(5, &top)
	fmt.Println(r, top)

	// other goroutines' stacks shrink while they are parked with pointers to their own locals
	const n = 8
	first, second, results := make(chan int), make(chan int), make(chan int)
	for i := range n {
		go func() {
			values := [4]int{i, i * 2, i * 3, i * 4}
			p := &values[3]
			q := values[1:3]
			grow(2000)
			v := <-first
			*p += v
			q[0] += v
			grow(500)
			v = <-second
			*p += v
			results <- values[0] + values[1] + values[2] + values[3]
		}()
	}
	for range 3 {
		runtime.GC()
	}
	for range n {
		first <- 1
	}
	for range 3 {
		runtime.GC()
		runtime.Gosched()
	}
	for range n {
		second <- 10
	}
	sum := 0
	for range n {
		sum += <-results
	}
	fmt.Println(sum)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	fmt.Println(grow(200000))
	for range 20 {
		runtime.GC()
	}
	runtime.ReadMemStats(&after)
	fmt.Println(after.StackInuse < before.StackInuse+8<<20)
}
