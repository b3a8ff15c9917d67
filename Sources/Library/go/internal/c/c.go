// SPDX-License-Identifier: Apache-2.0

// Package c is what package C is made with: Go's own types under names that C does not use, and memory of C's.
package c

import (
	"syscall"
	"unsafe"
)

type (
	I8      = int8
	I16     = int16
	I32     = int32
	I64     = int64
	U8      = uint8
	U16     = uint16
	U32     = uint32
	U64     = uint64
	Uintptr = uintptr
	F32     = float32
	F64     = float64
	C64     = complex64
	C128    = complex128
	Bool    = bool
	String  = string
	Error   = error
	Any     = any
)

// CString returns a copy of s in C's memory, with a 0 behind it; free frees it.
func CString(s string) unsafe.Pointer

// CBytes returns a copy of b in C's memory; free frees it.
func CBytes(b []byte) unsafe.Pointer

// Text returns a copy of s in Go's memory, with a 0 behind it. It panics if s has a 0 in it.
func Text(s string) unsafe.Pointer

// GoString returns a copy of the bytes at p up to a 0; of nil, the empty string.
func GoString(p unsafe.Pointer) string

// GoStringN returns a copy of n bytes at p.
func GoStringN(p unsafe.Pointer, n int32) string

// GoBytes returns a copy of n bytes at p.
func GoBytes(p unsafe.Pointer, n int32) []byte { return []byte(GoStringN(p, n)) }

// Errno is the error of a number of the system's; 0 is none.
func Errno(n int32) error {
	if n == 0 {
		return nil
	}
	return syscall.Errno(n)
}

// List returns what next has at 0, 1 and so on.
func List(next func(index int64) (name string, ok bool)) []string {
	var list []string
	for i := int64(0); ; i++ {
		name, ok := next(i)
		if !ok {
			return list
		}
		list = append(list, name)
	}
}
