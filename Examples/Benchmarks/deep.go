// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"time"
)

const N = 5000000 // SIZE small=50000

func rec(n int) int {
	var b [8]int
	b[n&7] = n
	if n == 0 {
		return b[0]
	}
	return rec(n-1) + b[n&7] - n + 1
}

func main() {
	done := make(chan int)
	t := time.Now()
	go func() { done <- rec(N) }()
	s := <-done
	d := time.Since(t)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("CHECK deep", s)
	fmt.Printf("deep_first ns_per_op=%.2f\n", float64(d.Nanoseconds())/float64(N))
}
