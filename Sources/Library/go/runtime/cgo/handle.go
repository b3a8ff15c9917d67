// SPDX-License-Identifier: Apache-2.0

// Package cgo has handles: numbers that C can keep in the place of values of Go.
package cgo

import "sync"

// A Handle stands for a value of Go until Delete. It is a number, so C may keep it as a uintptr_t; 0 is no handle.
type Handle uintptr

var handles struct {
	sync.Mutex
	last   Handle
	values map[Handle]any
}

// NewHandle returns a new handle of v, which is kept as long as the handle is not deleted.
func NewHandle(v any) Handle {
	handles.Lock()
	defer handles.Unlock()
	if handles.values == nil {
		handles.values = make(map[Handle]any)
	}
	handles.last++
	handles.values[handles.last] = v
	return handles.last
}

// Value returns the value that h stands for. It panics if h is no handle.
func (h Handle) Value() any {
	handles.Lock()
	v, ok := handles.values[h]
	handles.Unlock()
	if !ok {
		panic("runtime/cgo: misuse of an invalid Handle")
	}
	return v
}

// Delete ends h. It panics if h is no handle.
func (h Handle) Delete() {
	handles.Lock()
	_, ok := handles.values[h]
	delete(handles.values, h)
	handles.Unlock()
	if !ok {
		panic("runtime/cgo: misuse of an invalid Handle")
	}
}
