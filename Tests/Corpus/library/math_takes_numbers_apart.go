// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"math/bits"
)

func main() {
	for _, f := range []float64{0, 1, -1, 0.75, 10, 1e300, 5e-324, 1e-310, math.Inf(1), math.NaN(), -3.75, 1 << 52, 4503599627370497.5} {
		frac, exp := math.Frexp(f)
		whole, part := math.Modf(f)
		fmt.Println(f, frac, exp, math.Ldexp(frac, exp), whole, part, math.Ilogb(f), math.Logb(f), math.Round(f), math.RoundToEven(f), math.Trunc(f))
	}
	for _, exp := range []int{-2000, -1075, -1074, -1073, -1022, 0, 1023, 1024, 3000} {
		fmt.Println(math.Ldexp(1, exp), math.Ldexp(-0.75, exp), math.Ldexp(1.5, exp))
	}
	for _, f := range []float64{0.5, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994, 2.5000000000000004} {
		fmt.Print(math.Round(f), " ", math.RoundToEven(f), " ", math.Floor(f), " ", math.Ceil(f), "; ")
	}
	fmt.Println()
	for n := -323; n <= 308; n += 70 {
		fmt.Print(math.Pow10(n), " ")
	}
	fmt.Println(math.Log2(8), math.Log2(1.0/1024), math.Log10(0.1) < -0.99, math.Sqrt(2), math.Hypot(3, 4), math.Mod(7, -3), math.Mod(-7, 3), math.Remainder(7, 4))
	fmt.Println(math.Nextafter(1, 2), math.Nextafter(0, -1), math.Nextafter32(1, 2), math.Nextafter32(1, 0))

	for _, x := range []uint64{0, 1, 0x80, 0xF0F0, 1 << 63, ^uint64(0), 0x0123456789ABCDEF} {
		fmt.Println(bits.Len64(x), bits.LeadingZeros64(x), bits.TrailingZeros64(x), bits.OnesCount64(x), bits.Reverse64(x), bits.ReverseBytes64(x),
			bits.RotateLeft64(x, 13), bits.RotateLeft64(x, -13), bits.Len8(uint8(x)), bits.LeadingZeros16(uint16(x)), bits.TrailingZeros32(uint32(x)), bits.Reverse8(uint8(x)),
			bits.RotateLeft8(uint8(x), 3), bits.ReverseBytes32(uint32(x)))
	}
	sum, carry := bits.Add64(^uint64(0), 1, 1)
	diff, borrow := bits.Sub64(0, 1, 1)
	hi, lo := bits.Mul64(^uint64(0), ^uint64(0))
	quo, rem := bits.Div64(5, 7, 1<<40)
	fmt.Println(sum, carry, diff, borrow, hi, lo, quo, rem, bits.Rem64(9, 8, 7), bits.UintSize)
	h32, l32 := bits.Mul32(1<<31, 6)
	q32, r32 := bits.Div32(1, 2, 3)
	fmt.Println(h32, l32, q32, r32)
	try := func(hi, lo, y uint64) {
		defer func() { fmt.Println(recover()) }()
		bits.Div64(hi, lo, y)
	}
	try(1, 0, 0)
	try(5, 0, 5)
}
