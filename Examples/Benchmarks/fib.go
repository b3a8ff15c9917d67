// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

const N = 35 // SIZE small=28

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func main() {
	calls, nxt := 1, 1 // calls(n) = calls(n-1) + calls(n-2) + 1
	for i := 2; i <= N; i++ {
		calls, nxt = calls+nxt+1, calls
	}
	t := time.Now()
	r := fib(N)
	d := time.Since(t)
	fmt.Println("CHECK fib", r)
	fmt.Printf("fib ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(calls))
}
