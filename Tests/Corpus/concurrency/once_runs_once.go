// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

var (
	once   sync.Once
	shared []int
)

func get() []int {
	once.Do(func() {
		fmt.Println("made")
		shared = []int{1, 2, 3}
	})
	return shared
}

func main() {
	var wg sync.WaitGroup
	lengths := make(chan int, 30)
	for range 30 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			lengths <- len(get()) // all wait until it is made
		}()
	}
	wg.Wait()
	close(lengths)
	sum := 0
	for n := range lengths {
		sum += n
	}
	fmt.Println(sum)

	// a panic counts as done
	var second sync.Once
	for i := range 3 {
		func() {
			defer func() { fmt.Println(i, recover()) }()
			second.Do(func() { panic("first call") })
		}()
	}
	var third sync.Once
	for range 2 {
		third.Do(func() { second.Do(func() { fmt.Println("never") }); fmt.Println("third") })
	}
}
