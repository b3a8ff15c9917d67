// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"sync"
)

type account struct {
	sync.Mutex
	balance int
}

func (a *account) deposit(n int) {
	a.Lock()
	defer a.Unlock()
	b := a.balance
	runtime.Gosched() // without the lock this would lose updates
	a.balance = b + n
}

type cache struct {
	mu   sync.RWMutex
	data map[int]int
}

func (c *cache) get(k int) (int, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v, ok := c.data[k]
	return v, ok
}

func (c *cache) put(k, v int) {
	c.mu.Lock()
	c.data[k] = v
	c.mu.Unlock()
}

func main() {
	a := &account{}
	var wg sync.WaitGroup
	for range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 10 {
				a.deposit(1)
			}
		}()
	}
	wg.Wait()
	fmt.Println(a.balance)

	c := &cache{data: map[int]int{}}
	misses := make(chan int, 10)
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n := 0
			for k := range 20 {
				if _, ok := c.get(k); !ok {
					n++
				}
				c.put(k*10+i, i)
			}
			misses <- n
		}()
	}
	wg.Wait()
	fmt.Println(len(c.data), len(misses))

	var mu sync.Mutex
	fmt.Println(mu.TryLock(), mu.TryLock())
	mu.Unlock()
	var rw sync.RWMutex
	rw.RLock()
	fmt.Println(rw.TryRLock(), rw.TryLock())
	rw.RUnlock()
	rw.RUnlock()
	fmt.Println(rw.TryLock(), rw.TryRLock())
	rw.Unlock()

	// a writer waiting keeps new readers out until it has run
	rw.RLock()
	order := make(chan string, 2)
	go func() { rw.Lock(); order <- "writer"; rw.Unlock() }()
	for rw.TryRLock() {
		rw.RUnlock()
		runtime.Gosched()
	}
	go func() { rw.RLock(); order <- "reader"; rw.RUnlock() }()
	runtime.Gosched()
	rw.RUnlock()
	fmt.Println(<-order, <-order)

	var locker sync.Locker = &mu
	locker.Lock()
	unlocked := false
	done := make(chan bool)
	go func() { mu.Lock(); done <- unlocked; mu.Unlock() }()
	runtime.Gosched()
	unlocked = true
	locker.Unlock() // by another goroutine than the next owner
	fmt.Println(<-done)
	l := rw.RLocker()
	l.Lock()
	l.Unlock()
}
