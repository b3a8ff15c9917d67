// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

type task struct {
	stop chan struct{}
	once sync.Once
	wg   sync.WaitGroup
}

func (t *task) cancel() { t.once.Do(func() { close(t.stop) }) }

func (t *task) spawn(depth int, counter chan<- int) {
	t.wg.Add(1)
	go func() {
		defer t.wg.Done()
		if depth > 0 {
			t.spawn(depth-1, counter)
			t.spawn(depth-1, counter)
		}
		for i := 0; ; i++ {
			select {
			case <-t.stop:
				return
			case counter <- i:
			}
		}
	}()
}

func generator(stop <-chan struct{}) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 0; ; i++ {
			select {
			case out <- i:
			case <-stop:
				return
			}
		}
	}()
	return out
}

func main() {
	before := runtime.NumGoroutine()
	t := &task{stop: make(chan struct{})}
	counter := make(chan int)
	t.spawn(4, counter)
	for range 100 {
		<-counter
	}
	fmt.Println(runtime.NumGoroutine()-before <= 31)
	t.cancel()
	t.cancel()
	t.wg.Wait()

	stop := make(chan struct{})
	g := generator(stop)
	for v := range g {
		if v == 5 {
			break
		}
	}
	close(stop)
	for range g { // ends, at most one more value may be under way
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	fmt.Println(before, runtime.NumGoroutine())
}
