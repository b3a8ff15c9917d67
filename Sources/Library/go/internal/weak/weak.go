// SPDX-License-Identifier: Apache-2.0

// Package weak is what weak pointers and cleanups are made of, before types are put to it.
package weak

import "unsafe"

// Register returns the handle of weak pointers to p, a pointer to or into a heap object: the same for each p. It does not
// keep the object alive.
func Register(p unsafe.Pointer) unsafe.Pointer

// Strong returns what Register was given for handle, or nil when nothing else refers to it any more.
func Strong(handle unsafe.Pointer) unsafe.Pointer

// AddCleanup has f called when p, a pointer to or into a heap object, is referred to by nothing any more, and returns the
// number of the cleanup. What f refers to stays alive until then, so f must not refer to p.
func AddCleanup(p unsafe.Pointer, f func()) uint64

// StopCleanup takes a cleanup back; false when it has been or is about to be called.
func StopCleanup(p unsafe.Pointer, id uint64) bool
