// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func inner() {
	defer func() {
		r := recover()
		fmt.Println("saw", r)
		panic(r)
	}()
	panic("the value")
}

func main() {
	defer func() {
		func() {
			defer func() { fmt.Println("quietly recovered", recover()) }()
			panic("another")
		}()
	}()
	inner()
}
