// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	_ "strings"
)

var _ = fmt.Sprint("evaluated but dropped")
var _ fmt.Stringer = (*t)(nil)

const _ = 5

type t struct {
	_ int
	a int
	_ string
}

func (_ *t) String() string                   { return "t" }
func (*t) Unnamed(_ int, _ string, c int) int { return c }
func ignore(_ ...any) (_ int, err error)      { return 4, nil }

type _ struct{ x int }

func _()    { panic("never called") }
func _()    {}
func init() { fmt.Println("init") }

func side(n int) int {
	fmt.Println("side", n)
	return n
}

func main() {
	v := t{a: 3}
	fmt.Println(v.a, v == t{a: 3}, (&v).Unnamed(1, "", 9))
	_ = side(1)
	_, x := side(2), side(3)
	_, _ = side(4), x
	n, _ := ignore(1, 2)
	_, err := ignore()
	fmt.Println(n, err)
	for _ = range 2 {
		fmt.Print("r ")
	}
	for _, c := range "ab" {
		fmt.Print(c, " ")
	}
	for i, _ := range "ab" {
		fmt.Print(i, " ")
	}
	fmt.Println()
	c := make(chan int, 1)
	c <- 1
	_, ok := <-c
	_, has := map[int]int{}[5]
	_, is := any(5).(string)
	fmt.Println(ok, has, is)
	switch _ = side(5); {
	case true:
	}
	var _, y = side(6), 7
	func(_ int) { fmt.Println("called", y) }(side(8))
	defer func() { fmt.Println(recover()) }()
	var p *t
	_ = p.a
	fmt.Println("a dropped field of nil still panics")
}
