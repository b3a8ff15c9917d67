// errorcheck
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type shape interface {
	Area() float64
	Name() string
}

type square struct{}

func (square) Area() float64 { return 1 }

type circle struct{}

func (*circle) Area() float64 { return 1 }
func (*circle) Name() string  { return "" }

type wrong struct{}

func (wrong) Area() int    { return 1 }
func (wrong) Name() string { return "" }

type lower struct{}

func (lower) area() float64 { return 1 }
func (lower) Name() string  { return "" }

func take(s shape) {}

func main() {
	var s shape = square{} // ERROR "cannot use square\{\} \(value of struct type square\) as shape value in variable declaration: square does not implement shape \(missing method Name\)"
	s = circle{} // ERROR "cannot use circle\{\} \(value of struct type circle\) as shape value in assignment: circle does not implement shape \(method Area has pointer receiver\)"
	s = wrong{} // ERROR "cannot use wrong\{\} \(value of struct type wrong\) as shape value in assignment: wrong does not implement shape \(wrong type for method Area\)"
	s = lower{} // ERROR "cannot use lower\{\} \(value of struct type lower\) as shape value in assignment: lower does not implement shape \(missing method Area\)"
	s = &circle{}
	take(5) // ERROR "cannot use 5 \(constant of type int\) as shape value in argument to take: int does not implement shape \(missing method Area\)"
	_ = s.(square) // ERROR "impossible type assertion: s\.\(square\)"
	var st fmt.Stringer = s // ERROR "cannot use s \(variable of interface type shape\) as fmt\.Stringer value in variable declaration: shape does not implement fmt\.Stringer \(missing method String\)"
	_ = []shape{square{}} // ERROR "cannot use square\{\} \(value of struct type square\) as shape value in array or slice literal: square does not implement shape \(missing method Name\)"
	_ = st
	var p *shape
	p.Area() // ERROR "p\.Area undefined \(type \*shape is pointer to interface, not interface\)"
}
