// run
// stress: movestack=5 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type frame struct {
	n          int
	up, down   *frame
	top        *frame
	downValues [3]*int
}

func grow(n int) {
	var pad [40]int
	pad[n%40]++
	if n > 0 {
		grow(n - 1)
	}
}

// link builds a doubly linked list of frames: the caller's frame points down into frames that are still live.
func link(n int, up *frame, check func(*frame)) {
	f := frame{n: n, up: up, top: up.top}
	x, y, z := n, n*2, n*3
	f.downValues = [3]*int{&x, &y, &z}
	up.down = &f
	if n > 0 {
		link(n-1, &f, check)
	} else {
		grow(1500)
		check(f.top)
	}
	up.down = nil
	if x != n+1 || y != n*2+1 || z != n*3+1 {
		panic(fmt.Sprint("lost a write at ", n))
	}
}

// ring exchanges two locals of different frames through pointers held in arrays, maps of values and structs.
func exchange(n int, slots [4]*int) {
	mine := n
	s := slots
	s[n%4] = &mine
	if n > 0 {
		exchange(n-1, s)
	} else {
		grow(800)
		for i, p := range s {
			*p = 100 + i
		}
	}
	if s[n%4] != &mine {
		panic("pointer to an own local changed")
	}
	if n < 4 && mine != 100+n%4 {
		panic(fmt.Sprint(n, mine))
	}
}

func main() {
	root := frame{n: -1}
	root.top = &root
	visits, sum := 0, 0
	link(150, &root, func(top *frame) {
		var last *frame
		for f := top.down; f != nil; f = f.down {
			visits++
			for _, p := range f.downValues {
				sum += *p
				*p++
			}
			last = f
		}
		grow(3000)
		for f := last; f != top; f = f.up {
			visits++
			if f.up.down != f {
				panic("links disagree")
			}
		}
	})
	fmt.Println(visits, sum, root.down == nil)
	a, b, c, d := 1, 2, 3, 4
	exchange(60, [4]*int{&a, &b, &c, &d})
	fmt.Println(a, b, c, d)

	// a pointer to a pointer to a pointer, all on the stack
	x := 1
	p := &x
	pp := &p
	ppp := &pp
	grow(4000)
	***ppp = 9
	y := 5
	**ppp = &y
	grow(5000)
	*p++
	fmt.Println(x, y, p == &y, *pp == p)
}
