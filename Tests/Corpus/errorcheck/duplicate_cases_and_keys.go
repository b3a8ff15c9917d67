// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func main() {
	x := 1
	switch x {
	case 1, 2:
	case 3, 1: // ERROR "duplicate case 1 \(constant of type int\) in expression switch"
	}
	switch "s" {
	case "a":
	case "b", "a": // ERROR "duplicate case \"a\" \(constant of type string\) in expression switch"
	default:
	default: // ERROR "multiple defaults \(first at duplicate_cases_and_keys\.go:15:2\)"
	}
	switch any(x).(type) {
	case int:
	case string, int: // ERROR "duplicate case int in type switch"
	}
	_ = map[string]int{"a": 1, "b": 2, "a": 3} // ERROR "duplicate key \"a\" in map literal"
	_ = []int{0: 1, 1: 2, 0: 3} // ERROR "duplicate index 0 in array or slice literal"
	_ = struct{ a, b int }{a: 1, a: 2} // ERROR "duplicate field name a in struct literal"
	switch true {
	case x == 1:
	case x == 1:
	}
}
