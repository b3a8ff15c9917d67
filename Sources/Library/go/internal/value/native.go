// SPDX-License-Identifier: Apache-2.0

package value

import "unsafe"

// The natives. t is always a type descriptor, as found in the first word of an any; a
// result that has no meaning for the kind of t is zero. None calls Go; only newObject,
// newArray and setInterface allocate.

// typeKind returns the kind in reflect's numbering.
//
//go:noescape
func typeKind(t unsafe.Pointer) int

// typeDirect reports whether an interface holds a value of t in its data word itself
// (pointers, maps, channels, functions, unsafe.Pointer, and what Loam packs like them).
//
//go:noescape
func typeDirect(t unsafe.Pointer) bool

// typeSize returns the size of a value in bytes.
//
//go:noescape
func typeSize(t unsafe.Pointer) uintptr

// typeHasPointers reports whether values hold words that the collector must see.
//
//go:noescape
func typeHasPointers(t unsafe.Pointer) bool

// typeComparable reports whether == is defined for values of t.
//
//go:noescape
func typeComparable(t unsafe.Pointer) bool

// typeString returns the type as %T prints it: main.T, []int, map[string]*main.T,
// func(int, ...string) error, struct { X int; y string }, interface {}, chan<- int.
//
//go:noescape
func typeString(t unsafe.Pointer) string

// typeName returns the name of a defined or predeclared type without its package, else "".
//
//go:noescape
func typeName(t unsafe.Pointer) string

// typePkgPath returns the import path of a defined type, "" for others.
//
//go:noescape
func typePkgPath(t unsafe.Pointer) string

// typeElem returns the element type of an array, channel, map, pointer or slice, else nil.
//
//go:noescape
func typeElem(t unsafe.Pointer) unsafe.Pointer

// typeKey returns the key type of a map, else nil.
//
//go:noescape
func typeKey(t unsafe.Pointer) unsafe.Pointer

// typeLen returns the length of an array, the number of fields of a struct, the number
// of methods of an interface, else 0.
//
//go:noescape
func typeLen(t unsafe.Pointer) int

// typeMethods returns how many methods the method set of t has, exported or not.
//
//go:noescape
func typeMethods(t unsafe.Pointer) int

// fieldName returns the name of field i of a struct.
//
//go:noescape
func fieldName(t unsafe.Pointer, i int) string

// fieldType returns the type of field i.
//
//go:noescape
func fieldType(t unsafe.Pointer, i int) unsafe.Pointer

// fieldOffset returns the offset of field i in bytes.
//
//go:noescape
func fieldOffset(t unsafe.Pointer, i int) uintptr

// fieldExported reports whether field i is exported.
//
//go:noescape
func fieldExported(t unsafe.Pointer, i int) bool

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
