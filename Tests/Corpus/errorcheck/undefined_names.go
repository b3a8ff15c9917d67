// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type t struct{ field int }

func (t) method() {}

func f(p missing) unknown { return p } // ERROR "undefined: missing" "undefined: unknown"

func main() {
	x := y + 1 // ERROR "undefined: y"
	undefinedFunction(x) // ERROR "undefined: undefinedFunction"
	fmt.Prinln("x") // ERROR "undefined: fmt\.Prinln"
	fmt.println("x") // ERROR "undefined: fmt\.println \(but have Println\)"
	var v t
	v.feild = 1 // ERROR "v\.feild undefined \(type t has no field or method feild\)"
	v.Method() // ERROR "v\.Method undefined \(type t has no field or method Method, but does have method method\)"
	_ = t{field: 1, other: 2} // ERROR "unknown field other in struct literal of type t"
}
