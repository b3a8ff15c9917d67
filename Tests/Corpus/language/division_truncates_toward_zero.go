// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
)

func main() {
	for _, x := range []int{7, -7, 0, 1, -1, math.MaxInt, math.MinInt} {
		for _, y := range []int{2, -2, 3, -1, 7, math.MinInt} {
			q, r := x/y, x%y
			if q*y+r != x {
				fmt.Println("identity broken", x, y)
			}
			fmt.Print(q, " ", r, " | ")
		}
		fmt.Println()
	}
	// division by constants, powers of two and not
	for _, x := range []int32{-17, 17, -16, 16, -1, 1, math.MinInt32, math.MaxInt32} {
		fmt.Println(x/1, x/2, x/4, x/8, x/3, x/10, x/-4, x%4, x%8, x%3, x%10, x%-3)
	}
	for _, x := range []uint8{0, 1, 99, 128, 255} {
		fmt.Print(x/2, x/3, x/7, x/10, x/128, x%2, x%10, x%200, " ")
	}
	fmt.Println()
	var u64 uint64 = math.MaxUint64
	var u32 uint32 = math.MaxUint32
	fmt.Println(u64/3, u64%10, u64/(1<<63), u32/7, u32%1000, u64/u64)
	var i8 int8 = -128
	minus := int8(-1)
	fmt.Println(i8/minus, i8%minus, i8/-128, i8/10, i8%10)

	f, z := 1.0, 0.0
	fmt.Println(f/z, -f/z, z/z, 7.0/2, 7/2, 7/2.0, -7/2, math.Mod(-7, 3))
	func() {
		defer func() { fmt.Println(recover()) }()
		var zero uint16
		fmt.Println(uint16(5) / zero)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		zero := int64(0)
		n := int64(5)
		n %= zero
	}()
	x := 100
	x /= 7
	x %= 5
	x *= -3
	x -= -20
	fmt.Println(x)
}
