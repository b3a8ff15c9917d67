// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

const N = 2000000 // SIZE small=20000

func qs(a []int) {
	for len(a) > 12 {
		p := a[len(a)/2]
		i, j := 0, len(a)-1
		for i <= j {
			for a[i] < p {
				i++
			}
			for a[j] > p {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i++
				j--
			}
		}
		if j+1 < len(a)-i {
			qs(a[:j+1])
			a = a[i:]
		} else {
			qs(a[i:])
			a = a[:j+1]
		}
	}
	for i := 1; i < len(a); i++ {
		v := a[i]
		j := i - 1
		for j >= 0 && a[j] > v {
			a[j+1] = a[j]
			j--
		}
		a[j+1] = v
	}
}

func main() {
	a := make([]int, N)
	x := uint32(12345)
	for i := range a {
		x = x*1664525 + 1013904223
		a[i] = int(x >> 4)
	}
	t := time.Now()
	qs(a)
	d := time.Since(t)
	for i := 1; i < N; i++ {
		if a[i-1] > a[i] {
			panic("not sorted")
		}
	}
	fmt.Println("CHECK sort", a[0], a[N/2], a[N-1])
	fmt.Printf("sort ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N))
}
