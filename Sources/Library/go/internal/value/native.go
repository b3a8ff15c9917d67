// SPDX-License-Identifier: Apache-2.0

package value

import "unsafe"

// The natives. t is always a type descriptor, as found in the first word of an any. None
// calls Go; only newObject and newArray allocate.

// typeImplements reports whether t has all methods of the interface type iface.
//
//go:noescape
func typeImplements(t, iface unsafe.Pointer) bool

// setInterface stores x, which is not nil and implements the interface type iface, in
// the interface variable at dst, with the write barrier that a Go assignment has.
//
//go:noescape
func setInterface(iface unsafe.Pointer, dst unsafe.Pointer, x any)

// move copies a value of t from src to dst, with write barrier.
//
//go:noescape
func move(t, dst, src unsafe.Pointer)

// swap exchanges the values of t at p and q, with write barrier.
//
//go:noescape
func swap(t, p, q unsafe.Pointer)

// newObject returns new zeroed memory for one value of t.
func newObject(t unsafe.Pointer) unsafe.Pointer

// newArray returns new zeroed memory for n values of t in a row.
func newArray(t unsafe.Pointer, n int) unsafe.Pointer

// mapLen returns the number of entries of a map (its one word; nil has none).
//
//go:noescape
func mapLen(m unsafe.Pointer) int

// mapRead copies up to n entries of the map m, of map type t, to the arrays at keys and
// elems (made by newArray), in any order, and returns how many it copied.
//
//go:noescape
func mapRead(t, m, keys, elems unsafe.Pointer, n int) int

// chanLen and chanCap return what len and cap do for a channel.
//
//go:noescape
func chanLen(c unsafe.Pointer) int

//go:noescape
func chanCap(c unsafe.Pointer) int

// readable reports whether n bytes at p can be read without a fault.
//
//go:noescape
func readable(p unsafe.Pointer, n uintptr) bool

// symbol returns the name of the C function that begins at p, or "".
//
//go:noescape
func symbol(p unsafe.Pointer) string
