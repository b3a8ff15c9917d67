// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

type t struct{}

func main() {
	x := 2.5
	for range x { // ERROR "cannot range over x \(variable of type float64\)"
	}
	for i, v := range 10 { // ERROR "range over 10 \(untyped int constant\) permits only one iteration variable"
		_, _ = i, v
	}
	for a, b := range make(chan int) { // ERROR "range over make\(chan int\) \(value of type chan int\) permits only one iteration variable"
		_, _ = a, b
	}
	for range (t{}) { // ERROR "cannot range over \(t\{\}\) \(value of struct type t\)"
	}
	var s string
	for s = range []int{} { // ERROR "cannot use s \(value of type int\) as string value in assignment"
	}
	for _, s = range "text" { // ERROR "cannot use s \(value of type rune\) as string value in assignment"
	}
	var p *[]int
	for range p { // ERROR "cannot range over p \(variable of type \*\[\]int\)"
	}
	for range nil { // ERROR "cannot range over nil"
	}
	_ = s
}
