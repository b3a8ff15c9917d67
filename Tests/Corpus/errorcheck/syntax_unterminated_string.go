// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

var a = "never closed // ERROR "newline in string"
var b = 1

func main() {
	println("also) // ERROR "newline in string" "syntax error: unexpected newline in argument list; possibly missing comma or \)"
}
