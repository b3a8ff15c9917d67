// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	// Goroutines that sleep wake by their times, not by their order of starting.
	var mu sync.Mutex
	var woken []int
	var wg sync.WaitGroup
	for _, ms := range []int{150, 50, 250, 1, 100, 200} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			time.Sleep(time.Duration(ms) * time.Millisecond)
			mu.Lock()
			woken = append(woken, ms)
			mu.Unlock()
		}()
	}
	wg.Wait()
	fmt.Println(woken)

	t := time.NewTimer(time.Hour)
	fmt.Println(t.Stop(), t.Stop())
	t.Reset(10 * time.Millisecond)
	<-t.C
	fmt.Println("reset fired", t.Stop())

	fired := make(chan string, 4)
	stopped := time.AfterFunc(30*time.Millisecond, func() { fired <- "stopped" })
	time.AfterFunc(60*time.Millisecond, func() { fired <- "second" })
	time.AfterFunc(10*time.Millisecond, func() { fired <- "first" })
	fmt.Println(stopped.Stop())
	fmt.Println(<-fired, <-fired, len(fired))

	ticker := time.NewTicker(15 * time.Millisecond)
	start := time.Now()
	for range 4 {
		<-ticker.C
	}
	ticker.Stop()
	elapsed := time.Since(start)
	fmt.Println(elapsed >= 55*time.Millisecond, elapsed < 5*time.Second)
	select {
	case <-ticker.C:
		fmt.Println("ticked after stop")
	case <-time.After(40 * time.Millisecond):
		fmt.Println("silent after stop")
	}

	time.Sleep(0)
	time.Sleep(-5)
	a := time.Now()
	time.Sleep(2 * time.Millisecond)
	b := time.Now()
	fmt.Println(b.After(a), a.Before(b), b.Sub(a) >= 2*time.Millisecond, a.Equal(a))
	fmt.Println(time.Duration(1500)*time.Microsecond, (2 * time.Hour).Minutes(), time.Duration(2.5*float64(time.Second)), (1234 * time.Millisecond).Truncate(time.Second))
}
