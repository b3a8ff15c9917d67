// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func f() int { return 1 }

func main() {
	x, s := 5, []int{1}
	x + 1 // ERROR "x \+ 1 \(value of type int\) is not used"
	s[0] // ERROR "s\[0\] \(variable of type int\) is not used"
	f // ERROR "f \(value of type func\(\) int\) is not used"
	"text" // ERROR "\"text\" \(untyped string constant\) is not used"
	x == 5 // ERROR "x == 5 \(untyped bool value\) is not used"
	-x // ERROR "-x \(value of type int\) is not used"
	func() {} // ERROR "func\(\) \{\} \(value of type func\(\)\) is not used"
	f()
	len(s) // ERROR "len\(s\) \(value of type int\) is not used"
}
