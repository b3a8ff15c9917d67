// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

type t struct{ f int }

func (t) m() {}

func none() {}

func main() {
	x := 5
	x() // ERROR "invalid operation: cannot call x \(variable of type int\): int is not a function"
	"s"() // ERROR "invalid operation: cannot call \"s\" \(untyped string constant\): untyped string is not a function"
	t{}.f() // ERROR "invalid operation: cannot call t\{\}\.f \(value of type int\): int is not a function"
	none()() // ERROR "none\(\) \(no value\) used as value or type"
	_ = none() // ERROR "none\(\) \(no value\) used as value"
	_ = 1 + none() // ERROR "none\(\) \(no value\) used as value"
	t.m() // ERROR "not enough arguments in call to t\.m"
	int() // ERROR "missing argument in conversion to int"
	int(1, 2) // ERROR "too many arguments in conversion to int"
}
