// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type pair struct {
	s string
	n *int
}

func main() {
	s := []int{0, 1, 2, 3, 4, 5, 6, 7}
	fmt.Println(copy(s[2:], s), s)
	s = []int{0, 1, 2, 3, 4, 5, 6, 7}
	fmt.Println(copy(s, s[3:]), s)
	fmt.Println(copy(s, s), copy(s[8:], s), copy([]int(nil), s))

	words := []string{"a", "b", "c", "d"}
	copy(words[1:], words)
	fmt.Println(words)

	n := 5
	pairs := []pair{{"x", nil}, {"y", &n}, {"z", nil}}
	copy(pairs, pairs[1:])
	fmt.Println(pairs[0].s, *pairs[0].n, pairs[1].s, pairs[1].n, pairs[2].s)

	b := make([]byte, 4)
	fmt.Println(copy(b, "héllo"), b, copy(b[1:3], "zz"), string(b[1:3]))

	matrix := [3][3]int{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	copy(matrix[1:], matrix[:])
	fmt.Println(matrix)

	type flags []bool
	f := flags{true, false, true}
	g := make(flags, 5)
	fmt.Println(copy(g, f), g, copy([]bool(g[3:]), f), g)

	interfaces := []any{1, "two", nil, 4.0}
	copy(interfaces[2:], interfaces)
	fmt.Println(interfaces...)

	// rotate by three copies
	rotate := func(s []int, k int) {
		t := append([]int(nil), s[:k]...)
		copy(s, s[k:])
		copy(s[len(s)-k:], t)
	}
	r := []int{1, 2, 3, 4, 5, 6, 7}
	rotate(r, 3)
	fmt.Println(r)
	clear(r[2:4])
	fmt.Println(r)
}
