// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

var (
	a = c + b // needs c, which needs f, which needs d
	b = f("b", 1)
	c = g()
	d = f("d", 3)
)

var log []string

func f(name string, n int) int {
	log = append(log, name)
	return n
}

func g() int {
	log = append(log, "g")
	return d * 10
}

var x, y = two()
var _ = f("blank", 0)

func two() (int, int) { return z, z + 1 }

var z = f("z", 100)

// Dependencies run through methods, closures and references that are not called.
type t struct{ n int }

func (v t) method() int { return v.n + late }

var through = t{1}.method()
var late = f("late", 1000)
var reference = func() func() int { return uses }()

func uses() int { return later }

var later = f("later", 5)
var called = reference()

var table = map[string]func() int{"k": func() int { return last }}
var fromTable = table["k"]()
var last = f("last", 9)

var pointer = &target
var target = f("target", 77)

func init() {
	log = append(log, "init1")
	target++
}

var between = f("between", 0)

func init() {
	log = append(log, "init2")
	target *= 2
}

func main() {
	fmt.Println(log)
	fmt.Println(a, b, c, d)
	fmt.Println(x, y, z, through, called, fromTable, *pointer)
}
