// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func main() {
	s, m, c := []int{}, map[int]int{}, make(chan int)
	_ = cap(m) // ERROR "invalid argument: m \(variable of type map\[int\]int\) for built-in cap"
	append(s, 1) // ERROR "append\(s, 1\) \(value of type \[\]int\) is not used"
	s = append(s, "x") // ERROR "cannot use \"x\" \(untyped string constant\) as int value in argument to append"
	s = append(1, 2) // ERROR "invalid append: argument must be a slice; have 1 \(untyped int constant\)"
	_ = make(int) // ERROR "invalid argument: cannot make int: type must be slice, map, or channel"
	_ = make([]int) // ERROR "invalid operation: make\(\[\]int\) expects 2 or 3 arguments; found 1"
	delete(s, 1) // ERROR "invalid argument: s \(variable of type \[\]int\) is not a map"
	copy(s, "x") // ERROR "invalid copy: arguments s \(variable of type \[\]int\) and \"x\" \(untyped string constant\) have different element types int and byte"
	close(m) // ERROR "invalid operation: cannot close non-channel m \(variable of type map\[int\]int\)"
	_, _ = c, len("")
}
