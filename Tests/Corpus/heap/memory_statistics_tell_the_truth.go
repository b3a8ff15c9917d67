// run
// stress: movestack=3 gcstress=500
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

type block struct {
	data [1000]byte
	next *block
}

var sink any
var list *block

func stats() (m runtime.MemStats) {
	runtime.ReadMemStats(&m)
	return
}

func main() {
	runtime.GC()
	a := stats()
	for range 1000 {
		list = &block{next: list}
	}
	b := stats()
	mallocs, bytes := b.Mallocs-a.Mallocs, b.TotalAlloc-a.TotalAlloc
	fmt.Println(mallocs >= 1000 && mallocs <= 1020, bytes >= 1008000 && bytes <= 1150000)

	runtime.GC()
	c := stats()
	fmt.Println(c.HeapAlloc >= a.HeapAlloc+1000000, c.HeapObjects >= 1000, c.NumGC > a.NumGC)
	fmt.Println(c.Mallocs-c.Frees == c.HeapObjects, c.Alloc == c.HeapAlloc)
	list = nil
	runtime.GC()
	d := stats()
	fmt.Println(d.HeapAlloc+1000000 <= c.HeapAlloc, d.Frees-c.Frees >= 1000, d.TotalAlloc >= c.TotalAlloc)
	fmt.Println(d.Sys >= d.HeapSys, d.HeapSys >= d.HeapInuse, d.HeapInuse >= d.HeapAlloc, d.HeapSys == d.HeapInuse+d.HeapIdle, d.HeapIdle >= d.HeapReleased)
	fmt.Println(d.NextGC > 0, d.StackInuse > 0, d.NumGC >= 3)

	// allocation counts of single operations
	count := func(f func()) uint64 {
		x := stats().Mallocs
		for range 100 {
			f()
		}
		return (stats().Mallocs - x) / 100
	}
	fmt.Println(count(func() {}), count(func() { sink = new([64]int) }), count(func() { sink = &block{} }))
	fmt.Println(count(func() { x := [10]int{}; p := &x; p[3]++ }), count(func() { s := make([]int, 50); s[3] = 1 }))
	fmt.Println(count(func() { list = &block{next: &block{}} }))
}
