// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"time"
)

const N = 400000000 // SIZE small=20000000

type o16 struct{ a, b int }
type o64 struct{ a [8]int }
type p64 struct {
	next *p64
	a    [7]int
}
type o1k struct{ a [128]int }

var r16 [1024]*o16
var r64 [1024]*o64
var rp64 [1024]*p64
var r1k [1024]*o1k

func rep(name string, d time.Duration, n int) {
	fmt.Printf("%s ns_per_op=%.2f\n", name, float64(d.Nanoseconds())/float64(n))
}

func main() {
	runtime.GOMAXPROCS(1)
	s := 0
	t := time.Now()
	for i := 0; i < N/16; i++ {
		o := &o16{a: i}
		r16[i&1023] = o
	}
	rep("alloc16", time.Since(t), N/16)
	t = time.Now()
	for i := 0; i < N/64; i++ {
		o := &o64{}
		o.a[0] = i
		r64[i&1023] = o
	}
	rep("alloc64", time.Since(t), N/64)
	t = time.Now()
	for i := 0; i < N/64; i++ {
		o := &p64{}
		o.a[0] = i
		rp64[i&1023] = o
	}
	rep("alloc64ptr", time.Since(t), N/64)
	t = time.Now()
	for i := 0; i < N/1024; i++ {
		o := &o1k{}
		o.a[0] = i
		r1k[i&1023] = o
	}
	rep("alloc1k", time.Since(t), N/1024)
	for i := 0; i < 1024; i++ {
		s += r16[i].a + r64[i].a[0] + rp64[i].a[0] + r1k[i].a[0]
	}
	fmt.Println("CHECK alloc", s)
}
