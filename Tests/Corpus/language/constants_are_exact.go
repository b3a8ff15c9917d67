// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"time"
)

const (
	huge    = 1 << 200
	googol  = 1e100
	third   = 1.0 / 3
	half    = huge / (huge * 2.0)
	big     = 123456789012345678901234567890 * 987654321098765432109876543210
	mask    = ^0
	bits    = ^uint8(0)
	letter  = 'a' + 1
	text    = "con" + "cat"
	length  = len(text + "é")
	truth   = huge > googol && text != ""
	mixed   = 2 * 1.5
	exact   = 0.1 + 0.2
	minute  = 60 * time.Second
	hex     = 0x1p-2 + 0b101 + 0o17 + 017 + 1_000_000 + 0x_ff
	small   = 5e-324
	rounded = 1<<53 + 1
)

type weekday uint8

const (
	sunday weekday = iota
	monday
)

const typed int64 = 5 / 2 * 2.0

func main() {
	fmt.Println(huge>>195, half, big%1000007, big/1e50, mask, bits, letter, text, length, truth)
	fmt.Println(third*3 == 1, exact == 0.3, 0.1+0.2 == 0.3, mixed, hex, typed)
	a, b := 0.1, 0.2
	fmt.Println(a+b == 0.3, a+b, float32(0.1), float64(float32(0.1)), minute, minute/time.Minute)
	fmt.Println(math.MaxUint64/2 == math.MaxInt64, uint64(math.MaxUint64), math.MinInt64, math.Pi, float32(math.Pi))
	fmt.Printf("%T %T %T %T %T %T %T %T\n", letter, mixed, third, 1<<3, 1<<3.0, text, truth, monday)
	fmt.Println(small, small/2, googol, float64(rounded), int64(rounded), 7/2*2.0, 7/2.0*2, 15/4, -15/4, -15%4, 15.0/4)
	var f32 float32 = 16777216.0 + 1
	var x = 'x' - '0'
	var y float32 = 1 / 3.0
	var z int = 1e3
	var r rune = 1 << 20
	fmt.Println(f32, x, y, z, r, string(rune(letter)), 5.0 == 5, 'a' == 97, 0x7fffffffffffffff)
	const local = iota
	const (
		c = local + len([10]int{})
		d = cap([5]string{}) * c
	)
	fmt.Println(local, c, d, sunday+1 == monday, 1_0.2_5, 0x1.8p1, 1e-3, .5e1, 'é', '\u00e9' == 'é')
	fmt.Println(math.MaxFloat64, math.SmallestNonzeroFloat64, math.MaxFloat32, math.MaxInt8, math.MaxUint32)
	fmt.Println(uint32(1)<<31, int8(-1<<7), -5%3, +7, -(-3), !truth, 10&^3|4^1, 6&3<<1)
}
