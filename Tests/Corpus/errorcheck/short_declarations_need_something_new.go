// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func f() (int, error) { return 1, nil }

type t struct{ n int }

func main() {
	a, err := f()
	a, err := f() // ERROR "no new variables on left side of :="
	var v t
	_ := 5 // ERROR "no new variables on left side of :="
	_, _ := f() // ERROR "no new variables on left side of :="
	_, _, _ = a, err, v
}
