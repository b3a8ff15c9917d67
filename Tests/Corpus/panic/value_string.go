// panic
// SPDX-License-Identifier: Apache-2.0

package main

type text string

func main() {
	defer func() {
		r := recover()
		panic(text(r.(string) + "\nof two lines"))
	}()
	panic("a message")
}
