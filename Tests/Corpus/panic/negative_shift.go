// panic
// SPDX-License-Identifier: Apache-2.0

package main

func shift(n int) int {
	return 1 << n
}

func main() {
	println(shift(4))
	println(shift(-1))
}
