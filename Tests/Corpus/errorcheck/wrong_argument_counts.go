// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

func two(a int, b string) int    { return a }
func many(a string, v ...int)    {}
func pair() (int, string)        { return 1, "" }
func triple() (int, string, int) { return 1, "", 2 }

type t struct{}

func (t) m(x int) {}

func main() {
	two() // ERROR "not enough arguments in call to two"
	two(1) // ERROR "not enough arguments in call to two"
	two(1, "a", 2) // ERROR "too many arguments in call to two"
	many() // ERROR "not enough arguments in call to many"
	many("a", 1, "b") // ERROR "cannot use \"b\" \(untyped string constant\) as int value in argument to many"
	many("a", []int{1}) // ERROR "cannot use \[\]int\{…\} \(value of type \[\]int\) as int value in argument to many"
	many("a", 1, []int{2}...) // ERROR "too many arguments in call to many"
	two(triple()) // ERROR "too many arguments in call to two"
	two(pair())
}
