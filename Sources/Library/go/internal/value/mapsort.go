// SPDX-License-Identifier: Apache-2.0

package value

import "unsafe"

// Entries is the contents of a map in key order.
type Entries struct {
	Keys, Elems []Value
}

// SortedEntries returns the entries of a map, sorted by key: numbers and strings by
// value (NaN before numbers), false before true, pointers and channels by address,
// structs and arrays element by element, interfaces nil first, then by type and value.
//
// The keys are copied first, so the map may change meanwhile.
func (v Value) SortedEntries() Entries {
	m := v.word()
	n := mapLen(m)
	kt, et := v.typ.Key(), v.typ.Elem()
	if n == 0 {
		return Entries{}
	}
	keys, elems := newArray(kt.d, n), newArray(et.d, n)
	n = mapRead(v.typ.d, m, keys, elems, n)
	e := Entries{make([]Value, n), make([]Value, n)}
	order := make([]int, n)
	ks, es := kt.Size(), et.Size()
	flag := indirect | v.flag&hidden // nobody else can change the copies
	for i := range order {
		order[i] = i
		e.Elems[i] = Value{kt, unsafe.Add(keys, uintptr(i)*ks), flag}
	}
	sortOrder(order, make([]int, n), e.Elems)
	for i, j := range order {
		e.Keys[i] = e.Elems[j]
	}
	for i, j := range order {
		e.Elems[i] = Value{et, unsafe.Add(elems, uintptr(j)*es), flag}
	}
	return e
}

// sortOrder sorts order, indexes of keys, by the keys: a stable merge sort.
func sortOrder(order, scratch []int, keys []Value) {
	if len(order) <= 8 {
		for i := 1; i < len(order); i++ {
			x := order[i]
			j := i
			for ; j > 0 && compare(keys[x], keys[order[j-1]]) < 0; j-- {
				order[j] = order[j-1]
			}
			order[j] = x
		}
		return
	}
	mid := len(order) / 2
	sortOrder(order[:mid], scratch, keys)
	sortOrder(order[mid:], scratch, keys)
	left := scratch[:mid]
	copy(left, order)
	i, j, k := 0, mid, 0
	for i < mid {
		if j < len(order) && compare(keys[order[j]], keys[left[i]]) < 0 {
			order[k] = order[j]
			j++
		} else {
			order[k] = left[i]
			i++
		}
		k++
	}
}

// compare returns how a sorts relative to b: below, at or above zero.
func compare(a, b Value) int {
	if a.typ != b.typ {
		return -1
	}
	switch a.Kind() {
	case Int, Int8, Int16, Int32, Int64:
		return below(a.Int() < b.Int(), a.Int() > b.Int())
	case Uint, Uint8, Uint16, Uint32, Uint64, Uintptr:
		return below(a.Uint() < b.Uint(), a.Uint() > b.Uint())
	case String:
		return below(a.String() < b.String(), a.String() > b.String())
	case Float32, Float64:
		return compareFloats(a.Float(), b.Float())
	case Bool:
		return below(!a.Bool() && b.Bool(), a.Bool() && !b.Bool())
	case Pointer, UnsafePointer, Chan:
		return below(a.Pointer() < b.Pointer(), a.Pointer() > b.Pointer())
	case Struct:
		for i := 0; i < a.typ.NumField(); i++ {
			if c := compare(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
		return 0
	case Array:
		for i := 0; i < a.Len(); i++ {
			if c := compare(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
		return 0
	case Interface:
		if a.IsNil() || b.IsNil() {
			return below(a.IsNil() && !b.IsNil(), !a.IsNil() && b.IsNil())
		}
		x, y := a.Elem(), b.Elem()
		if x.typ != y.typ {
			return below(uintptr(x.typ.d) < uintptr(y.typ.d), true)
		}
		return compare(x, y)
	}
	panic("value: bad type in compare: " + a.typ.String())
}

func below(less, more bool) int {
	if less {
		return -1
	}
	if more {
		return 1
	}
	return 0
}

func compareFloats(a, b float64) int {
	switch {
	case a != a:
		if b != b {
			return 0
		}
		return -1
	case b != b:
		return 1
	}
	return below(a < b, a > b)
}
