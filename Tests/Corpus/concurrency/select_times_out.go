// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

func wait(c <-chan string, d time.Duration) string {
	select {
	case s := <-c:
		return s
	case <-time.After(d):
		return "timeout"
	}
}

func main() {
	c := make(chan string)
	start := time.Now()
	fmt.Println(wait(c, 30*time.Millisecond))
	elapsed := time.Since(start)
	fmt.Println(elapsed >= 30*time.Millisecond, elapsed < 5*time.Second)
	go func() { c <- "in time" }()
	fmt.Println(wait(c, 20*time.Second))

	// a nil channel switches a case off
	a, b := make(chan int), make(chan int)
	go func() {
		for i := range 3 {
			a <- i
		}
		close(a)
	}()
	go func() {
		for i := range 4 {
			b <- 10 * i
		}
		close(b)
	}()
	sum, closes := 0, 0
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
				closes++
			}
			sum += v
		case v, ok := <-b:
			if !ok {
				b = nil
				closes++
			}
			sum += v
		}
	}
	fmt.Println(sum, closes)

	// a deadline for a whole loop
	deadline := time.After(60 * time.Millisecond)
	tick := time.NewTicker(10 * time.Millisecond)
	ticks := 0
loop:
	for {
		select {
		case <-tick.C:
			ticks++
		case <-deadline:
			break loop
		}
	}
	tick.Stop()
	fmt.Println(ticks >= 1 && ticks <= 7)
	polls := 0
	ready := make(chan bool, 1)
	time.AfterFunc(20*time.Millisecond, func() { ready <- true })
	for done := false; !done; {
		select {
		case done = <-ready:
		default:
			polls++
			time.Sleep(time.Millisecond)
		}
	}
	fmt.Println(polls > 0)
}
