// run
// stress: movestack=3 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

type node struct {
	name string
	next *node
}

var (
	pointer   *node
	slice     []string
	table     map[string]*node
	iface     any
	function  func() string
	channel   chan *node
	array     [5]*node
	structure struct {
		pad   int
		inner struct {
			p *node
			s string
		}
	}
	text     string
	initial  = &node{"initial", &node{"second", nil}}
	literal  = map[string][]int{"a": {1, 2}, "b": {3}}
	pointers = []*int{new(int), nil}
	pair     = [2]any{&node{"any", nil}, fmt.Sprint("made at ", "start")}
)

func set() {
	pointer = &node{fmt.Sprint("p", 1), nil}
	slice = append(slice, fmt.Sprint("s", 1), fmt.Sprint("s", 2))
	table = map[string]*node{fmt.Sprint("k", 1): {fmt.Sprint("t", 1), nil}}
	iface = &node{fmt.Sprint("i", 1), nil}
	n := &node{fmt.Sprint("captured"), nil}
	function = func() string { n.name += "!"; return n.name }
	channel = make(chan *node, 3)
	channel <- &node{fmt.Sprint("sent"), nil}
	array[4] = &node{fmt.Sprint("last"), nil}
	structure.inner.p = &node{fmt.Sprint("deep"), nil}
	structure.inner.s = fmt.Sprint("inner ", "text")
	text = fmt.Sprint("global ", "text")
}

func churn() {
	for i := range 40 {
		_ = &node{fmt.Sprint("garbage", i), &node{}}
		_ = make([]*node, i)
	}
	runtime.GC()
}

func main() {
	set()
	for range 5 {
		churn()
	}
	fmt.Println(pointer.name, slice, table["k1"].name, iface.(*node).name, function(), function())
	fmt.Println((<-channel).name, array[4].name, structure.inner.p.name, structure.inner.s, text)
	fmt.Println(initial.next.name, literal, *pointers[0], pair[0].(*node).name, pair[1])
	initial.next = &node{fmt.Sprint("third"), nil} // a new object reachable only from an old one
	literal["c"] = append(literal["a"], 9)
	old := initial
	initial = nil
	churn()
	fmt.Println(old.next.name, literal["c"])
	func() {
		local := &node{fmt.Sprint("local"), nil}
		churn()
		fmt.Println(local.name)
	}()
}
