// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
)

type level int

func main() {
	x, y := 3, -7
	fmt.Println(min(x, y), max(x, y), min(x), max(x, y, 10, x*x), min(2, x, 1))
	f, nan := 2.5, math.NaN()
	fmt.Println(min(f, 1), max(f, 3), min(f, nan), max(nan, f), min(math.Inf(-1), f))
	zero := 0.0
	negative := math.Copysign(0, -1)
	fmt.Println(math.Signbit(min(zero, negative)), math.Signbit(max(negative, zero)))
	s, t := "b", "abc"
	fmt.Println(min(s, t), max(s, t, "aa"), min("x", s))
	fmt.Println(max(level(3), 5), min(uint8(x), 200))
	const c = max(1, 2.5, 'a')
	const d = min(1, 2, 0.5)
	var array [max(2, 3)]int
	fmt.Println(c, d, len(array))

	calls := 0
	next := func() int { calls++; return calls }
	fmt.Println(max(next(), next(), next()))
	fmt.Println(calls)

	slice := []int{1, 2, 3, 4}
	clear(slice[1:3])
	fmt.Println(slice, len(slice))
	words := []string{"a", "b"}
	clear(words)
	fmt.Printf("%q\n", words)
	m := map[string]int{"a": 1, "b": 2}
	same := m
	clear(m)
	fmt.Println(len(same), same)
	m["c"] = 3
	fmt.Println(same)
	var none map[int]int
	clear(none)
	clear([]int(nil))
	fmt.Println(none == nil)
}
