// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func main() {
	a, s, m, t := [3]int{}, []int{}, map[string]int{}, "text"
	i := 1
	_ = a[3] // ERROR "invalid argument: index 3 out of bounds \[0:3\]"
	_ = a[-1] // ERROR "invalid argument: index -1 \(constant of type int\) must not be negative"
	_ = s["x"] // ERROR "cannot convert \"x\" \(untyped string constant\) to type int"
	_ = s[1.5] // ERROR "1\.5 \(untyped float constant\) truncated to int"
	_ = m[1] // ERROR "cannot use 1 \(untyped int constant\) as string value in map index"
	_ = i[0] // ERROR "cannot index i \(variable of type int\)"
	t[0] = 'x' // ERROR "cannot assign to t\[0\] \(neither addressable nor a map index expression\)"
	_ = t[1:2:3] // ERROR "invalid operation: 3-index slice of string"
	_ = a[2:1] // ERROR "invalid slice indices: 1 < 2"
}
