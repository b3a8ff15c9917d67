// fatal
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"sync"
	"time"
)

var (
	empty chan int
	full  = make(chan int)
	mu    sync.Mutex
	wg    sync.WaitGroup
	cond  = sync.NewCond(&sync.Mutex{})
)

func receiver() {
	<-full
}

func sender(c chan int) {
	c <- 1
}

func selector() {
	select {
	case <-full:
	case <-empty:
	}
}

func ranger() {
	for range full {
	}
}

func locker() {
	mu.Lock()
}

func condition() {
	cond.L.Lock()
	cond.Wait()
}

func nothing() {
	select {}
}

func nilReceiver() {
	<-empty
}

// Every goroutine waits for something of another kind; the report names them in the order of their starting.
func main() {
	mu.Lock()
	wg.Add(1)
	go receiver()
	go selector()
	go ranger()
	go locker()
	go condition()
	go nothing()
	go nilReceiver()
	go sender(empty)
	time.Sleep(50 * time.Millisecond)
	wg.Wait()
}
