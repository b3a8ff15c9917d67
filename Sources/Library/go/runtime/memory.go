// SPDX-License-Identifier: Apache-2.0

package runtime

// MemStats are the figures of the heap, the stacks and the collector. The native fills it field by field.
type MemStats struct {
	Alloc      uint64 // bytes of objects not yet freed
	TotalAlloc uint64 // bytes allocated since the start
	Sys        uint64 // bytes taken from the system
	Lookups    uint64 // always 0
	Mallocs    uint64 // objects allocated since the start
	Frees      uint64 // objects freed since the start

	HeapAlloc    uint64 // = Alloc
	HeapSys      uint64 // address space taken for the heap
	HeapIdle     uint64 // of spans without objects
	HeapInuse    uint64 // of spans with objects
	HeapReleased uint64 // of idle spans, given back to the system
	HeapObjects  uint64 // Mallocs - Frees

	StackInuse  uint64 // of goroutine stacks
	StackSys    uint64 // StackInuse, what is kept for reuse, and machine stacks of C functions that are goroutines
	MSpanInuse  uint64 // of the records of spans
	MSpanSys    uint64 // MSpanInuse and room for more
	MCacheInuse uint64 // of the workers' allocation caches
	MCacheSys   uint64 // = MCacheInuse
	BuckHashSys uint64 // of the heap profile
	GCSys       uint64 // of page tables, mark bits and what marking needs
	OtherSys    uint64 // of goroutine records, code, types and constants; all that ends in Sys makes up Sys

	NextGC       uint64      // heap size at which the next collection begins
	LastGC       uint64      // when the last one ended, in nanoseconds since 1970
	PauseTotalNs uint64      // time that the world was stopped
	PauseNs      [256]uint64 // circular: the last is at [(NumGC+255)%256]
	PauseEnd     [256]uint64 // when each pause ended, in nanoseconds since 1970
	NumGC        uint32
	NumForcedGC  uint32 // by GC and FreeOSMemory

	GCCPUFraction float64 // of the processors' time since the start
	EnableGC      bool    // always true, with GOGC=off too
	DebugGC       bool    // always false

	BySize [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

// ReadMemStats fills m with figures that are exact now.
//
//go:noescape
func ReadMemStats(m *MemStats)

// GC collects all garbage and returns when memory is swept.
func GC()

// SetFinalizer has finalizer(obj) called in a goroutine of its own once nothing but finalizers reaches obj, a pointer
// to the start of an object made by new, a composite literal or a local variable. A nil finalizer takes it back.
func SetFinalizer(obj any, finalizer any) { setFinalizer(obj, finalizer) }

func setFinalizer(obj any, finalizer any)

// KeepAlive keeps what x refers to from being collected until here.
//
//go:noinline
func KeepAlive(x any) {}
