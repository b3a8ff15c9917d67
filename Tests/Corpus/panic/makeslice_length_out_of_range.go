// panic
// SPDX-License-Identifier: Apache-2.0

package main

func buffer(n int) []int64 {
	return make([]int64, n)
}

func main() {
	_ = buffer(0)
	_ = buffer(-1)
}
