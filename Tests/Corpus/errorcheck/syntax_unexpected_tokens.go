// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func a() {
	x := 1 +
	} // ERROR "syntax error: unexpected \}, expected expression"

func b() {
	if x == 1 // ERROR "syntax error: unexpected newline, expected \{ after if clause"
	{
	}
}

func c() {
	for i := 0; i < 10 { // ERROR "syntax error: unexpected \{, expected semicolon or newline"
	} // ERROR "syntax error: unexpected \}, expected expression"
	var = 5 // ERROR "syntax error: unexpected =, expected name"
	a b // ERROR "syntax error: unexpected name b at end of statement"
	func f() {} // ERROR "syntax error: unexpected name f, expected \("
	else { // ERROR "syntax error: non-declaration statement outside function body"
	}
}
