// run
// stress: movestack=1 gcstress=1
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type triple struct {
	a string
	b []int
	c map[string]int
}

func grow(n int) int {
	var pad [50]int
	pad[n%50] = n
	if n == 0 {
		return 0
	}
	return grow(n-1) + pad[n%50] - n
}

func make1(n int) (t triple, p *int, err error) {
	t = triple{a: fmt.Sprint("t", n), b: []int{n}, c: map[string]int{"n": n}}
	p = &n
	if n%2 == 1 {
		err = fmt.Errorf("odd %d", n)
	}
	n += grow(30) + 1
	return
}

func use(t triple, p *int, err error) string {
	grow(60)
	return fmt.Sprint(t.a, t.b, t.c["n"], *p, err)
}

func sum(v ...int) (s int) {
	grow(40)
	for _, x := range v {
		s += x + grow(5)
	}
	return
}

func concat(a, b string) string {
	grow(20)
	return a + b
}

func main() {
	fmt.Println(use(make1(2)))
	fmt.Println(use(make1(3)))
	// temporaries of an expression are alive while later operands grow the stack
	fmt.Println(sum(1, 2, grow(100)+3) + sum(sum(4, 5), grow(200), sum(6)) - grow(300)*sum())
	fmt.Println(concat("a"+concat("b", "c"), concat(concat("d", "e"), "f"+concat("g", ""))))
	s := []string{concat("x", "y"), concat("z", fmt.Sprint(grow(150)))}
	m := map[string]triple{concat("k", "1"): {a: concat("v", "1")}, concat("k", "2"): {b: []int{grow(170), 7}}}
	fmt.Println(s, m["k1"].a, m["k2"].b)
	t := triple{a: concat("field ", "a"), b: append([]int{1}, sum(2), sum(3, grow(90))), c: map[string]int{concat("q", "q"): sum(1, 1)}}
	fmt.Println(t)
	a, b := [3]string{concat("1", "2"), "", concat("3", "4")}, &triple{a: concat("p", "q")}
	x, y, z := concat(a[0], b.a), grow(250), a
	z[1] = concat(x, fmt.Sprint(y))
	fmt.Println(a, z, x)
	var i any = concat("in", "terface")
	if v, ok := i.(string); ok && grow(100) == 0 && len(v) == 11 && concat(v, "")[0] == 'i' {
		fmt.Println(v)
	}
}
