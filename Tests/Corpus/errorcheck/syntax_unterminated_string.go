// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

var a = "never closed
var b = 1

func main() {
	println("also)
}
