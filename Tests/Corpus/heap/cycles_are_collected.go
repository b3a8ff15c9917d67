// run
// stress: movestack=3 gcstress=50
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"time"
)

type ring struct {
	next *ring
	data [16 << 10]byte
	any  any
	f    func() *ring
	m    map[string]*ring
}

func makeRing(n int) *ring {
	first := &ring{}
	last := first
	for range n - 1 {
		r := &ring{}
		last.next = r
		last.any = r
		last.f = func() *ring { return r }
		last = r
	}
	last.next = first
	last.m = map[string]*ring{"first": first, "self": last}
	return first
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func main() {
	before := inUse()
	for range 200 { // 32 MB in cycles, through pointers, interfaces, closures and maps
		makeRing(10)
	}
	fmt.Println(inUse() < before+2<<20)

	kept := makeRing(20)
	grown := inUse()
	fmt.Println(grown > before+300<<10)
	n := 1
	for r := kept.next; r != kept; r = r.next {
		n++
	}
	fmt.Println(n)
	runtime.KeepAlive(kept)

	// The collection of a self-referring object is seen through a finalizer on an object it alone holds.
	collected := make(chan string, 1)
	func() {
		type leaf struct{ name [32]byte }
		type holder struct {
			self *holder
			leaf *leaf
		}
		h := &holder{leaf: &leaf{}}
		h.self = h
		runtime.SetFinalizer(h.leaf, func(*leaf) { collected <- "leaf collected" })
	}()
	for range 50 {
		runtime.GC()
		select {
		case s := <-collected:
			fmt.Println(s)
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	fmt.Println("never collected")
}
