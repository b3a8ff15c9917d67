// run
// stress: movestack=7 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

// Each frame owns an array and passes a slice of its own and of its caller's down.
func fill(n int, above []int) int {
	var own [8]int
	for i := range own {
		own[i] = n*10 + i
	}
	if n == 0 {
		grow(1000)
		return above[0]
	}
	r := fill(n-1, own[2:6])
	if above != nil {
		above[0]++ // the caller's array
		above[len(above)-1] = above[0] * 2
	}
	if n > 1 && (own[2] != n*10+3 || own[5] != own[2]*2) {
		panic(fmt.Sprint(n, own))
	}
	return r
}

func grow(n int) {
	var pad [32]int
	pad[0] = n
	if n > 0 {
		grow(n - 1)
	}
}

func merge(s, scratch []int) {
	if len(s) < 2 {
		return
	}
	mid := len(s) / 2
	merge(s[:mid], scratch[:mid])
	merge(s[mid:], scratch[mid:])
	copy(scratch, s)
	i, j := 0, mid
	for k := range s {
		if j == len(s) || i < mid && scratch[i] <= scratch[j] {
			s[k] = scratch[i]
			i++
		} else {
			s[k] = scratch[j]
			j++
		}
	}
}

func text(n int, buffer []byte) []byte {
	if n == 0 {
		grow(300)
		return buffer
	}
	buffer = append(buffer, byte('a'+n%26))
	return text(n-1, buffer)
}

func main() {
	fmt.Println(fill(200, nil))
	var data, scratch [100]int
	for i := range data {
		data[i] = i * 37 % 100
	}
	merge(data[:], scratch[:])
	fmt.Println(data[0], data[1], data[50], data[99])
	var bytes [64]byte
	b := text(40, bytes[:0])
	grow(2000)
	fmt.Println(string(b), &b[0] == &bytes[0], len(b), cap(b))
	b = text(40, b) // outgrows the array, moves to the heap
	fmt.Println(len(b), &b[0] == &bytes[0], string(b[40:44]))
	s := make([]int, 3, 10)
	p := &s[1]
	grow(3000)
	*p = 5
	s = append(s, 6)
	fmt.Println(s)
	matrix := [4][4]int{}
	rows := [][]int{matrix[0][:], matrix[2][1:3]}
	grow(4000)
	rows[0][3], rows[1][0] = 1, 2
	fmt.Println(matrix)
}
