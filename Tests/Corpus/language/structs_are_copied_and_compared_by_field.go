// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type inner struct {
	a [3]int
	s string
}

type outer struct {
	inner
	p *int
	i any
	f float64
	_ int // ignored by comparison
}

func change(o outer) outer {
	o.a[0] = 99
	*o.p++
	return o
}

type node struct {
	value int
	next  *node
}

func (n node) with(v int) node { n.value = v; return n }

func main() {
	n := 1
	x := outer{inner: inner{[3]int{1, 2, 3}, "s"}, p: &n, i: 5, f: 1.5}
	y := x
	fmt.Println(x == y, &x == &y)
	z := change(x)
	fmt.Println(x.a, z.a, n, x == z, x == y)
	y.s = string([]byte("s"))
	fmt.Println(x == y)
	y.i = int8(5)
	fmt.Println(x == y)

	array := [2]outer{x, z}
	for _, o := range array {
		o.f = 100
	}
	fmt.Println(array[0].f, array[1].f)
	for i := range array {
		array[i].f *= 2
	}
	fmt.Println(array[0].f, array[1].f)

	m := map[string]node{"a": {value: 1}}
	c := m["a"]
	c.value = 2
	fmt.Println(m["a"].value, c.value, m["a"].with(7).value, m["a"].value)
	ptrs := map[string]*node{"a": {value: 1}}
	ptrs["a"].value = 3
	fmt.Println(ptrs["a"].value)

	list := &node{1, &node{2, &node{3, nil}}}
	copied := *list
	copied.next.value = 20
	copied.value = 10
	fmt.Println(list.value, list.next.value, *list == copied)

	ch := make(chan inner, 1)
	in := inner{s: "sent"}
	ch <- in
	in.s = "changed"
	out := <-ch
	fmt.Println(out.s, in.s)

	func() {
		defer func() { fmt.Println(recover()) }()
		x.i, y.i = []int{1}, []int{1}
		fmt.Println(x == y)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		x.s = "differs before the uncomparable field is reached"
		fmt.Println(x == y)
	}()
	fmt.Printf("%v %+v\n", inner{}, node{value: 1})
}
