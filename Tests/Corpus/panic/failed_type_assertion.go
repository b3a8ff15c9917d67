// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type animal interface{ sound() string }
type dog struct{}
type cat struct{}

func (dog) sound() string { return "woof" }
func (cat) sound() string { return "meow" }

func asCat(a animal) cat {
	return a.(cat)
}

func main() {
	fmt.Println(asCat(cat{}).sound())
	fmt.Println(asCat(dog{}).sound())
}
