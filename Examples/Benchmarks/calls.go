// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

const N = 50000000 // SIZE small=300000

type shape interface{ area(int) int }
type sq struct{ k int }
type tri struct{ k int }

//go:noinline
func (s *sq) area(n int) int { return s.k + n }

//go:noinline
func (s *tri) area(n int) int { return s.k - n }

//go:noinline
func mkadd(k int) func(int) int { return func(n int) int { return n + k } }

//go:noinline
func withDefer(p *int) {
	defer func() { *p++ }()
	*p += 2
}

func main() {
	shapes := []shape{&sq{1}, &tri{2}, &sq{3}, &tri{4}}
	s := 0
	t := time.Now()
	for i := 0; i < N; i++ {
		s += shapes[i&3].area(i)
	}
	d := time.Since(t)
	fmt.Println("CHECK iface", s)
	fmt.Printf("ifacecall ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N))
	fs := []func(int) int{mkadd(1), mkadd(2), mkadd(3), mkadd(4)}
	s = 0
	t = time.Now()
	for i := 0; i < N; i++ {
		s += fs[i&3](i)
	}
	d = time.Since(t)
	fmt.Println("CHECK closure", s)
	fmt.Printf("closurecall ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N))
	s = 0
	t = time.Now()
	for i := 0; i < N; i++ {
		withDefer(&s)
	}
	d = time.Since(t)
	fmt.Println("CHECK defer", s)
	fmt.Printf("defercall ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N))
}
