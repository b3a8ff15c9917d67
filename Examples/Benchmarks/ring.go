// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"time"
)

const N = 2000 // SIZE small=200
const K = 1000

func link(in, out chan int) {
	for v := range in {
		out <- v + 1
	}
	close(out)
}

func ring(laps int) int {
	first := make(chan int, 1)
	in := first
	for i := 0; i < K-1; i++ {
		out := make(chan int)
		go link(in, out)
		in = out
	}
	v := 0
	for i := 0; i < laps; i++ {
		first <- v
		v = <-in + 1
	}
	close(first)
	<-in
	return v
}

func main() {
	for _, p := range []int{1, 2} {
		runtime.GOMAXPROCS(p)
		t := time.Now()
		s := ring(N)
		d := time.Since(t)
		fmt.Println("CHECK ring", s)
		fmt.Printf("ring_p%d ns_per_op=%.1f\n", p, float64(d.Nanoseconds())/float64(N*K))
	}
}
