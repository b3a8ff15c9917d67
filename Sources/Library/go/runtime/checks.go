// SPDX-License-Identifier: Apache-2.0

package runtime

import "unsafe"

// What compiled code calls to check operands and to raise the panics that take more than an instruction.

// panicWrap is called by a method of *T that stands for one of T, when its receiver is nil.
func panicWrap(text string) { panic(plainError(text)) }

// checkUnsafeSlice checks the arguments of unsafe.Slice for elements of this size.
func checkUnsafeSlice(p unsafe.Pointer, n int, size uintptr) {
	if n < 0 || size > 0 && uintptr(n) > -uintptr(p)/size && p != nil || size > 0 && uintptr(n) > 1<<47/size {
		panic(errorString("unsafe.Slice: len out of range"))
	}
	if p == nil && n > 0 {
		panic(errorString("unsafe.Slice: ptr is nil and len is not zero"))
	}
}

// checkUnsafeString checks the arguments of unsafe.String.
func checkUnsafeString(p unsafe.Pointer, n int) {
	if n < 0 || p != nil && uintptr(n) > -uintptr(p) {
		panic(errorString("unsafe.String: len out of range"))
	}
	if p == nil && n > 0 {
		panic(errorString("unsafe.String: ptr is nil and len is not zero"))
	}
}
