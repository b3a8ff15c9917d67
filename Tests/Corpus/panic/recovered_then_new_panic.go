// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	defer func() {
		if r := recover(); r != nil {
			panic(fmt.Sprint("new after ", r))
		}
	}()
	var m map[int]int
	m[1] = 1
}
