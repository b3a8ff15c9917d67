// run
// stress: movestack=1000 gcstress=1
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

func main() {
	runtime.GOMAXPROCS(1)
	// A loop without calls must be preempted, or the other goroutine never runs.
	var stop atomic.Bool
	go func() {
		time.Sleep(20 * time.Millisecond)
		stop.Store(true)
	}()
	spins := 0
	for !stop.Load() {
		spins++
	}
	fmt.Println(spins > 0)

	// Gosched lets each of several goroutines advance.
	var counts [4]int
	done := make(chan bool)
	for i := range counts {
		go func() {
			for counts[i] < 100 {
				counts[i]++
				runtime.Gosched()
			}
			done <- true
		}()
	}
	for range counts {
		<-done
	}
	fmt.Println(counts)

	// A goroutine that only computes does not hold up a ping-pong between two others.
	var quit atomic.Bool
	finished := make(chan int)
	go func() {
		n := 0
		for !quit.Load() {
			for i := 0; i < 1000; i++ {
				n += i & 1
			}
		}
		finished <- n
	}()
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v + 1
		}
	}()
	v := 0
	for range 20 {
		ping <- v
		v = <-pong
	}
	quit.Store(true)
	fmt.Println(v, <-finished >= 0)
}
