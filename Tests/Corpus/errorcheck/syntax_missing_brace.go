// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func main() {
	if true {
		println("x")

	for i := 0; i < 3; i++ {
	}
}
 // ERROR "syntax error: unexpected EOF, expected \}"