// SPDX-License-Identifier: Apache-2.0

package main

/*
#include <stdlib.h>
#include "foreign.h"
void goNothing(void);
int goNext(int);
*/
import "C"

import "unsafe"

var times int

//export goNothing
func goNothing() { times++ }

//export goNext
func goNext(x C.int) C.int { return x + 1 }

// special: the same figures by what cgo has for them.
func special() {
	measure("registered_int", calls, func(n int) {
		x := C.int(0)
		for i := 0; i < n; i++ {
			x = C.next_number(x)
		}
		check(int(x), n)
	})
	measure("lent_string", calls/5, func(n int) {
		sum := 0
		for i := 0; i < n; i++ {
			sum += length("a string of some length")
		}
		check(sum, 23*n)
	})
}

func length(s string) int {
	text := C.CString(s)
	defer C.free(unsafe.Pointer(text))
	return int(C.length(text))
}

func repeat(n int) {
	times = 0
	C.repeat(C.plain(C.goNothing), C.long(n))
	check(times, n)
}

func repeatWord(n int) { check(int(C.repeat_word(C.word(C.goNext), C.long(n))), n) }
