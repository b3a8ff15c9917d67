// run
// stress: movestack=7 gcstress=11
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

// Dining philosophers who take the lower fork first, so that no circle of waiting can close.
func dine(n, meals int) (eaten []int) {
	forks := make([]sync.Mutex, n)
	eaten = make([]int, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			a, b := i, (i+1)%n
			if a > b {
				a, b = b, a
			}
			for range meals {
				forks[a].Lock()
				forks[b].Lock()
				eaten[i]++
				forks[b].Unlock()
				forks[a].Unlock()
			}
		}()
	}
	wg.Wait()
	return
}

// A tree of goroutines, each adding what its children send.
func add(lo, hi int) <-chan int {
	c := make(chan int)
	go func() {
		if hi-lo == 1 {
			c <- lo
			return
		}
		mid := (lo + hi) / 2
		left, right := add(lo, mid), add(mid, hi)
		c <- <-left + <-right
	}()
	return c
}

func quicksort(s []int, wg *sync.WaitGroup) {
	defer wg.Done()
	if len(s) < 2 {
		return
	}
	p, k := s[len(s)/2], 0
	s[len(s)/2], s[len(s)-1] = s[len(s)-1], s[len(s)/2]
	for i, v := range s[:len(s)-1] {
		if v < p {
			s[i], s[k] = s[k], s[i]
			k++
		}
	}
	s[k], s[len(s)-1] = s[len(s)-1], s[k]
	wg.Add(2)
	go quicksort(s[:k], wg)
	go quicksort(s[k+1:], wg)
}

func main() {
	fmt.Println(dine(7, 40))
	fmt.Println(<-add(0, 300))
	s := make([]int, 400)
	for i := range s {
		s[i] = i * 7919 % 400
	}
	var wg sync.WaitGroup
	wg.Add(1)
	quicksort(s, &wg)
	wg.Wait()
	sorted := true
	for i, v := range s {
		sorted = sorted && v == i
	}
	fmt.Println(sorted)

	// a rendezvous of several hundred with one channel each way
	in, out := make(chan int), make(chan int)
	for range 300 {
		go func() { out <- <-in * 2 }()
	}
	go func() {
		for i := range 300 {
			in <- i
		}
	}()
	sum := 0
	for range 300 {
		sum += <-out
	}
	fmt.Println(sum)
}
