// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type key struct {
	id   int
	data any
}

func main() {
	m := map[any]int{}
	m[key{1, "fine"}]++
	fmt.Println(len(m))
	m[key{2, []int{1}}]++
}
