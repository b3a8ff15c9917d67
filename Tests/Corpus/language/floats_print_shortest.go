// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"strconv"
)

func main() {
	values := []float64{0, 1, -1, 0.1, 0.5, 1.0 / 3, 2.5e10, 123456789, 1e20, 1e21, 1e22, 1e-4, 1e-5, 123.456e-10, 100000, 1234567.875,
		math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(1), math.Inf(-1), math.NaN(), math.Copysign(0, -1), 5e-324, 2.2250738585072014e-308, 9007199254740993, 0.3}
	for _, f := range values {
		fmt.Println(f, float32(f), strconv.FormatFloat(f, 'g', -1, 64), strconv.FormatFloat(f, 'e', 3, 64))
	}
	x := 12345.6789
	fmt.Printf("%f %.2f %8.1f| %-10.3f| %+.1f %08.2f %e %.0e %E %g %.3g %G\n", x, x, x, x, x, x, x, x, x, x, x, x*1e30)
	fmt.Printf("%v %6v|%.0f %.0f %.0f %.0f %.1f %.1f\n", 1e6, 2.5, 0.5, 1.5, 2.5, -0.5, 0.25, 0.35)
	fmt.Printf("% d % .1f %x %b %T\n", 5, 1.25, 1.0, 1.0, float32(1))
	var f32 float32 = 0.1
	fmt.Println(f32, float64(f32), f32*f32, f32+0.2, f32 == 0.1, float64(f32) == 0.1, f32*10 == 1)
	fmt.Println(1e100, 1e-100, math.Sqrt2, math.E*1e15, 1/3.0*1e16, 4.35*100, 1.1*1.1)
	for _, s := range []string{"1.5", "-0", "1e400", "inf", "NaN", "0x1p-2", "1_000", ".5", "abc", "1e-400", "179769313486231570814527423731704356798070e267"} {
		f, err := strconv.ParseFloat(s, 64)
		fmt.Println(f, err)
	}
}
