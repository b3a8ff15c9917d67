// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
)

func main() {
	var i8 int8 = math.MaxInt8
	var i16 int16 = math.MaxInt16
	var i32 int32 = math.MaxInt32
	var i64 int64 = math.MaxInt64
	var i int = math.MaxInt
	var u8 uint8 = math.MaxUint8
	var u16 uint16 = math.MaxUint16
	var u32 uint32 = math.MaxUint32
	var u64 uint64 = math.MaxUint64
	var up uintptr = math.MaxUint64
	i8++
	i16++
	i32++
	i64++
	i++
	u8++
	u16++
	u32++
	u64++
	up++
	fmt.Println(i8, i16, i32, i64, i, u8, u16, u32, u64, up)
	fmt.Println(-i8, -i16, -i32, -i64, i8-1, i16-1, i32-1, i64-1, u8-1, u16-1, u32-1, u64-1)
	fmt.Println(i8*i8, i8*3, i16*i16, i32*5, i64*3, (u8-1)*(u8-1), (u16-1)*2, (u32-1)*(u32-1), (u64-1)*(u64-1))

	// conversions cut high bits and extend by sign of the source
	n := -2
	big := 0x123456789abcdef0
	fmt.Println(uint8(n), uint16(n), uint32(n), uint64(n), int8(big), int16(big), int32(big), uint8(big>>4), uint32(big))
	b := int8(-1)
	fmt.Println(uint16(b), uint16(uint8(b)), int32(uint8(b)), uint64(uint32(b)), int64(b))
	u := uint8(200)
	fmt.Println(int8(u), u+100, u<<1, u*u, u-201, ^u, -u)

	// every operation on narrow types stays narrow
	x, y := int8(100), int8(50)
	fmt.Println(x+y, int(x+y), int(x)+int(y), x-y-y-y-y-y-y, x*y, (x+y)/2, (x+y)>>1, uint8(x+y)>>1)
	var sum uint8
	for i := range 1000 {
		sum += uint8(i)
	}
	hash := uint32(2166136261)
	for _, c := range []byte("wrap around") {
		hash = (hash ^ uint32(c)) * 16777619
	}
	h64 := uint64(14695981039346656037)
	for _, c := range []byte("wrap around") {
		h64 = (h64 ^ uint64(c)) * 1099511628211
	}
	fmt.Println(sum, hash, h64)
	min := int32(math.MinInt32)
	fmt.Println(min == -min, min-1 > 0, min*min, min/-1, min%-1)
}
