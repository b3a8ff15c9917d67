// panic
// SPDX-License-Identifier: Apache-2.0

package main

type failure struct {
	code int
	text string
}

func main() {
	panic(failure{3, "x"})
}
