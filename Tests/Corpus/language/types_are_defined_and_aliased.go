// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"unsafe"
)

type celsius float64
type kelvin = celsius // the same type
type list []list
type tree map[string]tree
type fn func(fn) int
type chain *chain
type visitor interface{ visit(visitor) visitor }
type box struct {
	next *box
	all  []box
	by   map[string]box
	f    func(box) box
}

func (c celsius) Hot() bool { return c > 30 }

type derived celsius // has no methods of celsius
type embedded struct{ celsius }
type ints []int

func (s ints) Sum() (n int) {
	for _, v := range s {
		n += v
	}
	return
}

type count struct{ n int }

func (c count) visit(v visitor) visitor { return count{c.n + 1} }

type layout struct {
	a bool
	b int64
	c bool
	d int32
	e [3]byte
	f string
	g any
	h []int
	i int16
}

func main() {
	var k kelvin = 35
	var c celsius = k
	fmt.Printf("%T %T %v %v\n", k, derived(c), c.Hot(), embedded{40}.Hot())
	_, has := any(derived(1)).(interface{ Hot() bool })
	fmt.Println(has)

	l := list{nil, {}, {{}, {}}}
	t := tree{"a": {"b": nil, "c": {}}}
	fmt.Println(len(l), len(l[2]), len(t["a"]), t["x"]["y"] == nil)
	f := func(g fn) int {
		if g == nil {
			return 1
		}
		return g(nil) + 1
	}
	fmt.Println(f(f))
	var loop chain
	loop = &loop
	fmt.Println(*loop == loop)
	var v visitor = count{}
	for range 5 {
		v = v.visit(v)
	}
	fmt.Println(v)
	b := box{all: []box{{}, {}}, by: map[string]box{"x": {}}}
	b.next = &b
	b.f = func(x box) box { return x.all[0] }
	fmt.Println(len(b.next.next.all), b.f(b).next == nil)
	fmt.Println(ints{1, 2, 3}.Sum(), ints([]int{4, 5}).Sum(), len(append(ints{1}, []int{2}...)))

	var x layout
	fmt.Println(unsafe.Sizeof(x), unsafe.Alignof(x), unsafe.Offsetof(x.b), unsafe.Offsetof(x.c), unsafe.Offsetof(x.d), unsafe.Offsetof(x.e), unsafe.Offsetof(x.f), unsafe.Offsetof(x.g), unsafe.Offsetof(x.h), unsafe.Offsetof(x.i))
	fmt.Println(unsafe.Sizeof(""), unsafe.Sizeof([]int{}), unsafe.Sizeof(any(1)), unsafe.Sizeof(map[int]int{}), unsafe.Sizeof(1), unsafe.Sizeof(f), unsafe.Sizeof('x'), unsafe.Sizeof(struct {
		a byte
		b uint16
		c byte
	}{}))
	type local = []map[string]*layout
	var z local = []map[string]*layout{{"p": &x}}
	fmt.Printf("%T %d\n", z, len(z))
	type byteAlias = byte
	var raw []byteAlias = []uint8("ok")
	fmt.Println(string(raw), rune('a') == int32(97))
}
