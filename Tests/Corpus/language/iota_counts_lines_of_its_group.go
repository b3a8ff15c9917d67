// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type size float64

const (
	_       = iota
	kb size = 1 << (10 * iota)
	mb
	gb
)

const (
	a, b = iota, iota * 10
	c, d
	_, _
	e, f
)

const (
	x = "s"
	y // repeats the text
	z = iota
	w
	v = 100
	u
	t = iota
)

type flags uint

const (
	read flags = 1 << iota
	write
	execute
	all = read | write | execute
)

const (
	first = iota + len("abc")
	second
	third = 'a' + iota
	fourth
	fifth = iota * 1.5
	sixth = -iota
	same  = iota == 6
)

type day int

const (
	mon day = iota + 1
	tue
	wed
)

func (d day) String() string { return [...]string{"?", "Mon", "Tue", "Wed"}[d] }
func (f flags) String() (s string) {
	for i, n := range []string{"r", "w", "x"} {
		if f&(1<<i) != 0 {
			s += n
		}
	}
	return
}

func main() {
	fmt.Println(kb, mb, gb)
	fmt.Println(a, b, c, d, e, f)
	fmt.Println(x, y, z, w, v, u, t)
	fmt.Println(read, write, execute, all, all&^write, uint(all))
	fmt.Println(first, second, third, fourth, fifth, sixth, same)
	fmt.Println(mon, tue, wed, int(wed), fmt.Sprintf("%d %v %s", tue, tue, tue))
	const (
		local = iota
		other
	)
	const alone = iota
	fmt.Println(local, other, alone)
}
