// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

const N = 20000 // SIZE small=500

func nested(n int) int {
	s := 0
	for i := 0; i < n; i++ {
		for j := 0; j < 20000; j++ {
			s += (i ^ j) & 15
		}
	}
	return s
}

func sieve(n int) (int, int) {
	comp := make([]bool, n+1)
	cnt, ops := 0, 0
	for i := 2; i <= n; i++ {
		if !comp[i] {
			cnt++
			for j := i * 2; j <= n; j += i {
				comp[j] = true
				ops++
			}
		}
	}
	return cnt, ops
}

func main() {
	t := time.Now()
	s := nested(N)
	d := time.Since(t)
	fmt.Println("CHECK nested", s)
	fmt.Printf("loop ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N*20000))
	t = time.Now()
	c, ops := sieve(N * 1000)
	d = time.Since(t)
	fmt.Println("CHECK sieve", c, ops)
	fmt.Printf("sieve ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(ops))
}
