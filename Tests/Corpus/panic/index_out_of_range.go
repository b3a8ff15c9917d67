// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func at(s []int, i int) int {
	return s[i]
}

func main() {
	s := []int{1, 2, 3}
	defer fmt.Println("deferred functions run first")
	fmt.Println(at(s, 2))
	fmt.Println(at(s, len(s)))
}
