// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type point struct {
	X, Y int
}

type tagged struct {
	X int `json:"x" loam:"ignored"`
	Y int "any string"
}

type shape interface {
	Area() int
}

func makePair() struct{ X, Y int } { return struct{ X, Y int }{3, 4} }

var config struct {
	name   string
	ports  []int
	nested struct {
		deep map[string]struct{ n int }
	}
}

func main() {
	p := makePair()
	var q point = p // identical underlying types, one of them unnamed
	p = q
	t := tagged(q) // tags are ignored by conversion
	pt := (*point)(&t)
	pt.X = 50
	fmt.Println(p, q, t, q == p, point(t))

	config.name = "c"
	config.nested.deep = map[string]struct{ n int }{"k": {5}}
	copied := config.nested
	copied.deep["k"] = struct{ n int }{6}
	fmt.Println(config.name, config.nested.deep["k"].n, config.ports == nil)

	cases := []struct {
		in   string
		want int
		f    func(string) int
	}{
		{"abc", 3, func(s string) int { return len(s) }},
		{in: "xyz", want: 'x', f: func(s string) int { return int(s[0]) }},
		{},
	}
	for i, c := range cases {
		fmt.Println(i, c.f != nil && c.f(c.in) == c.want)
	}

	var a any = struct{ A int }{1}
	_, same := a.(struct{ A int })
	_, other := a.(struct{ B int })
	fmt.Println(same, other, a == any(struct{ A int }{1}))
	fmt.Printf("%T %v %+v %T\n", a, a, a, cases)

	square := struct {
		shape
		side int
	}{side: 3}
	fmt.Println(square.shape == nil, square.side)

	type local struct{ v interface{ M() } }
	set := map[struct{ a, b int }]bool{{1, 2}: true}
	fmt.Println(set[struct{ a, b int }{1, 2}], local{}.v == nil, [...]struct{ s string }{{"x"}, {"y"}})
	ptrs := []*struct{ n int }{{1}, {2}}
	ptrs[0].n += 10
	fmt.Println(ptrs[0].n, len(ptrs), *ptrs[1])
	m := map[string]*point{"a": {1, 2}}
	lines := [][2]point{{{1, 2}, {3, 4}}, {1: {Y: 9}}}
	fmt.Println(*m["a"], lines)
}
