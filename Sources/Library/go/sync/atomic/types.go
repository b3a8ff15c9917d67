// SPDX-License-Identifier: Apache-2.0

package atomic

// Int32 is an int32 that is read and written atomically; the zero value is 0.
type Int32 struct{ v int32 }

//go:noescape
func (x *Int32) Load() int32

//go:noescape
func (x *Int32) Store(val int32)

//go:noescape
func (x *Int32) Swap(new int32) (old int32)

//go:noescape
func (x *Int32) CompareAndSwap(old, new int32) (swapped bool)

//go:noescape
func (x *Int32) Add(delta int32) (new int32)

//go:noescape
func (x *Int32) And(mask int32) (old int32)

//go:noescape
func (x *Int32) Or(mask int32) (old int32)

// Int64 is an int64 that is read and written atomically; the zero value is 0.
type Int64 struct{ v int64 }

//go:noescape
func (x *Int64) Load() int64

//go:noescape
func (x *Int64) Store(val int64)

//go:noescape
func (x *Int64) Swap(new int64) (old int64)

//go:noescape
func (x *Int64) CompareAndSwap(old, new int64) (swapped bool)

//go:noescape
func (x *Int64) Add(delta int64) (new int64)

//go:noescape
func (x *Int64) And(mask int64) (old int64)

//go:noescape
func (x *Int64) Or(mask int64) (old int64)

// Uint32 is a uint32 that is read and written atomically; the zero value is 0.
type Uint32 struct{ v uint32 }

//go:noescape
func (x *Uint32) Load() uint32

//go:noescape
func (x *Uint32) Store(val uint32)

//go:noescape
func (x *Uint32) Swap(new uint32) (old uint32)

//go:noescape
func (x *Uint32) CompareAndSwap(old, new uint32) (swapped bool)

//go:noescape
func (x *Uint32) Add(delta uint32) (new uint32)

//go:noescape
func (x *Uint32) And(mask uint32) (old uint32)

//go:noescape
func (x *Uint32) Or(mask uint32) (old uint32)

// Uint64 is a uint64 that is read and written atomically; the zero value is 0.
type Uint64 struct{ v uint64 }

//go:noescape
func (x *Uint64) Load() uint64

//go:noescape
func (x *Uint64) Store(val uint64)

//go:noescape
func (x *Uint64) Swap(new uint64) (old uint64)

//go:noescape
func (x *Uint64) CompareAndSwap(old, new uint64) (swapped bool)

//go:noescape
func (x *Uint64) Add(delta uint64) (new uint64)

//go:noescape
func (x *Uint64) And(mask uint64) (old uint64)

//go:noescape
func (x *Uint64) Or(mask uint64) (old uint64)

// Uintptr is a uintptr that is read and written atomically; the zero value is 0.
type Uintptr struct{ v uintptr }

//go:noescape
func (x *Uintptr) Load() uintptr

//go:noescape
func (x *Uintptr) Store(val uintptr)

//go:noescape
func (x *Uintptr) Swap(new uintptr) (old uintptr)

//go:noescape
func (x *Uintptr) CompareAndSwap(old, new uintptr) (swapped bool)

//go:noescape
func (x *Uintptr) Add(delta uintptr) (new uintptr)

//go:noescape
func (x *Uintptr) And(mask uintptr) (old uintptr)

//go:noescape
func (x *Uintptr) Or(mask uintptr) (old uintptr)

// Bool is a bool that is read and written atomically; the zero value is false.
type Bool struct{ v uint32 }

//go:noescape
func (x *Bool) Load() bool

//go:noescape
func (x *Bool) Store(val bool)

//go:noescape
func (x *Bool) Swap(new bool) (old bool)

//go:noescape
func (x *Bool) CompareAndSwap(old, new bool) (swapped bool)
