// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
)

type ratio float32

func main() {
	values := []float64{0, math.Copysign(0, -1), 1, -1.5, 0.1, 3.14159265358979, 100000, 999999, 1e6, 123456789, 1e20, 1e21, 1e-4,
		1e-5, 5e-324, math.MaxFloat64, math.Pi * 1e10, 2.5, 0.5, 1.005, math.Inf(1), math.Inf(-1), math.NaN()}
	for _, f := range values {
		fmt.Printf("%v %e %E %f %F %g %G %b %x %X\n", f, f, f, f, f, f, f, f, f, f)
	}
	formats := []string{"%8.3f|", "%-8.2f|", "%08.2f|", "%+.1f|", "% .1f|", "%+08.2f|", "%.0f|", "%#.0f|", "%.3e|", "%12.3E|",
		"%.3g|", "%#g|", "%#.3g|", "%10g|", "%010g|", "%+g|", "% g|", "%.10g|", "%.0e|", "%6.1f|", "%.20f|", "%.3x|", "%-12v|", "%+v|", "%#v|",
		"%#8.4v|", "%.1f|", "%5.f|", "%-010.1f|"}
	for _, format := range formats {
		fmt.Printf("%s ", format)
		for _, f := range []float64{0, 1, -2.5, 1234.5678, 1e-7, math.Inf(1), math.Inf(-1), math.NaN()} {
			fmt.Printf(format, f)
		}
		fmt.Println()
	}
	for _, f := range []float32{0.1, 16777216, 3.4028235e38, 1e-45, 1.0 / 3} {
		fmt.Println(f, float64(f), ratio(f))
	}
	fmt.Println([]float64{1, 2.5, 1e100}, [2]float32{0.1, 0.2}, map[float64]string{2: "b", 1: "a", math.NaN(): "n", math.Inf(-1): "i"})
	fmt.Printf("%.2f %6.2f %#v\n", []float64{1, 2.345}, [1]float32{0.1}, []float64{1, 1e21})
	fmt.Printf("%d %s %t %c\n", 1.5, 2.5, 3.5, 4.5)
	fmt.Printf("%.300f\n", 1e-300)
	fmt.Printf("%.50g %.60f\n", 0.1, 1e22)
}
