// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	wg.Wait() // nothing to wait for
	results := make([]int, 50)
	for round := range 3 {
		wg.Add(len(results))
		for i := range results {
			go func() {
				defer wg.Done()
				results[i] += i * round
			}()
		}
		wg.Wait()
	}
	sum := 0
	for _, r := range results {
		sum += r
	}
	fmt.Println(sum)

	// several wait for the same group
	gate := make(chan bool)
	woken := make(chan int, 5)
	var all sync.WaitGroup
	wg.Add(1)
	for i := range 5 {
		all.Add(1)
		go func() {
			defer all.Done()
			wg.Wait()
			woken <- i
		}()
	}
	go func() { <-gate; wg.Done() }()
	fmt.Println(len(woken))
	gate <- true
	all.Wait()
	fmt.Println(len(woken))

	// Go starts and counts
	var mu sync.Mutex
	total := 0
	for i := range 20 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			total += i
		})
	}
	wg.Wait()
	fmt.Println(total)

	// goroutines that start others under the same group
	var count func(n int)
	leaves := 0
	count = func(n int) {
		defer wg.Done()
		if n == 0 {
			mu.Lock()
			leaves++
			mu.Unlock()
			return
		}
		wg.Add(2)
		go count(n - 1)
		go count(n - 1)
	}
	wg.Add(1)
	go count(5)
	wg.Wait()
	fmt.Println(leaves)
}
