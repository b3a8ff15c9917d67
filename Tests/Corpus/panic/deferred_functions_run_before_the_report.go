// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func level(n int) {
	defer fmt.Println("leaving level", n)
	defer func() {
		if r := recover(); n == 3 && r != nil {
			fmt.Println("recovered at level 3:", r)
			panic("from level 3")
		} else if r != nil {
			panic(r)
		}
	}()
	if n == 5 {
		var s []int
		_ = s[n]
	}
	level(n + 1)
}

func main() {
	defer fmt.Println("leaving main")
	level(1)
}
