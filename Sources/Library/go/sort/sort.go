// SPDX-License-Identifier: Apache-2.0

// Package sort sorts slices and collections and searches sorted ones.
//
// How.  Sort and Slice share one introspective quicksort over two functions, less and
// swap: median of three (of nine for long ranges) as pivot, insertion sort for short
// ranges, heap sort when the recursion goes too deep, so the worst case stays n log n.
// Ints, Float64s and Strings have the same written out for their element type
// (basic.go). Stable merges sorted blocks in place.
package sort

import (
	"internal/value"
	"math/bits"
)

// Interface is a collection that can be sorted.
type Interface interface {
	// Len returns the number of elements.
	Len() int
	// Less reports whether element i must come before element j.
	Less(i, j int) bool
	// Swap exchanges two elements.
	Swap(i, j int)
}

// shortRange is the length up to which insertion sort is used.
const shortRange = 12

// ordering is what sorting needs of a collection.
type ordering struct {
	less func(i, j int) bool
	swap func(i, j int)
}

func depthLimit(n int) int { return 2 * bits.Len(uint(n)) }

// Sort sorts data; equal elements may change their order.
func Sort(data Interface) {
	n := data.Len()
	if n < 2 {
		return
	}
	o := ordering{data.Less, data.Swap}
	o.quick(0, n, depthLimit(n))
}

// Slice sorts the slice x by less; equal elements may change their order. It panics if
// x is no slice.
func Slice(x any, less func(i, j int) bool) {
	o := ordering{less, value.Swapper(x)}
	n := value.Of(x).Len()
	o.quick(0, n, depthLimit(n))
}

// Stable sorts data and keeps equal elements in their order.
func Stable(data Interface) {
	o := ordering{data.Less, data.Swap}
	o.stable(data.Len())
}

// SliceStable sorts the slice x by less and keeps equal elements in their order. It
// panics if x is no slice.
func SliceStable(x any, less func(i, j int) bool) {
	o := ordering{less, value.Swapper(x)}
	o.stable(value.Of(x).Len())
}

// SliceIsSorted reports whether the slice x is sorted by less.
func SliceIsSorted(x any, less func(i, j int) bool) bool {
	for i := value.Of(x).Len() - 1; i > 0; i-- {
		if less(i, i-1) {
			return false
		}
	}
	return true
}

// IsSorted reports whether data is sorted.
func IsSorted(data Interface) bool {
	for i := data.Len() - 1; i > 0; i-- {
		if data.Less(i, i-1) {
			return false
		}
	}
	return true
}

type reversed struct{ Interface }

func (r reversed) Less(i, j int) bool { return r.Interface.Less(j, i) }

// Reverse returns data with its order turned round.
func Reverse(data Interface) Interface { return &reversed{data} }

// quick sorts [a, b); at depth 0 it gives the range to heap sort.
func (o *ordering) quick(a, b, depth int) {
	less, swap := o.less, o.swap
	for b-a > shortRange {
		if depth == 0 {
			o.heap(a, b)
			return
		}
		depth--
		mid := a + (b-a)/2
		if b-a > 60 {
			step := (b - a) / 8
			o.median(a+step, a, a+2*step)
			o.median(mid, mid-step, mid+step)
			o.median(b-1-step, b-1-2*step, b-1)
			o.median(mid, a+step, b-1-step)
		} else {
			o.median(mid, a, b-1)
		}
		swap(a, mid) // the pivot stays at a while the rest is divided
		i, j := a+1, b-1
		for {
			for i <= j && less(i, a) {
				i++
			}
			for i <= j && less(a, j) {
				j--
			}
			if i >= j {
				break
			}
			swap(i, j)
			i++
			j--
		}
		swap(a, j)
		if j-a < b-j {
			o.quick(a, j, depth)
			a = j + 1
		} else {
			o.quick(j+1, b, depth)
			b = j
		}
	}
	o.insertion(a, b)
}

// median puts the median of the elements i, j and k at i.
func (o *ordering) median(i, j, k int) {
	if o.less(k, j) {
		o.swap(j, k)
	}
	if o.less(i, j) {
		o.swap(i, j)
	} else if o.less(k, i) {
		o.swap(i, k)
	}
}

func (o *ordering) insertion(a, b int) {
	less, swap := o.less, o.swap
	for i := a + 1; i < b; i++ {
		for j := i; j > a && less(j, j-1); j-- {
			swap(j, j-1)
		}
	}
}

func (o *ordering) heap(a, b int) {
	n := b - a
	for i := n/2 - 1; i >= 0; i-- {
		o.sink(a, i, n)
	}
	for i := n - 1; i > 0; i-- {
		o.swap(a, a+i)
		o.sink(a, 0, i)
	}
}

// sink restores the heap property of the n elements from a on below element i.
func (o *ordering) sink(a, i, n int) {
	for {
		child := 2*i + 1
		if child >= n {
			return
		}
		if child+1 < n && o.less(a+child, a+child+1) {
			child++
		}
		if !o.less(a+i, a+child) {
			return
		}
		o.swap(a+i, a+child)
		i = child
	}
}

// stable sorts n elements: blocks by insertion, then merges of neighbours.
func (o *ordering) stable(n int) {
	block := 20
	for a := 0; a < n; a += block {
		b := a + block
		if b > n {
			b = n
		}
		o.insertion(a, b)
	}
	for ; block < n; block *= 2 {
		for a := 0; a+block < n; a += 2 * block {
			b := a + 2*block
			if b > n {
				b = n
			}
			o.merge(a, a+block, b)
		}
	}
}

// merge merges the sorted ranges [a, m) and [m, b) in place: P.-S. Kim and A. Kutzner,
// "Stable minimum storage merging by symmetric comparisons", 2004. It finds by binary
// search how the halves of the result divide, rotates them into place and recurs.
func (o *ordering) merge(a, m, b int) {
	if a == m || m == b || !o.less(m, m-1) {
		return
	}
	if m-a == 1 { // move the one element up to where it belongs
		for i := a; i+1 < b && o.less(i+1, i); i++ {
			o.swap(i, i+1)
		}
		return
	}
	if b-m == 1 {
		for i := m; i > a && o.less(i, i-1); i-- {
			o.swap(i, i-1)
		}
		return
	}
	mid := a + (b-a)/2
	sum := mid + m
	low, high := a, m // the start of the part of [a, m) that goes to the upper half
	if m > mid {
		low, high = sum-b, mid
	}
	last := sum - 1
	for low < high {
		c := low + (high-low)/2
		if o.less(last-c, c) {
			high = c
		} else {
			low = c + 1
		}
	}
	end := sum - low
	o.rotate(low, m, end)
	o.merge(a, low, mid)
	o.merge(mid, end, b)
}

// rotate exchanges the neighbouring ranges [a, m) and [m, b).
func (o *ordering) rotate(a, m, b int) {
	left, right := m-a, b-m
	for left > 0 && right > 0 {
		n := left
		if right < n {
			n = right
		}
		if left <= right { // the left part goes to the right end
			for i := 0; i < n; i++ {
				o.swap(a+i, b-n+i)
			}
			b -= n
			right -= n
		} else {
			for i := 0; i < n; i++ {
				o.swap(a+i, b-n+i)
			}
			a += n
			left -= n
		}
	}
}
