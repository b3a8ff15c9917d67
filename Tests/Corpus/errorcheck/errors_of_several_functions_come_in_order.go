// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func first() {
	a := undefinedA // ERROR "declared and not used: a" "undefined: undefinedA"
}

type t struct{ missing } // ERROR "undefined: missing"

func second() (int, string) {
	return "x", 2 // ERROR "cannot use \"x\" \(untyped string constant\) as int value in return statement" "cannot use 2 \(untyped int constant\) as string value in return statement"
}

var late int = "late" // ERROR "cannot use \"late\" \(untyped string constant\) as int value in variable declaration"

func third(n int) int {
	if n > 0 {
		n.field = 1 // ERROR "n\.field undefined \(type int has no field or method field\)"
	}
	for i := range n {
		i() // ERROR "invalid operation: cannot call i \(variable of type int\): int is not a function"
	}
} // ERROR "missing return"

func main() {
	second().x() // ERROR "multiple-value second\(\) \(value of type \(int, string\)\) in single-value context"
}
