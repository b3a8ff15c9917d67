// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func modify(a [4]int) int {
	a[0] = 100
	return a[0] + a[3]
}

func modifyPointer(a *[4]int) {
	a[0] = 100
	for i := range a {
		a[i]++
	}
}

func build() (a [3]string) {
	a[1] = "b"
	return
}

type grid [3][3]rune

func (g grid) String() string {
	s := ""
	for _, row := range g {
		s += string(row[:]) + "/"
	}
	return s
}

func (g *grid) mark(r, c int, v rune) { g[r][c] = v }

func main() {
	a := [4]int{1, 2, 3, 4}
	b := a
	b[1] = 20
	fmt.Println(modify(a), a, b, a == b, a == [4]int{1, 2, 3, 4}, a != b)
	modifyPointer(&a)
	fmt.Println(a, len(a), cap(&a))

	sparse := [...]string{2: "two", 5: "five", "six", 0: "zero"}
	fmt.Printf("%d %q\n", len(sparse), sparse)
	fmt.Println(build(), len(build()[1]))

	var g grid
	for i := range g {
		for j := range g[i] {
			g[i][j] = '.'
		}
	}
	h := g
	h.mark(1, 1, 'X')
	g.mark(0, 2, 'O')
	fmt.Println(g, h, g == h)
	rows := g[:]
	rows[2][0] = '#'
	row := g[0] // a copy
	row[0] = '?'
	fmt.Println(g)

	s := a[1:3]
	s[0] = -1
	c := a
	s[1] = -2
	fmt.Println(a, c)

	nested := [2][]int{{1}, {2}}
	shallow := nested
	shallow[0][0] = 50
	shallow[1] = []int{60}
	fmt.Println(nested, shallow)

	a, b = b, a
	fmt.Println(a, b)
	pa := &a
	pa2 := pa
	pa2[3] = 7
	*pa, b = b, *pa
	fmt.Println(a, b, pa == pa2)

	i := 2
	a[i], i = 9, 0
	fmt.Println(a, i)
	functions := [...]func(int) int{func(x int) int { return x + 1 }, func(x int) int { return x * x }}
	fmt.Println(functions[1](functions[0](4)))
	var large [1000]int
	for i := range large {
		large[i] = i
	}
	copyOf := large
	copyOf[999] = 0
	fmt.Println(large[999], copyOf[999], large[500] == copyOf[500], [0]int{} == [0]int{})
}
