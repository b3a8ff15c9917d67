// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func main() {
	x, y := 1, 2
	if x = 2 { // ERROR "syntax error: cannot use assignment x = 2 as value"
	}
	if x := 3 { // ERROR "syntax error: cannot use x := 3 as value"
	}
	for x = 1 { // ERROR "syntax error: cannot use assignment x = 1 as value"
	}
	switch y = 5; y = 6 { // ERROR "syntax error: cannot use assignment y = 6 as value"
	}
	if { // ERROR "syntax error: missing condition in if statement"
	}
	if x == 1; { // ERROR "syntax error: missing condition in if statement"
	}
}
