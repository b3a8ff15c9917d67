// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
)

func main() {
	for _, f := range []float64{0, 1.9, -1.9, 2.5, -2.5, 255.999, 1e9 + 0.5, -1e15 - 0.7, 4503599627370497.5} {
		fmt.Println(int(f), int64(f), int32(math.Mod(f, 1e9)), math.Trunc(f), math.Floor(f), math.Ceil(f), math.Round(f))
	}
	big := uint64(1<<63 + 1<<62)
	fmt.Println(float64(big), uint64(float64(big)), float32(big), uint64(1e19), uint64(float64(1e19)))
	i := 1<<53 + 1
	fmt.Println(float64(i), int(float64(i)), float32(16777217), float64(float32(16777217)), int(float32(i)))
	n := math.MaxInt64
	fmt.Println(float64(n), float64(n) == float64(1<<63), float64(math.MinInt64), int64(-9.223372036854775e18))
	var i8 int8 = -5
	var u8 uint8 = 250
	fmt.Println(float64(i8), float32(u8), float64(uint8(i8)), int8(float64(i8)*3), uint8(float32(u8)/2))

	inf, nan := math.Inf(1), math.NaN()
	fmt.Println(inf > math.MaxFloat64, nan == nan, nan != nan, nan < 1, nan > 1, inf-inf, inf*0, -inf < inf, inf == inf)
	fmt.Println(math.IsNaN(nan), math.IsInf(-inf, -1), math.MaxFloat64+inf, -math.MaxFloat64-inf)
	negative := math.Copysign(0, -1)
	fmt.Println(negative == 0, 1/negative, math.Signbit(negative), negative+0, -0.0)
	fmt.Println(math.Float64bits(1), math.Float64bits(negative), math.Float32bits(0.1), math.Float64frombits(0x7ff0000000000000))
	fmt.Println(math.Sqrt(2), math.Pow(2, 0.5), math.Sqrt(-1), math.Cbrt(27), math.Hypot(3, 4), math.Abs(-3))
	type meters float64
	type feet float32
	m := meters(1.5)
	fmt.Println(feet(m)*3, m*2, float64(m)+1, int(m), meters(i8))
	var r rune = 'é'
	var b byte = 'A'
	fmt.Println(r, b, string(r), string(rune(b)), int(r)-int(b), float64(r))
	x, y := 1e308, 10.0
	fmt.Println(x*y/y, x*(y/y), (x+x)-x, 0.1+0.2-0.3 == 0, x/y*y == x)
}
