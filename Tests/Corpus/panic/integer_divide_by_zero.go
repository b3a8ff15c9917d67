// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func mean(values ...int) int {
	sum := 0
	for _, v := range values {
		sum += v
	}
	return sum / len(values)
}

func main() {
	fmt.Println(mean(1, 2, 3))
	fmt.Println(mean())
}
