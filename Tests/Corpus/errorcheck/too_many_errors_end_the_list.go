// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func main() {
	a1() // ERROR "undefined: a1"
	a2() // ERROR "undefined: a2"
	a3() // ERROR "undefined: a3"
	a4() // ERROR "undefined: a4"
	a5() // ERROR "undefined: a5"
	a6() // ERROR "undefined: a6"
	a7() // ERROR "undefined: a7"
	a8() // ERROR "undefined: a8"
	a9() // ERROR "undefined: a9"
	a10() // ERROR "undefined: a10"
	a11()
	a12()
}
