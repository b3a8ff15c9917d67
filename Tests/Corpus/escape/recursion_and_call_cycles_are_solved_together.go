// escape
// SPDX-License-Identifier: Apache-2.0

package main

type tree struct {
	left, right *tree
	value       int
}

var best *tree

func (t *tree) sum() int {
	if t == nil {
		return 0
	}
	return t.value + t.left.sum() + t.right.sum()
}

func (t *tree) insert(v int) *tree {
	if t == nil {
		return &tree{value: v}
	}
	if v < t.value {
		t.left = t.left.insert(v)
	} else {
		t.right = t.right.insert(v)
	}
	return t
}

func (t *tree) find(v int) *tree {
	switch {
	case t == nil || t.value == v:
		return t
	case v < t.value:
		return t.left.find(v)
	}
	return t.right.find(v)
}

func depth(n int, p *int) int {
	local := n
	if n == 0 {
		return *p
	}
	return depth(n-1, &local)
}

func even(n int, p *int) *int {
	if n == 0 {
		return p
	}
	return odd(n-1, p)
}

func odd(n int, p *int) *int {
	if n == 0 {
		return nil
	}
	return even(n-1, p)
}

func leakingEven(n int, t *tree) {
	if n == 0 {
		best = t
		return
	}
	leakingOdd(n-1, t)
}

func leakingOdd(n int, t *tree) { leakingEven(n-1, t) }

func harmlessA(n int, t *tree) int {
	if n == 0 {
		return t.value
	}
	return harmlessB(n-1, t)
}

func harmlessB(n int, t *tree) int { return harmlessA(n, t) }

func swapping(n int, p, q *int) (*int, *int) {
	if n == 0 {
		return p, q
	}
	return swapping(n-1, q, p)
}

func viaClosure(t *tree) int {
	var walk func(*tree) int
	walk = func(t *tree) int {
		if t == nil {
			return 0
		}
		return walk(t.left) + 1
	}
	return walk(t)
}

func viaParameter(f func(*int), p *int) { f(p) }

func unknown(f func(*int) *int) *int {
	x := 1
	return f(&x)
}

func main() {
	var t *tree
	t = t.insert(1).insert(2)
	_, _ = t.sum(), t.find(2)
	x, y := 1, 2
	_ = depth(3, &x)
	_ = even(4, &x)
	leakingEven(2, &tree{})
	_ = harmlessA(3, &tree{value: 2})
	a, b := swapping(3, &x, &y)
	_ = *a + *b
	_ = viaClosure(&tree{})
	viaParameter(func(p *int) { *p = 1 }, &y)
	_ = unknown(func(p *int) *int { return p })
}
