// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type node struct {
	v    int
	next *node
}

func swap(a, b string) (string, string) { return b, a }

func three() (int, string, error) { return 1, "two", nil }

func fib(n int) int {
	a, b := 0, 1
	for range n {
		a, b = b, a+b
	}
	return a
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func reverse(l *node) *node {
	var r *node
	for l != nil {
		l, l.next, r = l.next, r, l
	}
	return r
}

func main() {
	x, y := swap("left", "right")
	x, y = y, x
	fmt.Println(x, y, fib(50), gcd(1071, 462))

	s := []int{0, 1, 2, 3, 4}
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
	fmt.Println(s)
	s[0], s[1], s[2] = s[2], s[0], s[1]
	fmt.Println(s)

	for l := reverse(&node{1, &node{2, &node{3, nil}}}); l != nil; l = l.next {
		fmt.Print(l.v, " ")
	}
	fmt.Println()

	a, b, c := three()
	a, _, d := three()
	_, b, _ = three()
	fmt.Println(a, b, c, d)

	m := map[string]int{"a": 1, "b": 2}
	m["a"], m["b"] = m["b"], m["a"]
	v, ok := m["zz"]
	m["n"], ok = m["a"]
	fmt.Println(m, v, ok)

	var i int
	arr := [3]int{10, 20, 30}
	i, arr[i] = 2, 99
	arr[i], i = i, arr[i]
	fmt.Println(i, arr)

	p := &node{v: 1}
	q := p
	p, p.v = &node{v: 5}, 7 // p on the left is the old one
	fmt.Println(p.v, q.v)

	var e any = 5
	n, isInt := e.(int)
	_, isString := e.(string)
	ch := make(chan int, 2)
	ch <- 8
	close(ch)
	got, open := <-ch
	_, open2 := <-ch
	fmt.Println(n, isInt, isString, got, open, open2)

	// operator assignment evaluates its target once
	calls := 0
	at := func() int { calls++; return 1 }
	s[at()] += 10
	s[at()] <<= 2
	s[at()]++
	m[fmt.Sprint("k", at())] |= 6
	fmt.Println(s, m["k4"], calls)
	x, y, a = "1", "2", 3
	(x) = y
	*(&a) = 4
	fmt.Println(x, y, a)
}
