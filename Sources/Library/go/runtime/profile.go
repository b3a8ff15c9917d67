// SPDX-License-Identifier: Apache-2.0

package runtime

// MemProfileRate is how many bytes are allocated for each allocation that the heap profile samples, on average: 1 for
// every allocation, 0 for none. A program that uses runtime/pprof, or is run with a heap profile, is sampled from the
// start; one that sets this variable from where it first runs code that names it.
var MemProfileRate int = 512 * 1024

// A MemProfileRecord is what was sampled of the objects of one size that were allocated in one place.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr // return addresses, innermost first, up to the first 0
}

// InUseBytes returns the bytes that have not been freed.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects returns the objects that have not been freed.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack returns the used part of r.Stack0.
func (r *MemProfileRecord) Stack() []uintptr { return usedPart(&r.Stack0) }

// A StackRecord is the calls in progress of a goroutine.
type StackRecord struct {
	Stack0 [32]uintptr // return addresses, innermost first, up to the first 0
}

// Stack returns the used part of r.Stack0.
func (r *StackRecord) Stack() []uintptr { return usedPart(&r.Stack0) }

func usedPart(stack *[32]uintptr) []uintptr {
	for i, pc := range stack {
		if pc == 0 {
			return stack[:i]
		}
	}
	return stack[:]
}

// MemProfile returns how many records the heap profile has, and copies them to p when there is room for all. Records
// of objects that have all been freed are left out unless inuseZero is set. What is dead counts as freed when it has
// been swept, as it has after GC.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) { return memProfile(p, inuseZero) }

//go:noescape
func memProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool)

// GoroutineProfile returns how many goroutines there are, and copies their calls to p when there is room for all.
func GoroutineProfile(p []StackRecord) (n int, ok bool) { return goroutineProfile(p) }

//go:noescape
func goroutineProfile(p []StackRecord) (n int, ok bool)

// ThreadCreateProfile returns 0: threads are the runtime's own.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) { return 0, true }

// SetBlockProfileRate has no effect: there is no profile of blocking.
func SetBlockProfileRate(rate int) {}

// SetMutexProfileFraction returns 0 and has no effect: there is no profile of contention.
func SetMutexProfileFraction(rate int) int { return 0 }
