// SPDX-License-Identifier: Apache-2.0

// Recursion a million calls deep needs nothing special.
//
// The stack starts at two kilobytes and is copied to one of twice the size whenever a call does not fit. A million
// frames take some fifteen copies. Try LOAMDEBUG=stackgrow=1 to see each of them.
package main

import (
	"fmt"
	"runtime"
)

type list struct {
	value int
	next  *list
}

func length(l *list) int {
	if l == nil {
		return 0
	}
	return 1 + length(l.next)
}

// collatz recurses instead of looping; the depth depends on the number.
func collatz(n int) int {
	if n == 1 {
		return 0
	}
	if n%2 == 0 {
		return 1 + collatz(n/2)
	}
	return 1 + collatz(3*n+1)
}

func down(n int) int {
	if n == 0 {
		return 0
	}
	return down(n-1) + 1
}

func stackInUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.StackInuse
}

func main() {
	small := stackInUse()
	fmt.Println("a million frames:", down(1_000_000))
	big := stackInUse()
	fmt.Println("the stack became larger:", big > small)

	// Once the frames are gone the collector halves the stack, again and again.
	for range 30 {
		runtime.GC()
	}
	fmt.Println("and smaller again:", stackInUse() < big)

	var l *list
	for i := range 200_000 {
		l = &list{i, l}
	}
	fmt.Println("a list measured without a loop:", length(l))
	fmt.Println("steps from 837799 to 1:", collatz(837799))
}
