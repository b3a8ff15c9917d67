// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

const N = 1000000 // SIZE small=50000

func key(i int) int { return (i * 2654435761) & 0xffffffff }

func main() {
	t := time.Now()
	m := map[int]int{}
	for i := 0; i < N; i++ {
		m[key(i)] = i
	}
	d := time.Since(t)
	fmt.Println("CHECK mapinsert", len(m))
	fmt.Printf("mapinsert ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N))
	s := 0
	t = time.Now()
	for i := 0; i < N; i++ {
		s += m[key(i)]
	}
	d = time.Since(t)
	fmt.Println("CHECK maphit", s)
	fmt.Printf("maphit ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N))
	s = 0
	t = time.Now()
	for k, v := range m {
		s += k ^ v
	}
	d = time.Since(t)
	fmt.Println("CHECK mapiter", s)
	fmt.Printf("mapiter ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N))
}
