// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"sort"
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

var table [TREES]*node

func main() {
	for i := range table {
		table[i] = build(6)
	}
	runtime.GC()
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	lat := make([]int, N)
	x := uint32(1)
	base := time.Now()
	prev := int64(0)
	for i := 0; i < N; i++ {
		x = x*1664525 + 1013904223
		table[x>>17] = build(6)
		now := int64(time.Since(base))
		lat[i] = int(now - prev)
		prev = now
	}
	runtime.ReadMemStats(&m1)
	fmt.Println("CHECK gcpause", len(table), m1.HeapAlloc > 0)
	sort.Ints(lat)
	fmt.Printf("gcpause_op ns_per_op=%.0f\n", float64(prev)/float64(N))
	fmt.Printf("gcpause_alloc MB_per_s=%.0f\n", float64(N)*127*48/1e6/(float64(prev)/1e9))
	fmt.Printf("gcpause_op_p50 ns=%d\n", lat[N/2])
	fmt.Printf("gcpause_op_p99 ns=%d\n", lat[N-N/100])
	fmt.Printf("gcpause_op_p9999 ns=%d\n", lat[N-N/10000])
	fmt.Printf("gcpause_op_max ns=%d\n", lat[N-1])
	n := int(m1.NumGC - m0.NumGC)
	var ps []int
	for i := 0; i < n && i < 256; i++ {
		ps = append(ps, int(m1.PauseNs[(int(m1.NumGC)+255-i)%256]))
	}
	sort.Ints(ps)
	fmt.Printf("gcpause_cycles count=%d\n", n)
	if len(ps) > 0 {
		fmt.Printf("gcpause_stw_p50 ns=%d\n", ps[len(ps)/2])
		fmt.Printf("gcpause_stw_p99 ns=%d\n", ps[len(ps)*99/100])
		fmt.Printf("gcpause_stw_max ns=%d\n", ps[len(ps)-1])
	}
}
