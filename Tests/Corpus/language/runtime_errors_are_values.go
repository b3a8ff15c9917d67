// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"runtime"
)

type point struct{ x, y int }

func catch(name string, f func()) {
	defer func() {
		r := recover()
		e, ok := r.(runtime.Error)
		if !ok {
			fmt.Printf("%s: %v (%T)\n", name, r, r)
			return
		}
		var target runtime.Error
		fmt.Println(name+":", e.Error(), errors.As(fmt.Errorf("wrapped %w", e), &target))
	}()
	f()
}

func main() {
	zero, five := 0, 5
	var p *point
	var m map[string]int
	s := []int{1, 2, 3}
	a := [4]int{}
	str := "abc"
	var i any = "text"
	var none any
	var e error
	catch("divide", func() { fmt.Println(1 / zero) })
	catch("remainder", func() { fmt.Println(1 % zero) })
	catch("nil field", func() { fmt.Println(p.y) })
	catch("nil map", func() { m["a"] = 1 })
	catch("index", func() { fmt.Println(s[five]) })
	catch("negative index", func() { fmt.Println(s[zero-1]) })
	catch("array", func() { fmt.Println(a[five]) })
	catch("string", func() { fmt.Println(str[five]) })
	catch("slice high", func() { fmt.Println(s[:five]) })
	catch("slice order", func() { fmt.Println(s[3:zero]) })
	catch("string slice", func() { fmt.Println(str[five:]) })
	catch("slice three", func() { fmt.Println(s[0:2:five]) })
	catch("assertion", func() { fmt.Println(i.(int)) })
	catch("assertion of nil", func() { fmt.Println(none.(int)) })
	catch("assertion to interface", func() { fmt.Println(i.(error)) })
	catch("nil interface method", func() { fmt.Println(e.Error()) })
	catch("to array", func() { fmt.Println([4]int(s)) })
	catch("make", func() { fmt.Println(make([]int, zero-1)) })
	catch("make cap", func() { fmt.Println(make([]int, five, five-1)) })
	catch("compare", func() { fmt.Println(any(s) == any(s)) })
	catch("hash", func() { fmt.Println(map[any]int{any(s): 1}) })
	catch("nil func", func() { var f func(); f() })
	catch("shift", func() { fmt.Println(1 << (zero - 1)) })
	catch("close nil", func() { var c chan int; close(c) })
	catch("own value", func() { panic(point{1, 2}) })
	catch("own error", func() { panic(errors.New("mine")) })
	catch("nothing", func() {})
}
