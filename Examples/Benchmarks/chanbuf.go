// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"time"
)

const N = 5000000 // SIZE small=200000

func pc(n int) int {
	c := make(chan int, 128)
	go func() {
		for i := 0; i < n; i++ {
			c <- i
		}
		close(c)
	}()
	s := 0
	for v := range c {
		s += v
	}
	return s
}

func sel(n int) int {
	a, b, quit := make(chan int, 16), make(chan int, 16), make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			select {
			case a <- i:
			case b <- i:
			}
		}
		close(quit)
	}()
	s, k := 0, 0
	for k < n {
		select {
		case v := <-a:
			s += v
			k++
		case v := <-b:
			s += v
			k++
		}
	}
	<-quit
	return s
}

func main() {
	for _, p := range []int{1, 2} {
		runtime.GOMAXPROCS(p)
		t := time.Now()
		s := pc(N)
		d := time.Since(t)
		fmt.Println("CHECK chanbuf", s)
		fmt.Printf("chanbuf_p%d ns_per_op=%.1f\n", p, float64(d.Nanoseconds())/float64(N))
		t = time.Now()
		s = sel(N / 5)
		d = time.Since(t)
		fmt.Println("CHECK select", s)
		fmt.Printf("select_p%d ns_per_op=%.1f\n", p, float64(d.Nanoseconds())/float64(N/5))
	}
}
