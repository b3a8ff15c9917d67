// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type point struct{ x, y int }
type named struct {
	point
	name string
}
type deep struct {
	named
	level int
}

func text() string { return "made" }

func main() {
	// new of an expression makes a variable with that value
	n := new(5)
	s := new(text())
	p := new(point{1, 2})
	f := new(float32(2.5))
	var i any = new(any(3))
	*n++
	p.x += 10
	q := new(*p)
	q.y = 50
	fmt.Println(*n, *s, *p, *q, *f, *i.(*any), new(*n) == n)
	fmt.Printf("%T %T %T %T %T\n", n, s, new('x'), new(1<<3), new(len(*s) > 2))
	type config struct{ limit *int }
	fmt.Println(*config{limit: new(100)}.limit)

	// a key of a struct literal may be a promoted field
	a := named{x: 1, y: 2, name: "a"}
	b := deep{x: 3, name: "b", level: 4}
	c := &deep{named: named{name: "c"}, level: 5}
	fmt.Println(a, b, *c)
	for _, d := range []deep{{x: 1}, {y: 2, level: 3}} {
		fmt.Print(d.x, d.y, d.level, " ")
	}
	fmt.Println()
}
