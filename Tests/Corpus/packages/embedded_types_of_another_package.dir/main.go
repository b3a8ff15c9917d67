// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"

	"embedded_types_of_another_package/animals"
	"embedded_types_of_another_package/animals/birds"
)

type robot struct {
	animals.Base
	*birds.Wings
	id int
}

// speak has the name of a method of animals, but an unexported name belongs to its package.
func (r robot) speak() string { return "robot speak" }

type speaker interface{ speak() string }

func main() {
	r := robot{Base: animals.NewBase("r2"), Wings: &birds.Wings{Span: 3}, id: 7}
	fmt.Println(r.Name, r.Span, r.Describe(), r.Fly(10), r.speak())
	r.Rename("d2")
	r.Fly(5)
	fmt.Println(r.Describe(), r.Flown, r.Legs())

	var a animals.Animal = &r.Base
	fmt.Println(animals.Talk(a))
	_, ok := any(r).(speaker)
	_, other := any(&r.Base).(speaker)
	fmt.Println(ok, other)

	d := birds.NewDuck("donald")
	for _, x := range []animals.Animal{d, &r.Base, birds.Penguin{Base: animals.NewBase("pingu")}} {
		fmt.Printf("%T %s %d\n", x, x.Describe(), x.Legs())
	}
	fmt.Println(d.Base.Describe(), animals.Count(), animals.Default.Name, birds.MaxSpan)
	fmt.Printf("%v %+v\n", *r.Wings, birds.Wings{Span: 1})
	err := d.Dive(5)
	var deep *birds.TooDeep
	fmt.Println(err, errors.As(err, &deep), deep.Depth, errors.Is(err, animals.ErrRefused))
	f := birds.Duck.Describe
	g := animals.Base.Legs
	fmt.Println(f(*d), g(r.Base), animals.Kind(2), animals.Cat)
	var k animals.Kind = animals.Dog
	switch k {
	case animals.Cat:
		fmt.Println("cat")
	case animals.Dog:
		fmt.Println("dog")
	}
	animals.Hook = func(s string) string { return "<" + s + ">" }
	fmt.Println(animals.Talk(d))
}
