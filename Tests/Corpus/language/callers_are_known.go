// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"strings"
)

func where(skip int) string {
	_, file, line, ok := runtime.Caller(skip)
	return fmt.Sprint(file[strings.LastIndexByte(file, '/')+1:], ":", line, " ", ok)
}

type t struct{}

func (t) method() string { return where(2) }

func deep(n int) string {
	if n == 0 {
		return where(3)
	}
	return deep(n - 1)
}

func main() {
	fmt.Println(where(0))
	fmt.Println(where(1))
	fmt.Println(t{}.method())
	fmt.Println(deep(1))
	func() {
		fmt.Println(where(1),
			where(1))
	}()
	defer func() {
		recover()
		fmt.Println(where(1))
	}()
	_, _, _, ok := runtime.Caller(1000)
	fmt.Println(ok)
	var m map[string]int
	m["x"]++
}
