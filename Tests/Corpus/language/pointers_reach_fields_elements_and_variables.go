// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type vector struct{ x, y, z int }
type particle struct {
	name     string
	position vector
	trail    [3]vector
	link     *particle
}

var global = particle{name: "global"}

func bump(p *int) int { *p += 10; return *p }

func escape(n int) *int { return &n }

func grow(s *[]int, v int) { *s = append(*s, v) }

func main() {
	p := particle{name: "p"}
	py := &p.position.y
	pt := &p.trail[1]
	pz := &pt.z
	*py, *pz = 5, 6
	bump(py)
	fmt.Println(p.position, p.trail, pt == &p.trail[1], &p.position != &p.trail[0])

	s := []int{1, 2, 3}
	e := &s[1]
	s = append(s, 4) // moves to a new array; e stays with the old one
	*e = 200
	fmt.Println(s, *e)
	grow(&s, 5)
	fmt.Println(s, len(s))

	a, b := escape(1), escape(1)
	*a++
	fmt.Println(*a, *b, a == b)

	pp := &a
	**pp = 50
	*pp = b
	fmt.Println(*a, *b, a == b, *pp == b)

	g := &global
	g.link = g
	g.link.link.link.name = "looped"
	fmt.Println(global.name)

	array := &[3]int{1, 2, 3}
	for i := range array {
		array[i] *= 2
	}
	fmt.Println(*array, array[1:], len(array))

	fields := []*int{&p.position.x, &p.trail[2].y, &s[0], &array[2], new(int), &global.position.z}
	for i, f := range fields {
		*f = i + 100
	}
	fmt.Println(p.position.x, p.trail[2].y, s[0], array[2], *fields[4], global.position.z)

	x, y := 1, 1
	fmt.Println(&x == &y, &x == &x, *&x == y)
	f := func() (*int, func()) { return &x, func() { x *= 7 } }
	px, times := f()
	times()
	*px++
	fmt.Println(x)

	lit := &vector{1, 2, 3}
	ptr := &lit.y
	*lit = vector{7, 8, 9}
	fmt.Println(*ptr, *lit)
	moved := *lit
	*ptr = 0
	fmt.Println(moved.y, lit.y)
	ps := &struct{ m map[string]int }{map[string]int{}}
	ps.m["k"] += 2
	method := (&p.position).sum
	p.position = vector{1, 1, 1}
	fmt.Println(ps.m, method(), (*vector).sum(&p.position))
}

func (v *vector) sum() int { return v.x + v.y + v.z }
