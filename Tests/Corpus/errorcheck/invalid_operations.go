// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

type a struct{ f func() }

func main() {
	i, f, s := 1, 2.0, "s"
	var p *int
	var m, n map[int]int
	_ = 1 << f // ERROR "invalid operation: shift count f \(variable of type float64\) must be integer"
	_ = s << 1 // ERROR "invalid operation: shifted operand s \(variable of type string\) must be integer"
	_ = m == n // ERROR "invalid operation: m == n \(map can only be compared to nil\)"
	_ = a{} == a{} // ERROR "invalid operation: a\{\} == a\{\} \(struct containing func\(\) cannot be compared\)"
	_ = *i // ERROR "invalid operation: cannot indirect i \(variable of type int\)"
	_ = &1 // ERROR "invalid operation: cannot take address of 1 \(untyped int constant\)"
	_ = p + 1 // ERROR "invalid operation: p \+ 1 \(mismatched types \*int and untyped int\)"
	_ = i == nil // ERROR "invalid operation: i == nil \(mismatched types int and untyped nil\)"
}
