// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"time"
)

const N = 16 // SIZE small=10

type node struct{ l, r *node }

func build(d int) *node {
	if d == 0 {
		return &node{}
	}
	return &node{build(d - 1), build(d - 1)}
}

func (n *node) count() int {
	if n.l == nil {
		return 1
	}
	return 1 + n.l.count() + n.r.count()
}

func main() {
	t := time.Now()
	total := build(N + 1).count()
	long := build(N)
	for d := 4; d <= N; d += 4 {
		iters := 1 << uint(N-d+4)
		for i := 0; i < iters; i++ {
			total += build(d).count()
		}
	}
	total += long.count()
	e := time.Since(t)
	fmt.Println("CHECK binarytrees", total)
	fmt.Printf("binarytrees ns_per_op=%.3f\n", float64(e.Nanoseconds())/float64(total))
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("binarytrees_gc_cpu percent=%.2f\n", 100*m.GCCPUFraction)
	fmt.Printf("binarytrees_cycles count=%d\n", m.NumGC)
}
