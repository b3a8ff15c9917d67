// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

type s struct{ a int }

type i interface{ m() }

func (s) n() {}

func main() {
	var v s
	v.n = nil // ERROR "cannot assign to v\.n \(neither addressable nor a map index expression\)"
	v.b = 1 // ERROR "v\.b undefined \(type s has no field or method b\)"
	_ = s.a // ERROR "operand for field selector a must be value of type s"
	_ = v.(i) // ERROR "invalid operation: v \(variable of struct type s\) is not an interface"
	var x i = v // ERROR "cannot use v \(variable of struct type s\) as i value in variable declaration: s does not implement i \(missing method m\)"
	x.missing() // ERROR "x\.missing undefined \(type i has no field or method missing\)"
	_ = i{} // ERROR "invalid composite literal type i"
	_ = &s{}.a // ERROR "invalid operation: cannot take address of s\{\}\.a \(value of type int\)"
	s.n() // ERROR "not enough arguments in call to s\.n"
}
