// SPDX-License-Identifier: Apache-2.0
//
// rand.go — recomputes the table of math/rand: run by Loam it prints "ok" when the
// library's sequences are those of the table made here; with the argument "write" it
// prints the table, as it stands in math/rand/source.go, under any Go.
//
// How.  The table is the state of the additive generator 7.8e12 steps after a simple
// seeding. Since every number is a sum of earlier ones, x[n] = x[n-607] + x[n-273], that
// far a step is x^n modulo x^607 - x^334 - 1, found by squaring.

package main

import (
	"fmt"
	"math/rand"
	"os"
)

const (
	length = 607
	tap    = 273
	steps  = 7800000000000
)

type polynomial [length]uint64

func multiply(a, b *polynomial) *polynomial {
	var product [2*length - 1]uint64
	for i, x := range a {
		if x == 0 {
			continue
		}
		for j, y := range b {
			product[i+j] += x * y
		}
	}
	for i := 2*length - 2; i >= length; i-- {
		product[i-length] += product[i]
		product[i-tap] += product[i]
	}
	var r polynomial
	copy(r[:], product[:])
	return &r
}

// mixed returns numbers of the simple generator, three to a word.
func mixed(seed int64, high, low uint) []uint64 {
	x := seed
	next := func() uint64 {
		x = x * 48271 % (1<<31 - 1)
		return uint64(x)
	}
	for i := 0; i < 20; i++ {
		next()
	}
	words := make([]uint64, length)
	for i := range words {
		words[i] = next() << high
		words[i] ^= next() << low
		words[i] ^= next()
	}
	return words
}

func place(n uint64) int { return int((2*length - tap - 1 - n%length) % length) }

// table returns the state, in the order in which the generator holds it.
func table() []uint64 {
	start := mixed(1, 20, 10)
	sequence := make([]uint64, 2*length)
	for n := range sequence {
		if n < length {
			sequence[n] = start[place(uint64(n))]
		} else {
			sequence[n] = sequence[n-length] + sequence[n-tap]
		}
	}
	r, power := &polynomial{1}, &polynomial{0, 1}
	for e := uint64(steps); e > 0; e >>= 1 {
		if e&1 != 0 {
			r = multiply(r, power)
		}
		power = multiply(power, power)
	}
	state := make([]uint64, length)
	for j := range state {
		sum := uint64(0)
		for i, c := range r {
			sum += c * sequence[i+j]
		}
		state[place(steps+uint64(j))] = sum
	}
	return state
}

func main() {
	state := table()
	if len(os.Args) > 1 && os.Args[1] == "write" {
		var b []byte
		for _, u := range state {
			for i := 0; i < 11; i++ {
				b = append(b, ' '+byte(u&63))
				u >>= 6
			}
		}
		for ; len(b) > 110; b = b[110:] {
			fmt.Printf("\t`%s` +\n", b[:110])
		}
		fmt.Printf("\t`%s`\n", b)
		return
	}
	for _, seed := range []int64{1, 2, 12345} {
		words := mixed(seed, 40, 20)
		for i := range words {
			words[i] ^= state[i]
		}
		source := rand.NewSource(seed).(rand.Source64)
		for n := uint64(0); n < 5000; n++ {
			at := place(n)
			words[at] += words[(at+tap)%length]
			if got := source.Uint64(); got != words[at] {
				fmt.Printf("seed %d, number %d: %d, want %d\n", seed, n, got, words[at])
				return
			}
		}
	}
	fmt.Println("ok")
}
