// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

func pattern(b []byte, seed byte) {
	for i := 0; i < len(b); i += 997 {
		b[i] = seed + byte(i)
	}
}

func verify(b []byte, seed byte) bool {
	for i := 0; i < len(b); i += 997 {
		if b[i] != seed+byte(i) {
			return false
		}
	}
	return true
}

func main() {
	sizes := []int{32 << 10, 32<<10 + 1, 100_000, 1 << 20, 5_000_000, 64 << 10, 8191, 8193, 16 << 20}
	var kept [][]byte
	ok := true
	for i, n := range sizes {
		b := make([]byte, n)
		for j := 0; j < n; j += 4099 {
			if b[j] != 0 {
				ok = false
			}
		}
		pattern(b, byte(i))
		kept = append(kept, b)
		garbage := make([]byte, n)
		pattern(garbage, 0xff)
		runtime.GC()
	}
	for i, b := range kept {
		ok = ok && verify(b, byte(i)) && len(b) == sizes[i]
	}
	fmt.Println(ok)

	// memory handed out again is zero, even after it was full of other things
	for round := range 20 {
		b := make([]int64, 50_000)
		for _, v := range b {
			if v != 0 {
				ok = false
			}
		}
		for i := range b {
			b[i] = int64(round) - 1
		}
	}
	fmt.Println(ok)

	// large objects with pointers are scanned to their end
	pointers := make([]*int, 40_000)
	for _, i := range []int{0, 1, 19_999, 39_998, 39_999} {
		v := i * 3
		pointers[i] = &v
	}
	runtime.GC()
	for range 100 {
		_ = make([]int, 10)
	}
	fmt.Println(*pointers[0], *pointers[1], *pointers[19_999], *pointers[39_998], *pointers[39_999])
	type huge struct {
		pad  [100_000]byte
		last *string
	}
	s := fmt.Sprint("at the", " end")
	h := &huge{last: &s}
	p := &h.last
	h = nil
	runtime.GC()
	fmt.Println(**p)

	var before, after runtime.MemStats
	kept = nil
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 40 {
		b := make([]byte, 4<<20)
		b[len(b)-1] = 1
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	fmt.Println(after.TotalAlloc-before.TotalAlloc >= 160<<20, after.HeapAlloc < before.HeapAlloc+8<<20)
}
