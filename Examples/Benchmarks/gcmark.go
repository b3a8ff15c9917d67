// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"time"
)

// Live tree of 2^N-1 nodes of 48 bytes (400 MB at N=23), once in allocation
// order and once linked in shuffled order; how fast does one full GC mark it?
const N = 23 // SIZE small=20

type node struct {
	l, r *node
	v    [4]int
}

var root *node

func build(d int) *node {
	n := &node{}
	if d > 1 {
		n.l = build(d - 1)
		n.r = build(d - 1)
	}
	return n
}

func shuffled(n int) *node {
	p := make([]*node, n)
	for i := range p {
		p[i] = &node{}
	}
	x := uint64(88172645463325252)
	for i := n - 1; i > 0; i-- {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		j := int(x % uint64(i+1))
		p[i], p[j] = p[j], p[i]
	}
	for i := 0; 2*i+2 < n; i++ {
		p[i].l = p[2*i+1]
		p[i].r = p[2*i+2]
	}
	return p[0]
}

func count(n *node) int {
	if n == nil {
		return 0
	}
	return 1 + count(n.l) + count(n.r)
}

func main() {
	total := 1<<N - 1
	mb := float64(total) * 48 / 1e6
	for _, kind := range []string{"seq", "shuf"} {
		root = nil
		runtime.GC()
		if kind == "seq" {
			root = build(N)
		} else {
			root = shuffled(total)
		}
		for _, p := range []int{1, 2} {
			runtime.GOMAXPROCS(p)
			if kind == "seq" {
				runtime.GC()
			}
			t := time.Now()
			runtime.GC()
			d := time.Since(t)
			fmt.Printf("gcmark_%s_p%d MB_per_s=%.0f\n", kind, p, mb/d.Seconds())
		}
		fmt.Println("CHECK gcmark", count(root))
	}
}
