// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"time"
)

const N = 400000000 // SIZE small=20000000

type o64 struct {
	next *o64
	a    [7]int
}

func worker(n int, done chan int) {
	ring := make([]*o64, 1024)
	for i := 0; i < n; i++ {
		o := &o64{}
		o.a[0] = i
		ring[i&1023] = o
	}
	s := 0
	for _, o := range ring {
		s += o.a[0]
	}
	done <- s
}

func main() {
	n := N / 64
	for _, p := range []int{1, 2} {
		runtime.GOMAXPROCS(p)
		done := make(chan int)
		t := time.Now()
		for w := 0; w < 2; w++ {
			go worker(n, done)
		}
		s := <-done + <-done
		d := time.Since(t)
		fmt.Println("CHECK allocpar", s)
		fmt.Printf("allocpar64_p%d ns_per_op=%.2f\n", p, float64(d.Nanoseconds())/float64(2*n))
	}
}
