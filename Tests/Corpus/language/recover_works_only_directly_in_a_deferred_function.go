// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func helper() any { return recover() }

func direct() (r any) {
	defer func() { r = recover() }()
	panic("direct")
}

// A named function deferred directly recovers.
func named() {
	r := recover()
	fmt.Println("named recovered", r)
}

func attempt(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "passed on", r)
		} else {
			fmt.Println(name, "stopped it")
		}
	}()
	f()
}

type guard struct{ name string }

func (g guard) Recover()         { fmt.Println(g.name, "recovers", recover()) }
func (g *guard) RecoverPointer() { fmt.Println(g.name, "recovers", recover()) }

type recoverer interface{ Recover() }

func main() {
	fmt.Println(direct(), recover())
	attempt("helper called by deferred", func() {
		defer func() { helper() }()
		panic(1)
	})
	attempt("closure in deferred", func() {
		defer func() { func() { recover() }() }()
		panic(2)
	})
	attempt("deferred inside deferred", func() {
		defer func() { defer func() { recover() }() }()
		panic(3)
	})
	attempt("named", func() {
		defer named()
		panic(4)
	})
	attempt("deferred recover itself", func() {
		defer recover()
		panic(5)
	})
	attempt("method value", func() {
		defer guard{"value"}.Recover()
		panic(6)
	})
	attempt("pointer method", func() {
		defer (&guard{"pointer"}).RecoverPointer()
		panic(7)
	})
	attempt("promoted through interface", func() {
		var r recoverer = &guard{"interface"}
		defer r.Recover()
		panic(8)
	})
	attempt("before the panic", func() {
		recover()
		panic(9)
	})
	attempt("second recover gets nil", func() {
		defer func() { fmt.Println("second:", recover()) }()
		defer func() { fmt.Println("first:", recover()) }()
		panic(10)
	})
	attempt("a normal call in between", func() {
		defer func() {
			func() {
				defer func() { fmt.Println("inner sees", recover()) }()
			}()
			fmt.Println("outer sees", recover())
		}()
		panic(11)
	})
}
