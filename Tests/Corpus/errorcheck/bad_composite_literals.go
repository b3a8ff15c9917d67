// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

type p struct {
	x, y int
}

type hidden struct{ p }

func main() {
	_ = p{1} // ERROR "too few values in struct literal of type p"
	_ = p{1, 2, 3} // ERROR "too many values in struct literal of type p"
	_ = p{x: 1, 2} // ERROR "mixture of field:value and value elements in struct literal"
	_ = p{z: 1} // ERROR "unknown field z in struct literal of type p"
	_ = p{"a", 2} // ERROR "cannot use \"a\" \(untyped string constant\) as int value in struct literal"
	_ = hidden{x: 1}
	_ = [2]int{1, 2, 3} // ERROR "index 2 is out of bounds \(>= 2\)"
	_ = []int{"a"} // ERROR "cannot use \"a\" \(untyped string constant\) as int value in array or slice literal"
	_ = map[string]int{1} // ERROR "missing key in map literal"
	_ = int{1} // ERROR "invalid composite literal type int"
}
