// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func f() int { return 1 }

func main() {
	defer 5 // ERROR "expression in defer must be function call"
	go func() {} // ERROR "expression in go must be function call"
	defer recover // ERROR "expression in defer must be function call"
	defer len("x") // ERROR "defer discards result of len\(\"x\"\) \(constant 1 of type int\)"
	defer int(5) // ERROR "defer requires function call, not conversion int\(5\) \(constant 5 of type int\)"
	go (f()) // ERROR "expression in go must not be parenthesized"
	defer f()
	go append([]int{}, 1) // ERROR "go discards result of append\(\[\]int\{\}, 1\) \(value of type \[\]int\)"
}
