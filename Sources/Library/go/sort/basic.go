// SPDX-License-Identifier: Apache-2.0

package sort

// The quicksort of sort.go on slices of three element types, with elements compared and
// moved in place. Each function sorts s; at depth 0 it leaves that to heap sort.

// Ints sorts x.
func Ints(x []int) { quickInts(x, depthLimit(len(x))) }

// Strings sorts x.
func Strings(x []string) { quickStrings(x, depthLimit(len(x))) }

// Float64s sorts x, NaN first.
func Float64s(x []float64) {
	n := 0 // NaNs, moved to the front so that the rest compares by <
	for i, f := range x {
		if f != f {
			x[i], x[n] = x[n], f
			n++
		}
	}
	quickFloats(x[n:], depthLimit(len(x)))
}

func quickInts(s []int, depth int) {
	for len(s) > shortRange {
		if depth == 0 {
			o := ordering{IntSlice(s).Less, IntSlice(s).Swap}
			o.heap(0, len(s))
			return
		}
		depth--
		last := len(s) - 1
		x, pivot, z := s[0], s[last/2], s[last]
		if z < x {
			x, z = z, x
		}
		if pivot < x {
			pivot = x
		} else if z < pivot {
			pivot = z
		}
		i, j := 0, last
		for { // the pivot is in s, so neither search runs out
			for s[i] < pivot {
				i++
			}
			for pivot < s[j] {
				j--
			}
			if i >= j {
				break
			}
			s[i], s[j] = s[j], s[i]
			i++
			j--
		}
		if i == j { // it equals the pivot
			i++
		}
		if i < len(s)-i {
			quickInts(s[:i], depth)
			s = s[i:]
		} else {
			quickInts(s[i:], depth)
			s = s[:i]
		}
	}
	for i := 1; i < len(s); i++ {
		x := s[i]
		j := i
		for ; j > 0 && x < s[j-1]; j-- {
			s[j] = s[j-1]
		}
		s[j] = x
	}
}

func quickStrings(s []string, depth int) {
	for len(s) > shortRange {
		if depth == 0 {
			o := ordering{StringSlice(s).Less, StringSlice(s).Swap}
			o.heap(0, len(s))
			return
		}
		depth--
		last := len(s) - 1
		x, pivot, z := s[0], s[last/2], s[last]
		if z < x {
			x, z = z, x
		}
		if pivot < x {
			pivot = x
		} else if z < pivot {
			pivot = z
		}
		i, j := 0, last
		for { // the pivot is in s, so neither search runs out
			for s[i] < pivot {
				i++
			}
			for pivot < s[j] {
				j--
			}
			if i >= j {
				break
			}
			s[i], s[j] = s[j], s[i]
			i++
			j--
		}
		if i == j { // it equals the pivot
			i++
		}
		if i < len(s)-i {
			quickStrings(s[:i], depth)
			s = s[i:]
		} else {
			quickStrings(s[i:], depth)
			s = s[:i]
		}
	}
	for i := 1; i < len(s); i++ {
		x := s[i]
		j := i
		for ; j > 0 && x < s[j-1]; j-- {
			s[j] = s[j-1]
		}
		s[j] = x
	}
}

func quickFloats(s []float64, depth int) {
	for len(s) > shortRange {
		if depth == 0 {
			o := ordering{Float64Slice(s).Less, Float64Slice(s).Swap}
			o.heap(0, len(s))
			return
		}
		depth--
		last := len(s) - 1
		x, pivot, z := s[0], s[last/2], s[last]
		if z < x {
			x, z = z, x
		}
		if pivot < x {
			pivot = x
		} else if z < pivot {
			pivot = z
		}
		i, j := 0, last
		for { // the pivot is in s, so neither search runs out
			for s[i] < pivot {
				i++
			}
			for pivot < s[j] {
				j--
			}
			if i >= j {
				break
			}
			s[i], s[j] = s[j], s[i]
			i++
			j--
		}
		if i == j { // it equals the pivot
			i++
		}
		if i < len(s)-i {
			quickFloats(s[:i], depth)
			s = s[i:]
		} else {
			quickFloats(s[i:], depth)
			s = s[:i]
		}
	}
	for i := 1; i < len(s); i++ {
		x := s[i]
		j := i
		for ; j > 0 && x < s[j-1]; j-- {
			s[j] = s[j-1]
		}
		s[j] = x
	}
}
