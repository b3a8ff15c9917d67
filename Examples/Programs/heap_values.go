// SPDX-License-Identifier: Apache-2.0

// A slice of values is one object, however many elements it has.
//
// The same work as heap_pointers.go, but the points lie side by side in the slice's array. Even growing without a
// capacity given costs only a handful of allocations, because append grows by a factor.
package main

import (
	"fmt"
	"runtime"
)

type Point struct{ X, Y int }

func makePoint(x, y int) Point { return Point{x, y} }

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

var kept []Point // a package variable, so that the array is on the heap in both halves

func main() {
	const count = 1000
	before := mallocs()
	kept = make([]Point, 0, count)
	for i := range count {
		kept = append(kept, makePoint(i, i*i))
	}
	between := mallocs()
	fmt.Println("with the capacity given, at most 20 objects:", between-before <= 20)

	kept = nil
	for i := range count {
		kept = append(kept, makePoint(i, i*i))
	}
	after := mallocs()
	fmt.Println("growing, at most 30 objects:", after-between <= 30)

	// &p of a local that stays costs nothing: taking an address is not what allocates.
	sum := 0
	for i := range count {
		p := makePoint(i, 1)
		q := &p
		q.Y += q.X
		sum += q.Y
	}
	fmt.Println("pointers to locals that stay, no object at all:", mallocs()-after <= 20)
	fmt.Println("sum:", sum)
}
