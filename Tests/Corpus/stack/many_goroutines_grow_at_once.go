// run
// stress: movestack=29 gcstress=31
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

func work(n int, acc []int, up *int) int {
	local := n
	if n == 0 {
		return *up
	}
	acc[n%len(acc)] += n
	r := work(n-1, acc, &local)
	if local != n-1 {
		panic(fmt.Sprint("expected the callee to decrement ", n, " but found ", local))
	}
	*up--
	return r + 1
}

func main() {
	const goroutines = 100
	results := make([]int, goroutines)
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var acc [16]int
			mine := g * 5
			start := mine
			r := workTop(mine, acc[:], &start)
			sum := 0
			for _, v := range acc {
				sum += v
			}
			results[g] = r + sum
		}()
	}
	wg.Wait()
	total := 0
	for _, r := range results {
		total += r
	}
	fmt.Println(total, results[1], results[10], results[99])
}

func workTop(n int, acc []int, start *int) int {
	if n == 0 {
		return 0
	}
	return bottom(n, acc, start)
}

// bottom lets each frame decrement its caller's local through a pointer, from the deepest up.
func bottom(n int, acc []int, up *int) int {
	local := n
	if n > 1 {
		acc[n%len(acc)] += n
		r := bottom(n-1, acc, &local)
		if local != n-1 {
			panic(fmt.Sprint("found ", local, " in frame ", n))
		}
		*up--
		return r + 1
	}
	*up--
	return 1
}
