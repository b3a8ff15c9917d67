// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

func safely(name string, errs chan<- error, f func()) {
	defer func() {
		if r := recover(); r != nil {
			errs <- fmt.Errorf("%s: %v", name, r)
		} else {
			errs <- nil
		}
	}()
	f()
}

func main() {
	errs := make(chan error)
	var m map[string]int
	zero := 0
	for _, t := range []struct {
		name string
		f    func()
	}{
		{"nil map", func() { m["x"]++ }},
		{"divide", func() { zero = 1 / zero }},
		{"fine", func() {}},
		{"index", func() { _ = []int{}[zero] }},
	} {
		go safely(t.name, errs, t.f)
		fmt.Println(<-errs)
	}

	// The recover of the starting function does not see another goroutine's panic; its own does.
	func() {
		defer func() { fmt.Println("outer", recover()) }()
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { fmt.Println("inner", recover()) }()
			panic("inside")
		}()
		wg.Wait()
		panic("outside")
	}()

	// the first error wins, the others are collected
	var mu sync.Mutex
	failed := map[int]bool{}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if r := recover(); r != nil {
					mu.Lock()
					failed[r.(int)] = true
					mu.Unlock()
				}
			}()
			if i%3 == 0 {
				panic(i)
			}
		}()
	}
	wg.Wait()
	fmt.Println(failed)
	mu.Lock()
	func() {
		defer func() { recover(); mu.Unlock() }()
		panic("locks are released by deferred functions")
	}()
	fmt.Println(mu.TryLock())
	negative := sync.WaitGroup{}
	defer func() { fmt.Println(recover()) }()
	negative.Done()
}
