// SPDX-License-Identifier: Apache-2.0

package sort

// Search returns the least i in [0, n) for which f is true, n if there is none; f must
// be false up to some point and true from there on.
func Search(n int, f func(int) bool) int {
	low, high := 0, n
	for low < high {
		mid := int(uint(low+high) / 2)
		if f(mid) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// Find returns the least i in [0, n) for which cmp is not positive, and whether cmp is
// zero there; cmp must be positive, then zero, then negative.
func Find(n int, cmp func(int) int) (i int, found bool) {
	i = Search(n, func(i int) bool { return cmp(i) <= 0 })
	return i, i < n && cmp(i) == 0
}

// SearchInts returns where x is, or belongs, in the sorted slice a.
func SearchInts(a []int, x int) int {
	low, high := 0, len(a)
	for low < high {
		mid := int(uint(low+high) / 2)
		if a[mid] < x {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// SearchFloat64s returns where x is, or belongs, in the sorted slice a.
func SearchFloat64s(a []float64, x float64) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}

// SearchStrings returns where x is, or belongs, in the sorted slice a.
func SearchStrings(a []string, x string) int {
	low, high := 0, len(a)
	for low < high {
		mid := int(uint(low+high) / 2)
		if a[mid] < x {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// IntSlice is a slice of ints that can be sorted.
type IntSlice []int

func (x IntSlice) Len() int           { return len(x) }
func (x IntSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x IntSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts x.
func (x IntSlice) Sort() { Ints(x) }

// Search returns where v is, or belongs, in x.
func (p IntSlice) Search(v int) int { return SearchInts(p, v) }

// Float64Slice is a slice of floats that can be sorted, NaN first.
type Float64Slice []float64

func (x Float64Slice) Len() int           { return len(x) }
func (x Float64Slice) Less(i, j int) bool { return lessFloat(x[i], x[j]) }
func (x Float64Slice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts x.
func (x Float64Slice) Sort() { Float64s(x) }

// Search returns where v is, or belongs, in x.
func (p Float64Slice) Search(v float64) int { return SearchFloat64s(p, v) }

// StringSlice is a slice of strings that can be sorted.
type StringSlice []string

func (x StringSlice) Len() int           { return len(x) }
func (x StringSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x StringSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts x.
func (x StringSlice) Sort() { Strings(x) }

// Search returns where v is, or belongs, in x.
func (p StringSlice) Search(v string) int { return SearchStrings(p, v) }

// lessFloat orders floats with NaN before all numbers.
func lessFloat(a, b float64) bool { return a < b || a != a && b == b }

// IntsAreSorted reports whether x is sorted.
func IntsAreSorted(x []int) bool {
	for i := len(x) - 1; i > 0; i-- {
		if x[i] < x[i-1] {
			return false
		}
	}
	return true
}

// Float64sAreSorted reports whether x is sorted, NaN first.
func Float64sAreSorted(x []float64) bool {
	for i := len(x) - 1; i > 0; i-- {
		if lessFloat(x[i], x[i-1]) {
			return false
		}
	}
	return true
}

// StringsAreSorted reports whether x is sorted.
func StringsAreSorted(x []string) bool {
	for i := len(x) - 1; i > 0; i-- {
		if x[i] < x[i-1] {
			return false
		}
	}
	return true
}
