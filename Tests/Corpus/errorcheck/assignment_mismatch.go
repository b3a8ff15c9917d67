// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func none()              {}
func one() int           { return 1 }
func pair() (int, error) { return 1, nil }

func main() {
	a, b := 1 // ERROR "declared and not used: a" "assignment mismatch: 2 variables but 1 value"
	_ = b
	d := pair() // ERROR "assignment mismatch: 1 variable but pair returns 2 values"
	e, f := one() // ERROR "assignment mismatch: 2 variables but one returns 1 value"
	g := none() // ERROR "none\(\) \(no value\) used as value"
	var j int = pair() // ERROR "multiple-value pair\(\) \(value of type \(int, error\)\) in single-value context"
	a, b, _ = pair() // ERROR "assignment mismatch: 3 variables but pair returns 2 values"
	var x int
	x = none() // ERROR "none\(\) \(no value\) used as value"
	_, _, _, _, _, _ = d, e, f, g, j, x
}
