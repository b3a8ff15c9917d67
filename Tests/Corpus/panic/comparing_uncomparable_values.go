// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type wrapper struct{ v any }

func same(a, b any) bool {
	return a == b
}

func main() {
	fmt.Println(same(wrapper{1}, wrapper{1}), same([]int{}, map[int]int{}))
	fmt.Println(same(wrapper{func() {}}, wrapper{func() {}}))
}
