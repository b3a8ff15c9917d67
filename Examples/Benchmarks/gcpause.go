// SPDX-License-Identifier: Apache-2.0

// gcpause [SCALE [PARKED]]: what a program that allocates sees of collections beside 200 MB of live objects, or SCALE
// times as much, and beside PARKED goroutines that wait. With arguments the figures' names say so: gcpause_20x_stw_max.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"time"
)

// 32768 trees of 127 48-byte nodes = 200 MB live; each op replaces one tree.
const N = 300000 // SIZE small=20000
const TREES = 32768

type node struct {
	l, r *node
	v    [4]int
}

func build(d int) *node {
	n := &node{}
	n.v[0] = d
	if d > 0 {
		n.l = build(d - 1)
		n.r = build(d - 1)
	}
	return n
}

var table []*node

func argument(i, usual int) int {
	if i < len(os.Args) {
		if n, err := strconv.Atoi(os.Args[i]); err == nil {
			return n
		}
	}
	return usual
}

func main() {
	scale, parked := argument(1, 1), argument(2, 0)
	name := "gcpause"
	if scale != 1 {
		name += "_" + strconv.Itoa(scale) + "x"
	}
	if parked != 0 {
		name += "_" + strconv.Itoa(parked) + "parked"
	}
	table = make([]*node, TREES*scale)
	for i := range table {
		table[i] = build(6)
	}
	never := make(chan int)
	for i := 0; i < parked; i++ {
		go func() { <-never }()
	}
	for i := 0; i < 100 && runtime.NumGoroutine() < parked+1; i++ {
		runtime.Gosched()
	}
	runtime.GC()
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	ops := N
	if scale > 1 {
		ops = N * scale / 2 // for some collections of the larger heap
	}
	lat := make([]int, ops)
	x := uint32(1)
	base := time.Now()
	prev := int64(0)
	for i := 0; i < ops; i++ {
		x = x*1664525 + 1013904223
		table[int(uint64(x)*uint64(len(table))>>32)] = build(6)
		now := int64(time.Since(base))
		lat[i] = int(now - prev)
		prev = now
	}
	runtime.ReadMemStats(&m1)
	fmt.Println("CHECK gcpause", len(table), m1.HeapAlloc > 0)
	sort.Ints(lat)
	fmt.Printf("%s_op ns_per_op=%.0f\n", name, float64(prev)/float64(ops))
	fmt.Printf("%s_alloc MB_per_s=%.0f\n", name, float64(ops)*127*48/1e6/(float64(prev)/1e9))
	fmt.Printf("%s_op_p50 ns=%d\n", name, lat[ops/2])
	fmt.Printf("%s_op_p99 ns=%d\n", name, lat[ops-ops/100])
	fmt.Printf("%s_op_p9999 ns=%d\n", name, lat[ops-ops/10000])
	fmt.Printf("%s_op_max ns=%d\n", name, lat[ops-1])
	n := int(m1.NumGC - m0.NumGC)
	var ps []int
	for i := 0; i < n && i < 256; i++ {
		ps = append(ps, int(m1.PauseNs[(int(m1.NumGC)+255-i)%256]))
	}
	sort.Ints(ps)
	fmt.Printf("%s_cycles count=%d\n", name, n)
	if len(ps) > 0 {
		fmt.Printf("%s_stw_p50 ns=%d\n", name, ps[len(ps)/2])
		fmt.Printf("%s_stw_p99 ns=%d\n", name, ps[len(ps)*99/100])
		fmt.Printf("%s_stw_max ns=%d\n", name, ps[len(ps)-1])
	}
	close(never)
}
