// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

func main() {
	gate := make(chan struct{})
	results := make(chan int, 20)
	var ready, finished sync.WaitGroup
	for i := range 20 {
		ready.Add(1)
		finished.Add(1)
		go func() {
			defer finished.Done()
			ready.Done()
			_, ok := <-gate
			if ok {
				results <- -1
			} else {
				results <- i
			}
		}()
	}
	ready.Wait()
	fmt.Println(len(results))
	close(gate)
	finished.Wait()
	sum := 0
	close(results)
	for v := range results {
		sum += v
	}
	fmt.Println(sum)

	// senders blocked when the channel closes panic, each in its own goroutine
	c := make(chan int)
	caught := make(chan string)
	for range 3 {
		go func() {
			defer func() { caught <- fmt.Sprint(recover()) }()
			c <- 1
		}()
	}
	<-c // one gets through
	fmt.Println(<-caught)
	close(c)
	fmt.Println(<-caught)
	fmt.Println(<-caught)

	v, ok := <-c
	fmt.Println(v, ok)
	func() {
		defer func() { fmt.Println(recover()) }()
		close(c)
	}()
	// receive from closed never blocks, in select neither
	for range 2 {
		select {
		case v, ok := <-c:
			fmt.Println("select", v, ok)
		}
	}
}
