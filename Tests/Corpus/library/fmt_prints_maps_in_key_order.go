// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
)

type key struct {
	a int
	b string
}
type text string

func main() {
	ints := map[int]int{}
	strs := map[string]bool{}
	for i := 0; i < 40; i++ {
		ints[i*37%40-20] = i
		strs[fmt.Sprint("k", i*7%40)] = i%2 == 0
	}
	fmt.Println(ints)
	fmt.Println(strs)
	fmt.Println(map[float64]int{math.NaN(): 0, math.Inf(1): 1, -0.5: 2, math.Inf(-1): 3, 2: 4, 1e-300: 5})
	fmt.Println(map[bool]string{true: "yes", false: "no"})
	fmt.Println(map[uint8]int{255: 1, 0: 2, 128: 3}, map[rune]string{'b': "B", 'a': "A"})
	fmt.Println(map[key]int{{2, "a"}: 1, {1, "z"}: 2, {1, "b"}: 3})
	fmt.Println(map[[3]int]int{{1, 2, 3}: 1, {1, 1, 9}: 2, {0, 9, 9}: 3})
	fmt.Println(map[text]text{"z": "1", "a": "2", "": "3"})
	fmt.Println(map[any]any{nil: 1, 3: "three", 1: "one", 2: nil})
	fmt.Println(map[any]int{"b": 1, "a": 2, "c": 3})
	fmt.Println(map[string]map[string]int{"y": {"b": 1, "a": 2}, "x": nil})
	fmt.Printf("%v %+v %#v\n", map[string]key{"k": {1, "x"}}, map[string]*key{"k": nil}, map[string]key{"k": {1, "x"}})
	fmt.Printf("%d %q %x %5.1f\n", ints[3], map[string]string{"b": "x", "a": "y"}, map[string]int{"z": 255}, map[int]float64{1: 2.25})
	type inner map[string]int
	fmt.Printf("%v %#v %T\n", inner{"b": 1, "a": 2}, inner{"b": 1, "a": 2}, inner{})
	var nilMap map[string]int
	fmt.Printf("%v %#v %d\n", nilMap, nilMap, len(nilMap))
	fmt.Println(map[struct{}]int{{}: 1}, map[[0]int]int{{}: 2}, map[string]struct{}{"set": {}})
	changing := map[int]printer{}
	for i := 0; i < 5; i++ {
		changing[i] = printer{changing, i}
	}
	fmt.Println(changing)
	fmt.Println(len(changing))
}

// printer adds to the map while it is printed.
type printer struct {
	m map[int]printer
	i int
}

func (p printer) String() string {
	p.m[p.i+100] = p
	return fmt.Sprint("p", p.i)
}
