// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type point struct{ X, Y int }
type line struct {
	From, To *point
	name     string
	tags     []string
	attrs    map[string]any
}
type node struct {
	Value any
	Next  *node
}
type outer struct {
	point
	*line
	n int
}
type empty struct{}
type shape interface{ Area() float64 }
type square struct{ side float64 }

func (s square) Area() float64 { return s.side * s.side }

type holder struct {
	S shape
	A any
	E error
	F func()
	C chan int
	M map[int]bool
	P *int
}

func main() {
	values := []any{nil, true, point{1, 2}, &point{3, 4}, empty{}, &empty{}, line{}, line{name: "l", tags: []string{"a", "b"}, attrs: map[string]any{"z": nil, "a": 1}},
		outer{}, outer{point: point{5, 6}, n: 7}, []point{{1, 2}, {3, 4}}, [2]point{{5, 6}}, []*point{nil}, map[point]string{{2, 1}: "b", {1, 9}: "a"},
		map[string][]int{"y": {1}, "x": nil}, map[bool]int{true: 1, false: 0}, map[any]int{"s": 1, 2: 2, 1.5: 3}, map[[2]int]int{{2, 1}: 1, {1, 2}: 2},
		&map[string]int{"k": 1}, &[]int{1, 2}, &[2]string{"a", "b"}, [][]int{{1}, nil, {}}, []any{1, "a", nil, 2.5, point{1, 1}, []int{2}},
		holder{}, holder{S: square{2}, A: square{3}}, node{1, nil}, struct {
			A int
			b string
		}{1, "x"}, []shape{square{1}, nil}, [3]bool{true}, []error{nil}, map[string]int(nil), []int(nil), (*point)(nil), (func())(nil), (chan int)(nil),
		[]struct{}{{}, {}}, map[uint8]rune{2: 'b', 1: 'a'}, [0]int{}, struct{}{}}
	for _, v := range values {
		fmt.Printf("%v\n%+v\n%#v\n%T\n", v, v, v, v)
	}
	fmt.Printf("%s %d %q %x\n", point{1, 2}, line{name: "n"}, []any{"a", 1, 'c'}, []any{"a", 10})
	fmt.Printf("%6d|%-6d|%06d\n", point{1, 2}, point{1, 2}, point{1, 2})
	fmt.Printf("%t %t\n", []bool{true, false}, map[string]bool{"a": true})
	fmt.Printf("%T %T %T %T %T\n", func(int, ...string) error { return nil }, make(<-chan int), make(chan<- point), [2]map[string]*point{}, struct{ X, y any }{})
	p := &point{1, 2}
	pp := &p
	s := fmt.Sprintf("%v %p", pp, pp)
	var addr1, addr2 uint64
	n, err := fmt.Sscanf(s, "%v %v", &addr1, &addr2)
	fmt.Println(n, err, addr1 == addr2, addr1 > 0xff)
	type self struct {
		Me   *self
		List []*self
	}
	loop := &self{}
	loop.Me = loop
	loop.List = []*self{loop}
	fmt.Println(len(fmt.Sprint(loop)) > 10)
}
