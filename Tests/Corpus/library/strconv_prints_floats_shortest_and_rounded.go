// run
// stress: movestack=5
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"strconv"
)

func main() {
	for _, f := range []float64{0, 1, 0.1, 0.3, 1.0 / 3, 2.0 / 3, 100, 1e21, 1e22, 1e23, 123456789012345678, 5e-324, 2.2250738585072014e-308,
		math.MaxFloat64, 4.35, 0.000001, 9007199254740993, 1 << 63, 8.41e21, 9.5367431640625e-07, math.Inf(-1), math.NaN()} {
		fmt.Println(strconv.FormatFloat(f, 'g', -1, 64), strconv.FormatFloat(f, 'e', -1, 64), strconv.FormatFloat(f, 'f', -1, 64),
			strconv.FormatFloat(f, 'g', -1, 32), strconv.FormatFloat(f, 'x', -1, 64), strconv.FormatFloat(f, 'b', -1, 32))
	}
	for prec := 0; prec < 20; prec++ {
		for _, f := range []float64{0.5, 1.5, 2.5, 0.125, 1234.5, 1e23, 0.000123456789, 99.995} {
			fmt.Print(strconv.FormatFloat(f, 'f', prec, 64), " ", strconv.FormatFloat(f, 'e', prec, 64), " ", strconv.FormatFloat(f, 'g', prec, 64), " ")
		}
		fmt.Println()
	}
	fmt.Println(strconv.FormatFloat(5e-324, 'f', 1080, 64))
	fmt.Println(strconv.FormatFloat(math.MaxFloat64, 'f', 3, 64))
	fmt.Println(strconv.FormatFloat(math.Nextafter(1, 2), 'e', 60, 64))
	for prec := -1; prec < 16; prec++ {
		fmt.Print(strconv.FormatFloat(1.9999999, 'x', prec, 64), " ", strconv.FormatFloat(-0.1, 'X', prec, 32), " ")
	}
	fmt.Println()
	// Many random ones, told by a checksum.
	sum, bad := uint64(14695981039346656037), 0
	add := func(s string) {
		for i := 0; i < len(s); i++ {
			sum = (sum ^ uint64(s[i])) * 1099511628211
		}
	}
	x := uint64(88172645463325252)
	for i := 0; i < 3000; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		f := math.Float64frombits(x)
		s := strconv.FormatFloat(f, 'g', -1, 64)
		add(s)
		if back, err := strconv.ParseFloat(s, 64); err != nil || back != f && f == f {
			bad++
		}
		g := float64(int64(x>>20)) / 1000
		add(strconv.FormatFloat(g, 'f', int(x%12), 64))
		add(strconv.FormatFloat(f, 'e', int(x%20), 64))
		add(strconv.FormatFloat(float64(math.Float32frombits(uint32(x))), 'g', -1, 32))
	}
	fmt.Println(sum, bad)
}
