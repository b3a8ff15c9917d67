// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"runtime"
)

func attempt(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return "no panic"
}

func main() {
	// A panic in a deferred function replaces the one under way.
	fmt.Println(attempt(func() {
		defer func() { panic("second") }()
		panic("first")
	}))
	// Recovered inside the deferred function, the first goes on.
	fmt.Println(attempt(func() {
		defer func() {
			defer func() { fmt.Println("inner got", recover()) }()
			panic("second")
		}()
		panic("first")
	}))
	// Re-panic with the same value.
	fmt.Println(attempt(func() {
		defer func() {
			r := recover()
			panic(fmt.Sprint("again ", r))
		}()
		panic("once")
	}))
	// All deferred functions run while a panic passes through many frames.
	depth := 0
	var dive func(n int)
	dive = func(n int) {
		defer func() { depth++ }()
		if n == 0 {
			panic(errors.New("bottom"))
		}
		dive(n - 1)
	}
	fmt.Println(attempt(func() { dive(50) }), depth)
	// Execution continues after the call whose frame recovered; results keep their values.
	f := func() (n int) {
		defer func() { recover() }()
		n = 5
		panic("x")
	}
	fmt.Println(f())
	// panic(nil) is a *runtime.PanicNilError
	r := attempt(func() { panic(nil) })
	_, isNil := r.(*runtime.PanicNilError)
	fmt.Println(isNil, r)
	// A panic during a panic's deferred call, recovered further out, forgets both.
	fmt.Println(attempt(func() {
		func() {
			defer func() { recover() }()
			defer func() { panic("b") }()
			panic("a")
		}()
		fmt.Println("continues")
	}))
	// panics in a loop are independent
	for i := range 3 {
		fmt.Print(attempt(func() { panic(i) }), " ")
	}
	fmt.Println()
}
