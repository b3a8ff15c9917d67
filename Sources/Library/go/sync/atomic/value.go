// SPDX-License-Identifier: Apache-2.0

package atomic

import "unsafe"

// A Value holds a value of any one type, which its first Store decides. It must not be copied after that.
type Value struct {
	v any
}

// Load returns what was stored last, nil when nothing was.
//
//go:noescape
func (v *Value) Load() (val any)

// store sets the value and returns the one before; state is 0 when it was done, 1 when the types differ.
func (v *Value) store(val any) (old any, state int)

// compareAndSwap replaces the value that seen was loaded as by val.
func (v *Value) compareAndSwap(seen, val any) (swapped bool)

// Store sets the value. It panics when val is nil or of another type than the first one's.
func (v *Value) Store(val any) {
	if val == nil {
		panic("sync/atomic: store of nil value into Value")
	}
	if _, state := v.store(val); state != 0 {
		panic("sync/atomic: store of inconsistently typed value into Value")
	}
}

// Swap sets the value and returns the one before, nil when there was none.
func (v *Value) Swap(new any) (old any) {
	if new == nil {
		panic("sync/atomic: swap of nil value into Value")
	}
	old, state := v.store(new)
	if state != 0 {
		panic("sync/atomic: swap of inconsistently typed value into Value")
	}
	return old
}

// CompareAndSwap sets the value to new if it is equal to old, which must be comparable.
func (v *Value) CompareAndSwap(old, new any) (swapped bool) {
	if new == nil {
		panic("sync/atomic: compare and swap of nil value into Value")
	}
	for {
		seen := v.Load()
		if !sameType(old, new) && old != nil {
			panic("sync/atomic: compare and swap of inconsistently typed values")
		}
		if seen != nil && !sameType(seen, new) {
			panic("sync/atomic: compare and swap of inconsistently typed value into Value")
		}
		if seen != old {
			return false
		}
		if v.compareAndSwap(seen, new) {
			return true
		}
	}
}

// words is the layout of an any.
type words struct{ typ, data unsafe.Pointer }

// sameType reports whether a and b hold values of one type.
func sameType(a, b any) bool {
	return (*words)(unsafe.Pointer(&a)).typ == (*words)(unsafe.Pointer(&b)).typ
}
