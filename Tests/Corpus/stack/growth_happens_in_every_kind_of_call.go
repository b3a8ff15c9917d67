// run
// stress: movestack=9 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sort"
)

func grow(n int) int {
	var pad [64]int
	if n == 0 {
		return 1
	}
	pad[0] = grow(n - 1)
	return pad[0]
}

type shape interface{ area(scale int) int }
type square struct{ side, grown int }
type circle struct{ r [10]int }

func (s *square) area(scale int) int { s.grown += grow(scale); return s.side * s.side }
func (c circle) area(scale int) int  { c.r[9] += grow(scale); return c.r[9] }

type outer struct{ *square }
type byGrowing []int

func (b byGrowing) Len() int           { return len(b) }
func (b byGrowing) Less(i, j int) bool { grow(b[i] * 10); return b[i] < b[j] }
func (b byGrowing) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type named struct{ n int }

func (n named) String() string { return fmt.Sprint("grown ", grow(n.n), " ", n.n) }

func many(a, b, c, d, e int, f string, g []int, h any, i [5]int, j *int) (int, string, []int, any, [5]int, *int) {
	grow(700)
	return a + b + c + d + e, f + "!", g, h, i, j
}

func onGoroutine(f func() int) int {
	c := make(chan int)
	go func() { c <- f() }() // a fresh small stack every time
	return <-c
}

func main() {
	fmt.Println(onGoroutine(func() int { return grow(1000) }))
	fmt.Println(onGoroutine(func() int {
		s := square{side: 3}
		var i shape = &s
		return i.area(500)*10 + s.grown
	}))
	fmt.Println(onGoroutine(func() int { return shape(circle{[10]int{9: 4}}).area(600) }))
	fmt.Println(onGoroutine(func() int { return outer{&square{side: 2}}.area(800) }))
	fmt.Println(onGoroutine(func() int { f := (&square{side: 4}).area; return f(900) }))
	fmt.Println(onGoroutine(func() int { f := circle.area; return f(circle{}, 300) }))
	fmt.Println(onGoroutine(func() int {
		numbers := []int{5, 3, 9, 1, 7}
		sort.Sort(byGrowing(numbers))
		return numbers[0]*10 + numbers[4]
	}))
	fmt.Println(onGoroutine(func() int { s := fmt.Sprint(named{200}, []named{{100}}); return len(s) }))
	fmt.Println(onGoroutine(func() int {
		x := 5
		a, b, c, d, e, f := many(1, 2, 3, 4, 5, "s", []int{6}, 7, [5]int{8}, &x)
		*f++
		return a + len(b) + c[0] + d.(int) + e[0] + x
	}))
	fmt.Println(onGoroutine(func() (r int) {
		defer func() { r = grow(1200) + recover().(int) }()
		panic(41)
	}))
	fmt.Println(onGoroutine(func() int {
		m := map[int]int{}
		m[grow(100)] += grow(200)
		return m[grow(300)]
	}))
	fmt.Println(onGoroutine(func() int {
		in, out := make(chan int, 1), make(chan int)
		local := 1
		in <- local
		p := &local
		select {
		case v := <-in:
			*p += v + grow(1500)
		case out <- grow(10):
		}
		return local
	}))
}
