// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

x := 1 // ERROR "syntax error: non-declaration statement outside function body"

var y = 2

func main() {
	println(y)
}
