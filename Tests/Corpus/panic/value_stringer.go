// panic
// SPDX-License-Identifier: Apache-2.0

package main

type code int

func (c code) String() string { return "code as text" }

// The message is made by the String method.
func main() {
	panic(code(7))
}
