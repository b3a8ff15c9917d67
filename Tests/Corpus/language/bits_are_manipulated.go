// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func popcount(x uint64) (n int) {
	for ; x != 0; x &= x - 1 {
		n++
	}
	return
}

func reverse(x uint32) uint32 {
	x = x>>1&0x55555555 | x&0x55555555<<1
	x = x>>2&0x33333333 | x&0x33333333<<2
	x = x>>4&0x0f0f0f0f | x&0x0f0f0f0f<<4
	return x<<24 | x>>24 | x>>8&0xff00 | x&0xff00<<8
}

func rotate(x uint16, k int) uint16 { return x<<(k&15) | x>>(16-k&15) }

type set [4]uint64

func (s *set) add(n int)     { s[n>>6] |= 1 << (n & 63) }
func (s *set) remove(n int)  { s[n>>6] &^= 1 << (n & 63) }
func (s set) has(n int) bool { return s[n>>6]>>(n&63)&1 == 1 }
func (s set) count() (n int) {
	for _, w := range s {
		n += popcount(w)
	}
	return
}

// xorshift is a generator whose every bit depends on wraparound.
func xorshift(s *uint64) uint64 {
	*s ^= *s << 13
	*s ^= *s >> 7
	*s ^= *s << 17
	return *s
}

func crc(data string) uint32 {
	c := ^uint32(0)
	for i := 0; i < len(data); i++ {
		c ^= uint32(data[i])
		for range 8 {
			if c&1 == 1 {
				c = c>>1 ^ 0xedb88320
			} else {
				c >>= 1
			}
		}
	}
	return ^c
}

func gray(n uint) uint { return n ^ n>>1 }

func main() {
	fmt.Println(popcount(0xff00ff), popcount(1<<63), popcount(^uint64(0)))
	fmt.Printf("%08x %08x %016b\n", reverse(1), reverse(0x12345678), rotate(0x8001, 4))
	var s set
	for i := 0; i < 256; i += 7 {
		s.add(i)
	}
	s.remove(7)
	fmt.Println(s.count(), s.has(0), s.has(7), s.has(252))
	state := uint64(88172645463325252)
	for range 3 {
		fmt.Print(xorshift(&state), " ")
	}
	fmt.Println(crc("123456789"), crc(""))
	for n := range uint(8) {
		fmt.Printf("%03b ", gray(n))
	}
	fmt.Println()
	a, b := 0b1100, 0b1010
	fmt.Printf("%04b %04b %04b %04b %b %d\n", a&b, a|b, a^b, a&^b, -5, ^a)
	fmt.Println(a&b == 8, a|b^3, a&b|1, ^0, ^uint8(5), -1>>1, uint32(1<<32-1)>>31, int8(-128)>>7)
	x := uint8(0b10110100)
	fmt.Println(x&-x, x&(x-1), x|(x-1), ^x&(x+1), x>>4|x<<4)
	fmt.Printf("%x %X %#x %o %#o %#b %08b %c %q %U\n", 255, 255, 255, 8, 8, 5, x, 'A', 'A', 'A')
	mask := 0
	for _, c := range "hello" {
		mask |= 1 << (c - 'a')
	}
	fmt.Println(mask, popcount(uint64(mask)))
}
