// panic
// SPDX-License-Identifier: Apache-2.0

package main

func last(n int) {
	if n == 0 {
		panic(1.5)
	}
	last(n - 1)
}

func main() {
	last(3)
}
