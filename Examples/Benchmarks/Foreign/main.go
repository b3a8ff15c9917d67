// SPDX-License-Identifier: Apache-2.0

// Command foreign times calls of C functions and C functions that call Go: the part that cgo and Loam have in common.
package main

/*
#cgo LDFLAGS: -L${SRCDIR} -lforeign -Wl,-rpath,${SRCDIR}
#include <stdlib.h>
#include "foreign.h"
*/
import "C"

import (
	"fmt"
	"time"
	"unsafe"
)

const (
	calls  = 500_000
	rounds = 8
)

// measure prints the nanoseconds of one of the n things that f does: the least of some rounds.
func measure(name string, n int, f func(n int)) {
	least := time.Duration(1 << 62)
	for range [rounds]int{} {
		begun := time.Now()
		f(n)
		if took := time.Since(begun); took < least {
			least = took
		}
	}
	fmt.Printf("%s ns=%.2f\n", name, float64(least.Nanoseconds())/float64(n))
}

func check(got, want int) {
	if got != want {
		panic(fmt.Sprintf("%d instead of %d", got, want))
	}
}

func main() {
	measure("call_nothing", calls, func(n int) {
		for i := 0; i < n; i++ {
			C.nothing()
		}
	})
	measure("call_int", calls, func(n int) {
		x := C.int(0)
		for i := 0; i < n; i++ {
			x = C.next_number(x)
		}
		check(int(x), n)
	})
	measure("call_doubles", calls, func(n int) {
		x := C.double(1)
		for i := 0; i < n; i++ {
			x = C.mean(x, 1)
		}
		check(int(x), 1)
	})
	measure("call_struct", calls, func(n int) {
		q := C.quad{a: 1}
		for i := 0; i < n; i++ {
			q = C.turned(q)
		}
		check(int(q.a+q.b+q.c+q.d), 1)
	})
	measure("call_string", calls/5, func(n int) {
		sum := 0
		for i := 0; i < n; i++ {
			text := C.CString("a string of some length")
			sum += int(C.length(text))
			C.free(unsafe.Pointer(text))
		}
		check(sum, 23*n)
	})
	special()
	measure("callback_nothing", calls, repeat)
	measure("callback_int", calls, repeatWord)
}
