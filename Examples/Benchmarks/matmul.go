// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

const N = 500 // SIZE small=60

func mat(seed float64) [][]float64 {
	m := make([][]float64, N)
	for i := range m {
		m[i] = make([]float64, N)
		for j := range m[i] {
			m[i][j] = seed * float64(i-j) * float64(i+j) / float64(N*N)
		}
	}
	return m
}

func mul(a, b [][]float64) [][]float64 {
	c := make([][]float64, N)
	bt := make([][]float64, N)
	for i := range bt {
		bt[i] = make([]float64, N)
		for j := range bt[i] {
			bt[i][j] = b[j][i]
		}
	}
	for i := range c {
		c[i] = make([]float64, N)
		for j := 0; j < N; j++ {
			s := 0.0
			x, y := a[i], bt[j]
			for k := 0; k < N; k++ {
				s += x[k] * y[k]
			}
			c[i][j] = s
		}
	}
	return c
}

func main() {
	a, b := mat(1), mat(2)
	t := time.Now()
	c := mul(a, b)
	c = mul(c, b)
	d := time.Since(t)
	fmt.Printf("CHECK matmul %.6f\n", c[N/2][N/3])
	fmt.Printf("matmul ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(2*N*N*N))
}
