// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

type list struct { // ERROR "invalid recursive type: list refers to itself"
	value int
	next  list
}

type a struct{ b b } // ERROR "invalid recursive type a"
type b struct{ c [2]a }

type self self // ERROR "invalid recursive type: self refers to itself"

type array [3]array // ERROR "invalid recursive type: array refers to itself"

type embedded interface{ embedded } // ERROR "invalid recursive type: embedded refers to itself"

type fine struct {
	p *fine
	s []fine
	m map[string]fine
	f func(fine) fine
}

func main() {}
