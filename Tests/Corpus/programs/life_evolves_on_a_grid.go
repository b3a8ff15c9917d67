// run
// stress: movestack=31 gcstress=5
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"
)

type world struct {
	w, h  int
	cells []bool
}

func parse(s string) *world {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	u := &world{len(lines[0]), len(lines), nil}
	for _, l := range lines {
		for _, c := range l {
			u.cells = append(u.cells, c == '#')
		}
	}
	return u
}

func (u *world) at(x, y int) bool {
	return u.cells[(y+u.h)%u.h*u.w+(x+u.w)%u.w]
}

func (u *world) next() *world {
	v := &world{u.w, u.h, make([]bool, len(u.cells))}
	for y := range u.h {
		for x := range u.w {
			n := 0
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					if (dx != 0 || dy != 0) && u.at(x+dx, y+dy) {
						n++
					}
				}
			}
			v.cells[y*u.w+x] = n == 3 || n == 2 && u.at(x, y)
		}
	}
	return v
}

func (u *world) String() string {
	var b strings.Builder
	for i, c := range u.cells {
		if i > 0 && i%u.w == 0 {
			b.WriteByte('\n')
		}
		if c {
			b.WriteByte('#')
		} else {
			b.WriteByte('.')
		}
	}
	return b.String()
}

func main() {
	u := parse(`
.#........
..#.......
###.......
..........
..........
..........
..........
..........`)
	seen := map[string]int{}
	for generation := 0; generation < 40; generation++ {
		s := u.String()
		if generation%10 == 0 {
			fmt.Println(generation)
			fmt.Println(s)
		}
		if before, ok := seen[s]; ok {
			fmt.Println("generation", generation, "repeats", before)
			break
		}
		seen[s] = generation
		u = u.next()
	}
	fmt.Println(len(seen), strings.Count(u.String(), "#"))
}
