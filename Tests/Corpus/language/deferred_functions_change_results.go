// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
)

func double() (n int) {
	defer func() { n *= 2 }()
	return 21
}

func unnamed() int {
	n := 1
	defer func() { n = 100 }()
	return n
}

func chain() (s string) {
	defer func() { s += "c" }()
	defer func() { s += "b" }()
	return "a"
}

func protect(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("protected: %v", r)
		}
	}()
	f()
	return nil
}

func many() (a int, b string, c []int) {
	defer func() { a, b, c = a+1, b+"!", append(c, a) }()
	a = 5
	return a * 2, "x", []int{1}
}

func pointer() (p *int, n int) {
	defer func() { n = 7 }()
	return &n, 3
}

func shadow() (err error) {
	defer func() {
		if err == nil {
			err = errors.New("set at the end")
		}
	}()
	if err := errors.New("inner"); err != nil {
		_ = err
	}
	return
}

func inLoop() (total int) {
	for i := 1; i <= 4; i++ {
		defer func() { total = total*10 + i }()
	}
	return 0
}

func main() {
	fmt.Println(double(), unnamed(), chain())
	fmt.Println(protect(func() {}), protect(func() { panic("boom") }))
	fmt.Println(many())
	p, n := pointer()
	fmt.Println(*p, n)
	fmt.Println(shadow())
	fmt.Println(inLoop())
	f := func() (r int) {
		defer func() {
			defer func() { r++ }()
			r *= 10
		}()
		return 4
	}
	fmt.Println(f())
}
