// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

var v = 3

func f() int { return 1 }

const a = v // ERROR "v \(variable of type int\) is not constant"
const b = f() // ERROR "f\(\) \(value of type int\) is not constant"
const c int = "s" // ERROR "cannot use \"s\" \(untyped string constant\) as int value in constant declaration"
const g = 1.5 << 2 // ERROR "invalid operation: shifted operand 1\.5 \(untyped float constant\) must be integer"
const i uint = -1 // ERROR "cannot use -1 \(untyped int constant\) as uint value in constant declaration \(overflows\)"
const j // ERROR "missing init expr for j"

var array [v]int // ERROR "invalid array length v"

func main() {
	const k = 1
	k = 2 // ERROR "cannot assign to k \(neither addressable nor a map index expression\)"
}
