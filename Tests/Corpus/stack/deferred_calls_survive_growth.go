// run
// stress: movestack=5 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func grow(n int) int {
	var pad [24]int
	pad[n%24] = 1
	if n == 0 {
		return 0
	}
	return grow(n-1) + pad[n%24]
}

func chain(n int) (sum int, order string) {
	local := n
	p := &local
	defer func() {
		sum += *p
		order += string(rune('a' + n%26))
	}()
	if n > 0 {
		sum, order = chain(n - 1)
	} else {
		grow(2000) // all deferred records were made before this growth
	}
	*p *= 2
	return
}

func growInDefer() (n int) {
	x := 5
	defer func() {
		n = grow(3000) + x
	}()
	defer func(p *int) {
		grow(1000)
		*p++
	}(&x)
	return 0
}

func loop() (out []int) {
	for i := range 20 {
		defer func() { out = append(out, i) }()
		grow(i * 50)
	}
	return
}

func unwind(n int) {
	defer func() { count++ }()
	if n == 0 {
		grow(2500)
		panic("bottom")
	}
	unwind(n - 1)
}

var count int

func recovering() (s string) {
	local := "local"
	p := &local
	defer func() {
		r := recover()
		grow(5000)
		s = fmt.Sprint(r, " ", *p, " ", count)
	}()
	*p += "!"
	unwind(300)
	return "unreached"
}

func panicWhileGrowing() (s string) {
	defer func() { s = fmt.Sprint(recover()) }()
	defer func() {
		grow(2000)
		panic(fmt.Sprint("second after ", recover()))
	}()
	panic("first")
}

func main() {
	fmt.Println(chain(25))
	fmt.Println(growInDefer())
	fmt.Println(loop())
	fmt.Println(recovering())
	fmt.Println(panicWhileGrowing())
}
