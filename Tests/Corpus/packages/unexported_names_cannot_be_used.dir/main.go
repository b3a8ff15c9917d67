// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"unexported_names_cannot_be_used/shapes"
)

type mine struct{ shapes.Square }

func main() {
	s := shapes.New(3)
	fmt.Println(s.side) // ERROR "s\.side undefined \(cannot refer to unexported field side\)"
	fmt.Println(s.area()) // ERROR "s\.area undefined \(cannot refer to unexported method area\)"
	fmt.Println(shapes.count) // ERROR "name count not exported by package shapes"
	fmt.Println(shapes.helper(1)) // ERROR "name helper not exported by package shapes"
	_ = shapes.Square{3} // ERROR "implicit assignment to unexported field side in struct literal of type shapes\.Square"
	_ = shapes.Square{side: 3} // ERROR "cannot refer to unexported field side in struct literal of type shapes\.Square"
	_ = mine{s}.side // ERROR "mine\{…\}\.side undefined \(cannot refer to unexported field side\)"
	fmt.Println(shapes.Area(s), shapes.Missing) // ERROR "undefined: shapes\.Missing"
}
