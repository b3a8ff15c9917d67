// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

var x int

func x() {} // ERROR "x redeclared in this block"

type t struct {
	a int
	a string // ERROR "a redeclared"
	b int
}

func (t) m() {}
func (t) m() {} // ERROR "method t\.m already declared at duplicate_declarations\.go:18:10"

func f(p int, p string) {} // ERROR "p redeclared in this block"


type i interface {
	m()
	m() // ERROR "duplicate method m"
}

func main() {
	y := 1
	var y string // ERROR "y redeclared in this block"
	const z = 1
	z := 2 // ERROR "cannot assign to z"
	fmt.Println(y, z)
}

func main() {} // ERROR "main redeclared in this block"
func init() {}
func init() {}
