// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type three struct{ a, b, c byte }
type big [5]int64

// Package variables, so that every array lives on the heap and has the heap's sizes.
var (
	ints    []int
	bytes   []byte
	int32s  []int32
	threes  []three
	bigs    []big
	strings []string
	empties []struct{}
	source  = make([]int, 2000)
)

func main() {
	last := -1
	for i := range 5000 {
		ints = append(ints, i)
		if cap(ints) != last {
			last = cap(ints)
			fmt.Print(last, " ")
		}
	}
	fmt.Println()
	last = -1
	for range 5000 {
		bytes = append(bytes, 0)
		if cap(bytes) != last {
			last = cap(bytes)
			fmt.Print(last, " ")
		}
	}
	fmt.Println()
	for range 20 {
		threes = append(threes, three{})
		bigs = append(bigs, big{})
		strings = append(strings, "")
		empties = append(empties, struct{}{})
		fmt.Print(cap(threes), " ", cap(bigs), " ", cap(strings), " ")
	}
	fmt.Println(len(empties), cap(empties) >= 20)
	// Asked for more than double, append takes what is needed, rounded up to a size class.
	for _, n := range []int{1, 2, 3, 5, 6, 7, 9, 13, 17, 33, 100, 129, 257, 1025} {
		ints = append([]int(nil), source[:n]...)
		bytes = append([]byte(nil), make([]byte, n)...)
		int32s = append([]int32(nil), make([]int32, n)...)
		fmt.Print(cap(ints), " ", cap(bytes), " ", cap(int32s), " ")
	}
	fmt.Println()
	// From 256 elements on the factor falls from 2 towards 1.25.
	for _, n := range []int{10, 100, 255, 256, 300, 512, 848, 1024, 1500} {
		ints = make([]int, n)
		ints = append(ints, 1)
		fmt.Print(cap(ints), " ")
	}
	ints = append(make([]int, 10), source[:11]...)
	fmt.Println(cap(ints), cap(make([]int, 3)), cap([]int{1, 2, 3}))
}
