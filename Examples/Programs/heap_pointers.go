// SPDX-License-Identifier: Apache-2.0

// A slice of pointers costs an allocation for each element.
//
// newPoint returns the address of what it made, so the point outlives its frame and must live on the heap.
// Compare with heap_values.go, which does the same with values.
package main

import (
	"fmt"
	"runtime"
)

type Point struct{ X, Y int }

func newPoint(x, y int) *Point { return &Point{x, y} }

// heap tells how many objects and bytes were ever allocated.
func heap() (objects, bytes uint64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs, m.TotalAlloc
}

func main() {
	const count = 1000
	objects, bytes := heap()

	// The slice itself stays in this frame: its size is known and it goes nowhere.
	points := make([]*Point, 0, count)
	for i := range count {
		points = append(points, newPoint(i, i*i))
	}

	objectsAfter, bytesAfter := heap()
	made := objectsAfter - objects
	fmt.Println("an object for each point, at most 20 others:", made >= count && made <= count+20)
	fmt.Println("16 bytes for each point:", bytesAfter-bytes >= 16*count)

	sum := 0
	for _, p := range points { // a step through memory for each element
		sum += p.Y
	}
	fmt.Println("sum:", sum)
	runtime.KeepAlive(points)
}
