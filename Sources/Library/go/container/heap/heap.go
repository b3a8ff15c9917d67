// SPDX-License-Identifier: Apache-2.0

// Package heap keeps any sequence as a binary heap: element i is not greater than elements 2i+1 and 2i+2.
package heap

import "sort"

// An Interface is a sequence that can be kept as a heap. Push appends and Pop removes the last element; programs call
// this package's functions of these names.
type Interface interface {
	sort.Interface
	Push(x any)
	Pop() any
}

// Init makes a heap of h. O(n).
func Init(h Interface) {
	for i := h.Len()/2 - 1; i >= 0; i-- {
		sink(h, i, h.Len())
	}
}

// Push adds x. O(log n).
func Push(h Interface, x any) {
	h.Push(x)
	rise(h, h.Len()-1)
}

// Pop removes and returns the least element. O(log n).
func Pop(h Interface) any {
	last := h.Len() - 1
	h.Swap(0, last)
	sink(h, 0, last)
	return h.Pop()
}

// Remove removes and returns element i. O(log n).
func Remove(h Interface, i int) any {
	last := h.Len() - 1
	if last != i {
		h.Swap(i, last)
		if !sink(h, i, last) {
			rise(h, i)
		}
	}
	return h.Pop()
}

// Fix restores order after element i has changed. O(log n).
func Fix(h Interface, i int) {
	if !sink(h, i, h.Len()) {
		rise(h, i)
	}
}

// rise moves element i up to its place.
func rise(h Interface, i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h.Less(i, parent) {
			return
		}
		h.Swap(parent, i)
		i = parent
	}
}

// sink moves element i of the first n down to its place and reports whether it moved.
func sink(h Interface, i, n int) bool {
	start := i
	for {
		child := 2*i + 1
		if child >= n || child < 0 { // < 0 after overflow
			break
		}
		if right := child + 1; right < n && h.Less(right, child) {
			child = right
		}
		if !h.Less(child, i) {
			break
		}
		h.Swap(i, child)
		i = child
	}
	return i > start
}
