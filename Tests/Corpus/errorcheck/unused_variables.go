// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func f() (int, error) { return 1, nil }

func main() {
	x := 1 // ERROR "declared and not used: x"
	a, err := f() // ERROR "declared and not used: a" "declared and not used: err"
	var z, w = 1, 2 // ERROR "declared and not used: z"
	z = 3
	_ = w
	for i, v := range []int{1} { // ERROR "declared and not used: i"
		_ = v
	}
	used := 5
	func() { used++ }()
	switch t := any(1).(type) { // ERROR "t declared and not used"
	case int:
	}
	assigned := 1
	assigned = 2
	assigned++
	const c = 5
	type local int
}
