// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

import "io"

type s struct{ a int }
type r struct{ b int }

func main() {
	x := 5
	_ = string(2.5) // ERROR "cannot convert 2\.5 \(untyped float constant\) to type string"
	_ = int("5") // ERROR "cannot convert \"5\" \(untyped string constant\) to type int"
	_ = []byte(5) // ERROR "cannot convert 5 \(untyped int constant\) to type \[\]byte"
	_ = s(r{}) // ERROR "cannot convert r\{\} \(value of struct type r\) to type s"
	_ = (*int)(&s{}) // ERROR "cannot convert &s\{\} \(value of type \*s\) to type \*int"
	_ = x.(int) // ERROR "invalid operation: x \(variable of type int\) is not an interface"
	var rd io.Reader
	_ = rd.(s) // ERROR "impossible type assertion: rd\.\(s\)"
	_ = [2]int([]string{}) // ERROR "cannot convert \[\]string\{\} \(value of type \[\]string\) to type \[2\]int"
}
