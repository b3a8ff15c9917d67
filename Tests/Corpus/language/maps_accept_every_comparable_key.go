// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type point struct{ x, y int }
type named struct {
	name string
	at   point
	tag  [2]int8
}
type color int

func main() {
	points := map[point]string{{1, 2}: "a", {3, 4}: "b"}
	points[point{1, 2}] += "!"
	fmt.Println(points[point{1, 2}], points[point{3, 4}], len(points))

	arrays := map[[3]int]int{}
	for i := range 10 {
		arrays[[3]int{i % 3, i % 2, 0}]++
	}
	fmt.Println(len(arrays), arrays[[3]int{0, 0, 0}], arrays[[3]int{1, 1, 0}])

	structs := map[named]bool{{"n", point{1, 1}, [2]int8{1, 2}}: true}
	name := string([]byte{'n'})
	fmt.Println(structs[named{name, point{1, 1}, [2]int8{1, 2}}], structs[named{"n", point{1, 1}, [2]int8{1, 3}}])

	pointers := map[*point]int{}
	p, q := &point{1, 1}, &point{1, 1}
	pointers[p]++
	pointers[q]++
	pointers[p]++
	fmt.Println(len(pointers), pointers[p], pointers[nil])

	channels := map[chan int]string{}
	c := make(chan int)
	channels[c] = "c"
	channels[nil] = "nil"
	fmt.Println(channels[c], channels[make(chan int)] == "", channels[nil])

	bools := map[bool]int{}
	for i := range 7 {
		bools[i > 2]++
	}
	floats := map[float64]string{0.0: "zero", 1.5: "x"}
	negative := 0.0
	floats[-negative] = "minus zero is zero"
	fmt.Println(bools[true], bools[false], floats[0], floats[3.0/2])

	runes := map[rune]int{}
	for _, r := range "mississippi" {
		runes[r]++
	}
	fmt.Println(runes['s'], runes['i'], runes['p'], runes['m'], runes['x'])

	interfaces := map[interface{}]int{1: 1, int8(1): 2, "1": 3, point{}: 4, [1]int{1}: 5, color(1): 6, 'a': 7}
	fmt.Println(interfaces[1], interfaces[int8(1)], interfaces["1"], interfaces[point{}], interfaces[[1]int{1}], interfaces[color(1)], interfaces[int32('a')])

	errors := map[error]int{nil: 1}
	errors[fmt.Errorf("a")]++
	errors[fmt.Errorf("a")]++
	fmt.Println(len(errors), errors[nil])

	small := map[uint8]int{}
	for i := range 1000 {
		small[uint8(i)] += i
	}
	fmt.Println(len(small), small[0], small[255])
	empty := map[struct{}]int{}
	empty[struct{}{}]++
	empty[struct{}{}]++
	fmt.Println(empty)
	fmt.Println(map[string]int{"z": 26, "a": 1, "m": 13}, map[point]int{{2, 1}: 1, {1, 9}: 2, {1, 2}: 3})
}
