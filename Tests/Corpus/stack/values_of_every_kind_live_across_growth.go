// run
// stress: movestack=1 gcstress=1
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
)

type point struct{ x, y int16 }
type method struct{ n int }

func (m method) get() int   { return m.n }
func (m *method) ptr() *int { return &m.n }

type getter interface{ get() int }

func grow(n int) {
	var pad [60]int
	pad[n%60] = n
	if n > 0 {
		grow(n - 1)
	}
}

func keep(depth int, s string, b []byte, m map[string]int, i any, e error, f func(int) int, c chan int, p *point, a [3]string, g getter, h float64, r rune, t bool) string {
	if depth > 0 {
		out := keep(depth-1, s, b, m, i, e, f, c, p, a, g, h, r, t)
		if depth%10 == 0 {
			grow(depth * 3)
		}
		c <- depth
		<-c
		p.x++
		m["depth"] += depth
		return out
	}
	grow(200)
	return fmt.Sprint(s, string(b), m["k"], i, e, f(2), len(c), *p, a, g.get(), h, string(r), t)
}

func main() {
	x := 10
	p := &point{1, 2}
	v := method{5}
	m := map[string]int{"k": 3}
	fmt.Println(keep(30, "str", []byte("bytes"), m, [2]int{7, 8}, errors.New("err"), func(n int) int { return n * x },
		make(chan int, 1), p, [3]string{"a", "", "c"}, &v, 1.5, 'é', true))
	fmt.Println(*p, m["depth"])
	q := v.ptr()
	grow(300)
	*q = 50
	grow(400)
	fmt.Println(v.get(), getter(v).get())

	var local [4]struct {
		name string
		next *int
		any
	}
	for i := range local {
		local[i].name = fmt.Sprint("n", i)
		local[i].any = i * i
		local[i].next = &x
	}
	second := &local[2]
	grow(500)
	second.name += "!"
	*second.next += 5
	fmt.Println(local[2].name, x, local[3].any, second == &local[2])
	for i, s := range [...]string{"loop", "over", "array"} {
		grow(50 * i)
		defer fmt.Println("deferred", i, s)
	}
	for k, w := range map[string][]int{"only": {1, 2}} {
		grow(600)
		fmt.Println(k, w)
	}
	for i, r := range "aé" {
		grow(100)
		fmt.Print(i, string(r), " ")
	}
	switch y := any(p).(type) {
	case *point:
		grow(700)
		fmt.Println(y.x == p.x)
	}
}
