// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"time"
)

const N = 1000 // SIZE small=60

func a(i, j int) float64 { return 1 / float64((i+j)*(i+j+1)/2+i+1) }

func mulAv(v, av []float64) {
	for i := range av {
		s := 0.0
		for j := range v {
			s += a(i, j) * v[j]
		}
		av[i] = s
	}
}

func mulAtv(v, atv []float64) {
	for i := range atv {
		s := 0.0
		for j := range v {
			s += a(j, i) * v[j]
		}
		atv[i] = s
	}
}

func main() {
	u := make([]float64, N)
	v := make([]float64, N)
	x := make([]float64, N)
	for i := range u {
		u[i] = 1
	}
	t := time.Now()
	for i := 0; i < 10; i++ {
		mulAv(u, x)
		mulAtv(x, v)
		mulAv(v, x)
		mulAtv(x, u)
	}
	d := time.Since(t)
	var vbv, vv float64
	for i := range u {
		vbv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	fmt.Printf("CHECK spectralnorm %.9f\n", math.Sqrt(vbv/vv))
	fmt.Printf("spectralnorm ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(40*N*N))
}
