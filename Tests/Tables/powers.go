// SPDX-License-Identifier: Apache-2.0
//
// powers.go — recomputes the tables of strconv/power.go and prints them as they stand
// there: the top 192 bits of every 27th power of ten, and the powers of five.

package main

import "fmt"

// A number is kept in words of 32 bits, lowest first.
type number []uint64

func (a number) times(m uint64) number {
	carry := uint64(0)
	for i := range a {
		x := a[i]*m + carry
		a[i] = x & (1<<32 - 1)
		carry = x >> 32
	}
	if carry != 0 {
		a = append(a, carry)
	}
	return a
}

// top returns the 192 bits from the highest one bit on.
func (a number) top() (w [3]uint64) {
	n := len(a) * 32
	for a[(n-1)/32]>>uint((n-1)%32)&1 == 0 {
		n--
	}
	for i := 0; i < 192; i++ {
		if at := n - 1 - i; at >= 0 && a[at/32]>>uint(at%32)&1 != 0 {
			w[i/64] |= 1 << uint(63-i%64)
		}
	}
	return w
}

// inverse returns the top 192 bits of 1/a: long division of a power of two, bit by bit.
func (a number) inverse() (w [3]uint64) {
	rest := make(number, len(a)+1)
	rest[0] = 1
	started := false
	for n := 0; n < 192; {
		carry := uint64(0)
		for i := range rest { // rest = 2*rest
			x := rest[i]<<1 | carry
			rest[i] = x & (1<<32 - 1)
			carry = x >> 32
		}
		fits := true
		for i := len(rest) - 1; i >= 0; i-- {
			x := uint64(0)
			if i < len(a) {
				x = a[i]
			}
			if rest[i] != x {
				fits = rest[i] > x
				break
			}
		}
		if fits {
			borrow := uint64(0)
			for i := range rest {
				x := uint64(0)
				if i < len(a) {
					x = a[i]
				}
				d := rest[i] - x - borrow
				rest[i] = d & (1<<32 - 1)
				borrow = d >> 63
			}
			started = true
			w[n/64] |= 1 << uint(63-n%64)
		}
		if started {
			n++
		}
	}
	return w
}

func power(base uint64, k int) number {
	a := number{1}
	for ; k > 0; k-- {
		a = a.times(base)
	}
	return a
}

func main() {
	for k := -351; k <= 350; k += 27 {
		var w [3]uint64
		if k >= 0 {
			w = power(10, k).top()
		} else {
			w = power(10, -k).inverse()
		}
		fmt.Printf("\t0x%016x, 0x%016x, 0x%016x, // 1e%d\n", w[0], w[1], w[2], k)
	}
	for i := 0; i < 27; i++ {
		if i%4 == 0 {
			fmt.Print("\t")
		} else {
			fmt.Print(" ")
		}
		fmt.Printf("0x%016x,", power(5, i).top()[0])
		if i%4 == 3 || i == 26 {
			fmt.Println()
		}
	}
}
