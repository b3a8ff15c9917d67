// run
// stress: movestack=7 gcstress=11
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"
)

// natural holds base 1e9 digits, least first.
type natural []uint32

const base = 1_000_000_000

func from(n uint64) (x natural) {
	for ; n > 0; n /= base {
		x = append(x, uint32(n%base))
	}
	return
}

func (x natural) add(y natural) (z natural) {
	var carry uint32
	for i := 0; i < max(len(x), len(y)) || carry > 0; i++ {
		s := carry
		if i < len(x) {
			s += x[i]
		}
		if i < len(y) {
			s += y[i]
		}
		z = append(z, s%base)
		carry = s / base
	}
	return
}

func (x natural) mul(y natural) natural {
	z := make(natural, len(x)+len(y)+1)
	for i, a := range x {
		var carry uint64
		for j, b := range y {
			t := uint64(a)*uint64(b) + uint64(z[i+j]) + carry
			z[i+j] = uint32(t % base)
			carry = t / base
		}
		for k := i + len(y); carry > 0; k++ {
			t := uint64(z[k]) + carry
			z[k] = uint32(t % base)
			carry = t / base
		}
	}
	for len(z) > 0 && z[len(z)-1] == 0 {
		z = z[:len(z)-1]
	}
	return z
}

func (x natural) mod(m uint64) (r uint64) {
	for i := len(x) - 1; i >= 0; i-- {
		r = (r*base + uint64(x[i])) % m
	}
	return
}

func (x natural) pow(n int) natural {
	r := from(1)
	for b := x; n > 0; n >>= 1 {
		if n&1 == 1 {
			r = r.mul(b)
		}
		b = b.mul(b)
	}
	return r
}

func (x natural) String() string {
	if len(x) == 0 {
		return "0"
	}
	var b strings.Builder
	fmt.Fprint(&b, x[len(x)-1])
	for i := len(x) - 2; i >= 0; i-- {
		fmt.Fprintf(&b, "%09d", x[i])
	}
	return b.String()
}

func main() {
	f := from(1)
	for i := uint64(2); i <= 50; i++ {
		f = f.mul(from(i))
	}
	fmt.Println("50! =", f)
	a, b := from(0), from(1)
	for range 300 {
		a, b = b, a.add(b)
	}
	fmt.Println("F(300) =", a)
	p := from(2).pow(521)
	fmt.Println("2^521 =", p)
	fmt.Println(len(from(3).pow(500).String()), p.mod(1_000_003), from(0), from(base), from(1<<64-1))
	sum := 0
	for _, c := range from(2).pow(1000).String() {
		sum += int(c - '0')
	}
	fmt.Println("digit sum of 2^1000:", sum)
}
