// SPDX-License-Identifier: Apache-2.0

package main

/*
#include "foreign.h"
*/
import "C"

import "nearby"

// special: what Loam has beside cgo's ways. A registered function of a plugin, and a string given as it is.
func special() {
	measure("registered_int", calls, func(n int) {
		x := 0
		for i := 0; i < n; i++ {
			x = nearby.Next(x)
		}
		check(x, n)
	})
	measure("lent_string", calls/5, func(n int) {
		sum := 0
		for i := 0; i < n; i++ {
			sum += int(C.length("a string of some length"))
		}
		check(sum, 23*n)
	})
}

func repeat(n int) {
	times := 0
	C.repeat(func() { times++ }, C.long(n))
	check(times, n)
}

func repeatWord(n int) {
	check(int(C.repeat_word(func(x int32) int32 { return x + 1 }, C.long(n))), n)
}
