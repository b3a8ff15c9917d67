// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
)

func main() {
	inf, nan, zero := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	values := []float64{0, zero, 1, -1, 0.5, -2.5, 3, 1e300, inf, -inf, nan}
	one := []struct {
		name string
		f    func(float64) float64
	}{{"Abs", math.Abs}, {"Ceil", math.Ceil}, {"Floor", math.Floor}, {"Trunc", math.Trunc}, {"Round", math.Round}, {"RoundToEven", math.RoundToEven},
		{"Sqrt", math.Sqrt}, {"Cbrt", math.Cbrt}, {"Exp", math.Exp}, {"Exp2", math.Exp2}, {"Expm1", math.Expm1}, {"Log", math.Log}, {"Log2", math.Log2},
		{"Log10", math.Log10}, {"Log1p", math.Log1p}, {"Sin", math.Sin}, {"Cos", math.Cos}, {"Tan", math.Tan}, {"Asin", math.Asin}, {"Acos", math.Acos},
		{"Atan", math.Atan}, {"Sinh", math.Sinh}, {"Cosh", math.Cosh}, {"Tanh", math.Tanh}, {"Asinh", math.Asinh}, {"Acosh", math.Acosh}, {"Atanh", math.Atanh},
		{"Erf", math.Erf}, {"Erfc", math.Erfc}, {"Gamma", math.Gamma}, {"Logb", math.Logb}, {"J0", math.J0}, {"J1", math.J1}, {"Y0", math.Y0}}
	for _, f := range one {
		fmt.Print(f.name)
		for _, x := range values {
			if (f.name == "Sin" || f.name == "Cos" || f.name == "Tan" || f.name[0] == 'J' || f.name[0] == 'Y') && math.Abs(x) == 1e300 {
				continue
			}
			fmt.Printf(" %.10g", f.f(x))
		}
		fmt.Println()
	}
	two := []struct {
		name string
		f    func(a, b float64) float64
	}{{"Pow", math.Pow}, {"Mod", math.Mod}, {"Remainder", math.Remainder}, {"Atan2", math.Atan2}, {"Hypot", math.Hypot}, {"Max", math.Max}, {"Min", math.Min},
		{"Dim", math.Dim}, {"Copysign", math.Copysign}, {"Nextafter", math.Nextafter}}
	for _, f := range two {
		fmt.Println(f.name)
		for _, x := range values {
			for _, y := range values {
				if (f.name == "Mod" || f.name == "Remainder") && math.Abs(x) == 1e300 {
					continue
				}
				fmt.Printf(" %.10g", f.f(x, y))
			}
			fmt.Println()
		}
	}
	fmt.Println(math.IsNaN(nan), math.IsInf(-inf, -1), math.IsInf(inf, -1), math.IsInf(inf, 0), math.Signbit(zero), math.Signbit(0))
	for _, x := range values {
		l, sign := math.Lgamma(x)
		fmt.Printf("%.10g %d; ", l, sign)
	}
	fmt.Println()
	fmt.Printf("%.12g %.12g %.12g\n", math.Jn(2, 1.5), math.Yn(2, 1.5), math.FMA(2, 3, 4))
	fmt.Println(math.Pow(2, 10), math.Pow(10, -2), math.Pow(-8, 3), math.Pow(2, -1074), math.Pow(2, 1024), math.Pow(0.5, 1e300), math.Pow10(5), math.Pow10(-324), math.Pow10(309))
	fmt.Println(math.Float64bits(1.5), math.Float32bits(-2), math.Float64frombits(1), math.Float32frombits(1), math.MaxInt64, math.MaxFloat32, math.SmallestNonzeroFloat64)
}
