// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type counter struct{ n int }

func (c counter) value(label string)    { fmt.Println(label, "value", c.n) }
func (c *counter) pointer(label string) { fmt.Println(label, "pointer", c.n) }

func trace(s string) string {
	fmt.Println("enter", s)
	return s
}

func leave(s string) { fmt.Println("leave", s) }

func nested() {
	defer leave(trace("nested"))
	fmt.Println("in nested")
}

func choose(n int) func() {
	fmt.Println("choosing", n)
	return func() { fmt.Println("chosen", n) }
}

func main() {
	c := counter{1}
	defer c.value("deferred")
	defer c.pointer("deferred")
	p := &c
	defer p.value("through pointer")
	c.n = 2
	x := 10
	defer fmt.Println("argument", x)
	defer func() { fmt.Println("captured", x) }()
	defer func(y int) { fmt.Println("parameter", y, x) }(x)
	x = 20
	for i := 0; i < 3; i++ {
		defer fmt.Println("loop", i)
	}
	nested()
	defer choose(5)() // the function value is made now, called at the end
	f := func() { fmt.Println("first f") }
	defer f()
	f = func() { fmt.Println("second f") }
	{
		defer fmt.Println("a block ends no function")
	}
	m := map[string]int{"k": 1}
	defer func(v int) { fmt.Println("map then", v, "now", m["k"]) }(m["k"])
	m["k"] = 2
	defer delete(m, "gone")
	fmt.Println("body done")
}
