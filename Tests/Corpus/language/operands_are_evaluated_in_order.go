// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

var log []string

func v(s string, n int) int { log = append(log, s); return n }
func p(s string) *int       { log = append(log, s); return new(int) }
func f(s string) func(...int) int {
	log = append(log, s)
	return func(a ...int) int { log = append(log, s+"()"); return len(a) }
}
func b(s string, r bool) bool { log = append(log, s); return r }
func two(s string) (int, int) { log = append(log, s); return 1, 2 }
func show() {
	fmt.Println(log)
	log = nil
}

type t struct{ x, y int }

func (r t) m(int) t             { log = append(log, "m"); return r }
func (r *t) set(n int) *t       { log = append(log, "set"); return r }
func mk(s string) t             { log = append(log, s); return t{} }
func slice(s string) []int      { log = append(log, s); return make([]int, 5) }
func dict(s string) map[int]int { log = append(log, s); return map[int]int{} }

func main() {
	_ = v("a", 1) + v("b", 2)*v("c", 3) - v("d", 4)
	show()
	f("f")(v("x", 1), v("y", 2))
	show()
	mk("mk").m(v("arg", 1)).m(v("arg2", 2))
	show()
	*p("left") = v("right", 1)
	slice("s")[v("i", 1)] = v("val", 2)
	dict("m")[v("k", 1)] = v("val2", 2)
	show()
	*p("p1"), slice("s2")[v("j", 0)] = v("r1", 1), v("r2", 2)
	show()
	_ = []int{v("e0", 0), v("e1", 1), 5: v("e5", 5)}
	_ = t{y: v("y", 1), x: v("x", 2)}
	_ = map[int]int{v("k1", 1): v("v1", 1), v("k2", 2): v("v2", 2)}
	show()
	_ = b("and", false) && b("never", true)
	_ = b("or", true) || b("never", true)
	_ = b("1", true) && b("2", false) || b("3", true)
	show()
	_ = slice("base")[v("lo", 1):v("hi", 2):v("max", 3)]
	show()
	slice("op")[v("at", 1)] += v("plus", 3)
	show()
	switch v("tag", 2) {
	case v("c1", 1), v("c2", 2), v("c3", 3):
	}
	show()
	a, i := []int{1, 2, 3}, 0
	i, a[i] = 1, 9 // the index is read before any assignment
	fmt.Println(i, a)
	a[0], a[1], a = 7, 8, nil
	fmt.Println(a)
	x := []int{1, 2, 3}
	y := x
	i = 0
	i, x[i] = 2, x[2]
	x[1], x[2] = x[2], x[1]
	fmt.Println(i, y)
	(&t{}).set(v("n1", 1)).set(v("n2", 2))
	defer f("deferred")(v("darg", 1))
	show()
	c := make(chan int, 1)
	chans := func(s string) chan int { log = append(log, s); return c }
	chans("ch") <- v("sent", 1)
	_ = <-chans("recv") + v("after", 1)
	show()
	f("outer")(f("inner")(v("z", 0)), v("w", 0))
	f("spread")(two("two"))
	show()
	func() {
		defer func() { fmt.Println(recover(), log); log = nil }()
		var nothing map[int]int
		nothing[v("key", 1)] = v("before the panic", 2)
	}()
	func() {
		defer func() { recover(); show() }()
		var none *t
		none.x = v("right side first", 1)
	}()
}
