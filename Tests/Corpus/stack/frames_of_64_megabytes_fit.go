// run
// stress: movestack=100003 gcstress=1
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime/debug"
)

func fill(n int, p *int) int {
	var block [1000]int
	block[n%1000] = *p
	if n == 0 {
		return block[0]
	}
	r := fill(n-1, &block[n%1000])
	return r + block[n%1000] - *p
}

func main() {
	// 64 MB of frames of 8 KB, each pointing into the one above.
	x := 42
	fmt.Println(fill(8000, &x))
	old := debug.SetMaxStack(64 << 20)
	fmt.Println(old)
	fmt.Println(fill(5000, &x))
	fmt.Println(debug.SetMaxStack(old))
}
