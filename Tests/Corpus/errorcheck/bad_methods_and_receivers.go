// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

type ptr *int
type iface interface{ m() }

func (ptr) a()   {} // ERROR "invalid receiver type ptr \(pointer or interface type\)"
func (int) c()   {} // ERROR "cannot define new methods on non-local type int"
func (x missing) d() {} // ERROR "undefined: missing"
func ([]int) e() {} // ERROR "invalid receiver type \[\]int"

type t struct{}

func (t) String() string { return "" }

func init() int { return 1 } // ERROR "func init must have no arguments and no return values"
func main(x int) {} // ERROR "func main must have no arguments and no return values"

func f() {
	t.missing() // ERROR "t\.missing undefined \(type t has no field or method missing\)"
	var v *iface
	v.m() // ERROR "v\.m undefined \(type \*iface is pointer to interface, not interface\)"
}
