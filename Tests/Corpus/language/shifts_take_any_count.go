// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	for _, n := range []uint{0, 1, 7, 8, 31, 32, 63, 64, 65, 200} {
		i8, i32, i64 := int8(-100), int32(-100), int64(-100)
		u8, u32, u64 := uint8(200), uint32(0x80000001), uint64(0x8000000000000001)
		fmt.Println(n, i8<<n, i8>>n, i32<<n, i32>>n, i64<<n, i64>>n, u8<<n, u8>>n, u32<<n, u32>>n, u64<<n, u64>>n)
	}
	// counts of every type, signed ones too
	a, b, c, d := int8(3), uint16(300), int64(40), uint64(1)<<63
	one := 1
	fmt.Println(one<<a, one<<b, one<<c, one<<d, -one>>d, -one>>a, uint8(255)>>a)
	// an untyped constant shifted by a variable takes the type of its context
	s := uint(33)
	var i = 1 << s
	var j int32 = 1 << s
	var k = uint64(1 << s)
	var m int = 1.0 << s
	var w int64 = 1.0 << 33
	var u8 uint8 = 1 << s >> s
	fmt.Println(i, j, k, m, w, u8, 1<<s == 2<<s, 1<<s == 1<<33)
	x := 5
	x <<= 2
	x >>= 1
	x <<= x
	fmt.Println(x, 1<<3<<2, 256>>2>>1, -5>>1, -5/2, 7&^5, -8>>1<<1)
	negative := -1
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(one << negative)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var small int8 = -128
		x >>= small
	}()
	const huge = 1 << 100
	fmt.Println(huge>>98, huge>>100, x)
}
