// run
// stress: movestack=1 gcstress=7
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func settle(n int) int {
	for range 1000 {
		if runtime.NumGoroutine() == n {
			break
		}
		time.Sleep(time.Millisecond)
	}
	return runtime.NumGoroutine()
}

func main() {
	fmt.Println(runtime.NumGoroutine())
	release := make(chan struct{})
	var started sync.WaitGroup
	for range 50 {
		started.Add(1)
		go func() {
			started.Done()
			<-release
		}()
	}
	fmt.Println(runtime.NumGoroutine())
	started.Wait()
	fmt.Println(runtime.NumGoroutine())
	close(release)
	fmt.Println(settle(1))

	// ended goroutines' numbers and stacks are used again; thousands one after another leave nothing behind
	c := make(chan int)
	sum := 0
	for i := range 2000 {
		go func() { c <- i }()
		sum += <-c
	}
	fmt.Println(sum, settle(1))

	// arguments are evaluated by the starter
	x := 1
	go func(v int, p *int) { c <- v*10 + *p }(x, &x)
	fmt.Println(<-c)
	start := func(name string) func() { fmt.Println("starting", name); return func() { c <- len(name) } }
	go start("abc")()
	fmt.Println(<-c)
	v := sender{3}
	go v.send(c) // the receiver is copied now
	v.n = 4
	fmt.Println(<-c)
	go fmt.Sprint("a call whose result is dropped")
}

type sender struct{ n int }

func (s sender) send(c chan<- int) { c <- s.n }
