// run
// stress: movestack=31 gcstress=101
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

type tree struct{ left, right *tree }

func bottomUp(depth int) *tree {
	if depth <= 0 {
		return &tree{}
	}
	return &tree{bottomUp(depth - 1), bottomUp(depth - 1)}
}

func (t *tree) count() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.count() + t.right.count()
}

// search tree whose shape changes by rotations while it is collected around
type treap struct {
	key, priority int
	left, right   *treap
}

var seed uint32 = 1

func random() int {
	seed = seed*1664525 + 1013904223
	return int(seed >> 8)
}

func insert(t *treap, key int) *treap {
	if t == nil {
		return &treap{key: key, priority: random()}
	}
	if key < t.key {
		t.left = insert(t.left, key)
		if t.left.priority > t.priority {
			l := t.left
			t.left, l.right = l.right, t
			return l
		}
	} else if key > t.key {
		t.right = insert(t.right, key)
		if t.right.priority > t.priority {
			r := t.right
			t.right, r.left = r.left, t
			return r
		}
	}
	return t
}

func walk(t *treap, visit func(int)) {
	if t != nil {
		walk(t.left, visit)
		visit(t.key)
		walk(t.right, visit)
	}
}

func main() {
	long := bottomUp(9)
	for depth := 2; depth <= 8; depth += 2 {
		total := 0
		rounds := 1 << (8 - depth)
		for range rounds {
			total += bottomUp(depth).count()
		}
		fmt.Println(rounds, "trees of depth", depth, "nodes", total)
	}
	runtime.GC()
	fmt.Println(long.count())
	var t *treap
	for i := range 400 {
		t = insert(t, i*7919%1009)
		if i%100 == 0 {
			runtime.GC()
		}
	}
	last, ordered, n := -1, true, 0
	walk(t, func(k int) {
		ordered = ordered && k > last
		last = k
		n++
	})
	fmt.Println(ordered, n, last)
}
