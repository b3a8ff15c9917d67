// run
// stress: movestack=3 gcstress=20
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"sort"
	"time"
)

type resource struct {
	id   int
	next *resource
}

var revived *resource

func collect(c chan int, n int) (ids []int) {
	for range 200 {
		runtime.GC()
		for done := false; !done; {
			select {
			case id := <-c:
				ids = append(ids, id)
			case <-time.After(2 * time.Millisecond):
				done = true
			}
		}
		if len(ids) >= n {
			break
		}
	}
	sort.Ints(ids)
	return
}

func main() {
	c := make(chan int, 100)
	func() {
		for i := range 10 {
			r := &resource{id: i}
			runtime.SetFinalizer(r, func(r *resource) { c <- r.id })
		}
	}()
	fmt.Println(len(collect(c, 10)))

	// kept while reachable
	kept := &resource{id: 100}
	runtime.SetFinalizer(kept, func(r *resource) { c <- r.id })
	runtime.GC()
	runtime.GC()
	time.Sleep(5 * time.Millisecond)
	fmt.Println(len(c))
	runtime.KeepAlive(kept)
	kept = nil
	fmt.Println(collect(c, 1))

	// A finalizer may revive its object; it does not run again by itself.
	func() {
		r := &resource{id: 200, next: &resource{id: 201}}
		runtime.SetFinalizer(r, func(r *resource) { revived = r; c <- r.id })
	}()
	fmt.Println(collect(c, 1), revived.id, revived.next.id)
	revived = nil
	runtime.GC()
	runtime.GC()
	time.Sleep(5 * time.Millisecond)
	fmt.Println(len(c))

	// removed before it could run
	func() {
		r := &resource{id: 300}
		runtime.SetFinalizer(r, func(r *resource) { c <- r.id })
		runtime.SetFinalizer(r, nil)
	}()
	runtime.GC()
	runtime.GC()
	time.Sleep(5 * time.Millisecond)
	fmt.Println(len(c))

	// In a chain the object that points comes first, the next in a later collection.
	func() {
		a, b := &resource{id: 1}, &resource{id: 2}
		a.next = b
		runtime.SetFinalizer(a, func(r *resource) { c <- r.id*10 + r.next.id })
		runtime.SetFinalizer(b, func(r *resource) { c <- r.id })
	}()
	fmt.Println(collect(c, 2))
}
