// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	for i := range 3 {
		fmt.Print(i, " ")
	}
	for range 2 {
		fmt.Print("x ")
	}
	var n int8 = 4
	for i := range n {
		fmt.Printf("%T%d ", i, i)
	}
	for range -5 {
		fmt.Print("never")
	}
	fmt.Println()

	array := [3]int{1, 2, 3}
	for i, v := range array { // ranges over a copy
		array[2] = 100
		fmt.Print(i, v, " ")
	}
	for i, v := range &array { // ranges over the variable itself
		array[2] = 200
		fmt.Print(i, v, " ")
	}
	fmt.Println()

	slice := []int{1, 2, 3}
	for i, v := range slice { // the length is taken once, elements are read live
		slice = append(slice, v*10)
		slice[2] = 7
		fmt.Print(i, v, " ")
	}
	fmt.Println(slice)
	for i := range slice[:2] {
		fmt.Print(i)
	}
	var none []string
	for range none {
		fmt.Print("never")
	}
	var nilArray *[4]int
	for i := range nilArray { // only the length is needed
		fmt.Print(" ", i)
	}
	fmt.Println()

	m := map[string]int{"a": 1, "b": 2, "c": 3}
	sum, keys := 0, 0
	for k, v := range m {
		sum += v
		keys += int(k[0] - 'a')
	}
	fmt.Println(sum, keys)

	c := make(chan int, 3)
	c <- 4
	c <- 5
	close(c)
	for v := range c {
		fmt.Print(v, " ")
	}
	var place struct{ i, v int }
	for place.i, place.v = range []int{9, 8, 7} {
	}
	fmt.Println(place)
	_, ok := <-c
	fmt.Println(ok)
}
