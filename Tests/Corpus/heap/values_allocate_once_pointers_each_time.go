// run
// stress: movestack=3 gcstress=100
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

type point struct{ x, y int }

var (
	values   []point
	pointers []*point
)

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

func between(n, low, high uint64) string {
	if low <= n && n <= high {
		return fmt.Sprint(low, " to ", high)
	}
	return fmt.Sprint("unexpected ", n)
}

func newPoint(x, y int) *point { return &point{x, y} }

func main() {
	mallocs()
	a := mallocs()
	pointers = make([]*point, 0, 1000)
	for i := range 1000 {
		pointers = append(pointers, newPoint(i, i))
	}
	b := mallocs()
	values = make([]point, 0, 1000)
	for i := range 1000 {
		values = append(values, point{i, i})
	}
	c := mallocs()
	sum := 0
	for i := range 1000 { // does not leave its function: no allocation
		p := &point{i, i}
		q := new(point)
		*q = *p
		sum += q.x + p.y
	}
	d := mallocs()
	values = nil
	for i := range 1000 { // grows about a dozen times
		values = append(values, point{i, i})
	}
	e := mallocs()
	fmt.Println("pointers:", between(b-a, 1001, 1020))
	fmt.Println("values:", between(c-b, 1, 20))
	fmt.Println("locals:", between(d-c, 0, 10))
	fmt.Println("growing:", between(e-d, 8, 30))
	fmt.Println(sum, len(pointers), len(values), pointers[999].x, values[500].y)
}
