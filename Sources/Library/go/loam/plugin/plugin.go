// SPDX-License-Identifier: Apache-2.0

// Package plugin is what the Go sides of plugins written in C have in common.
package plugin

import "runtime"

// A Resource is something of C's: a connection, a stream, a window. Natives of the plugin make them, and know their own
// kinds from others. It ends when it is closed, when nothing refers to the value any more (Own), or with the program.
// Copies of a Resource are the same resource.
type Resource struct {
	owner  uintptr
	number uint64
}

// Own has the resource closed when nothing refers to r any more, and returns r. What holds r in place of the pointer that
// the native returned keeps the resource open.
func Own(r *Resource) *Resource {
	if r != nil {
		runtime.SetFinalizer(r, (*Resource).Close)
	}
	return r
}

// Close ends the resource. While a native works with it on another goroutine, it ends when that is done. It reports
// whether the resource was open.
//
//go:noescape
func (r *Resource) Close() bool

// IsOpen reports whether the resource is not closed.
//
//go:noescape
func (r *Resource) IsOpen() bool

//go:noescape
func (r *Resource) kind() string

// String names what it is: "counter", or "closed counter".
func (r *Resource) String() string {
	if r.IsOpen() {
		return r.kind()
	}
	return "closed " + r.kind()
}
