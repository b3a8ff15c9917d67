// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	base := make([]int, 3, 6)
	a := append(base, 1, 2)
	b := append(base, 7) // overwrites a[3]
	fmt.Println(a, b, len(base), cap(a), cap(b))
	c := append(a, 3)
	d := append(a, 4) // overwrites c[5]
	e := append(c, 5) // no room: a new array
	e[0] = 100
	d[0] = 50
	fmt.Println(base, a, c, d, e[:6])

	// the third index protects what follows
	s := []int{0, 1, 2, 3, 4, 5}
	limited := s[1:3:3]
	limited = append(limited, 99)
	open := s[1:3]
	open = append(open, 77)
	fmt.Println(s, limited, open, len(s[2:4:5]), cap(s[2:4:5]))

	// reslicing up to the capacity brings elements back
	short := s[:0]
	fmt.Println(short, short[:4], cap(s[4:]), len(s[6:]), s[6:] == nil)

	// appending a slice to itself
	x := []int{1, 2, 3}
	x = append(x, x...)
	x = append(x[:1], x[3:]...)
	fmt.Println(x)
	// inserting in the middle
	x = append(x[:2], append([]int{8, 9}, x[2:]...)...)
	fmt.Println(x)

	var n []int
	n = append(n, n...)
	fmt.Println(n == nil, append(n) == nil, append([]int{}, n...) == nil)
	bytes := append([]byte("ab"), "cd"...)
	bytes = append(bytes, 'e')
	fmt.Println(string(bytes), string(append(bytes[:1], "xyz"[1:]...)), string(bytes))

	rows := [][]int{{1}, {2}}
	copied := append([][]int(nil), rows...)
	copied[0] = append(copied[0], 5)
	copied[1][0] = 20
	fmt.Println(rows, copied)

	// values are evaluated before the append
	i := 0
	next := func() int { i++; return i }
	fmt.Println(append([]int{next()}, next(), next()))

	// a slice header is passed by value
	grow := func(s []int) { s = append(s, 1); s[0] = 9 }
	h := make([]int, 1, 1)
	grow(h)
	k := make([]int, 1, 2)
	grow(k)
	fmt.Println(h, k, k[:2])
}
