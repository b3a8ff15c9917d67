// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"time"
)

const N = 2000000 // SIZE small=200000

func pp(n int) int {
	a, b := make(chan int), make(chan int)
	go func() {
		for i := range a {
			b <- i + 1
		}
		close(b)
	}()
	s := 0
	for i := 0; i < n; i++ {
		a <- i
		s += <-b
	}
	close(a)
	return s
}

func main() {
	for _, p := range []int{1, 2} {
		runtime.GOMAXPROCS(p)
		t := time.Now()
		s := pp(N / 2)
		d := time.Since(t)
		fmt.Println("CHECK pingpong", s)
		fmt.Printf("pingpong_p%d ns_per_op=%.1f\n", p, float64(d.Nanoseconds())/float64(N))
	}
}
