// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
)

type number int
type value struct{ n int }
type pointer struct{ n int }

func (value) Get() int    { return 0 }
func (*pointer) Get() int { return 0 }
func (*pointer) Set(int)  {}

type getter interface{ Get() int }
type setter interface {
	getter
	Set(int)
}
type hidden interface{ hide() }

func try(f func()) {
	defer func() {
		r := recover()
		_, isError := r.(error)
		fmt.Println(r, isError)
	}()
	f()
}

func main() {
	var none any
	var noGetter getter
	var x any = number(3)
	var g getter = value{1}
	var p getter = &pointer{}
	var e error = errors.New("e")
	try(func() { _ = x.(int) })
	try(func() { _ = x.(string) })
	try(func() { _ = x.(*number) })
	try(func() { _ = none.(int) })
	try(func() { _ = none.(fmt.Stringer) })
	try(func() { _ = none.(any) })
	try(func() { _ = noGetter.(value) })
	try(func() { _ = noGetter.(setter) })
	try(func() { _ = g.(*pointer) })
	try(func() { _ = g.(setter) })
	try(func() { _ = any(pointer{}).(getter) })
	try(func() { _ = any(pointer{}).(setter) })
	try(func() { _ = x.(hidden) })
	try(func() { _ = x.(io.Reader) })
	try(func() { _ = e.(getter) })
	try(func() { _ = e.(fmt.Stringer) })
	try(func() { _ = any([]int{}).([]string) })
	try(func() { _ = any(map[string]int{}).(map[string]any) })
	try(func() { _ = any(func(int) {}).(func(int) error) })
	try(func() { _ = any(make(chan int)).(<-chan int) })
	try(func() { _ = any(struct{ A int }{}).(struct{ B int }) })
	try(func() { _ = any([3]int{}).([4]int) })
	try(func() { _ = any(new(any)).(int) })
	try(func() {
		fmt.Println(p.(setter) != nil, p.(*pointer).n, x.(number)+1, e.(interface{ Error() string }).Error())
	})
	func() {
		type value struct{ n int } // another type of the same name
		try(func() { _ = any(value{}).(getter) })
		try(func() { _ = g.(interface{ Get() string }) })
	}()
}
