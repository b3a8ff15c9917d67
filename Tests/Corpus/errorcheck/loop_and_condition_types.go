// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func main() {
	x, f, s := 1, 2.5, "s"
	if x { // ERROR "non-boolean condition in if statement"
	}
	for f { // ERROR "non-boolean condition in for statement"
	}
	for ; s; { // ERROR "non-boolean condition in for statement"
	}
	if y := f > 1; x { // ERROR "non-boolean condition in if statement"
		_ = y
	}
	switch x {
	case "a": // ERROR "cannot convert \"a\" \(untyped string constant\) to type int"
	case f: // ERROR "invalid case f in switch on x \(mismatched types float64 and int\)"
	case nil: // ERROR "cannot convert nil to type int"
	}
	switch {
	case x: // ERROR "invalid case x in switch on true \(mismatched types int and bool\)"
	case f > 1:
	}
	var i interface{ m() }
	switch i {
	case 5: // ERROR "cannot convert 5 \(untyped int constant\) to type interface\{m\(\)\}"
	}
}
