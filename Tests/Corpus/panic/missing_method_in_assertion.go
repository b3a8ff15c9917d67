// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type thing struct{ n int }

func show(v any) string {
	return v.(fmt.Stringer).String()
}

func main() {
	fmt.Println(show(thing{3}))
}
