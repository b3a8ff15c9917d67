// run
// stress: movestack=20
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math"
	"sort"
	"strings"
)

type person struct {
	name string
	age  int
}
type byAge []person

func (p byAge) Len() int           { return len(p) }
func (p byAge) Less(i, j int) bool { return p[i].age < p[j].age }
func (p byAge) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

type counter struct {
	sort.Interface
	compared, swapped int
}

func (c *counter) Less(i, j int) bool { c.compared++; return c.Interface.Less(i, j) }
func (c *counter) Swap(i, j int)      { c.swapped++; c.Interface.Swap(i, j) }

func main() {
	a := []int{5, 2, 8, -1, 9, 0, 3}
	sort.Ints(a)
	fmt.Println(a, sort.IntsAreSorted(a), sort.SearchInts(a, 3), sort.SearchInts(a, 4), sort.SearchInts(a, 100))
	s := strings.Fields("pear apple fig Banana éclair zebra apple")
	sort.Strings(s)
	fmt.Println(s, sort.StringsAreSorted(s), sort.SearchStrings(s, "fig"))
	f := []float64{2.5, math.Inf(1), -1, math.NaN(), 0, math.Inf(-1), math.NaN(), 1e-300}
	sort.Float64s(f)
	fmt.Println(f, sort.Float64sAreSorted(f), sort.SearchFloat64s(f[2:], 0))
	sort.Sort(sort.Reverse(sort.IntSlice(a)))
	fmt.Println(a)
	p := []person{{"Ann", 30}, {"Bob", 25}, {"Cid", 30}, {"Dan", 25}, {"Eve", 41}}
	sort.Stable(byAge(p))
	fmt.Println(p)
	sort.SliceStable(p, func(i, j int) bool { return p[i].name[0]%2 < p[j].name[0]%2 })
	fmt.Println(p)
	sort.Slice(p, func(i, j int) bool { return p[i].name > p[j].name })
	fmt.Println(p, sort.SliceIsSorted(p, func(i, j int) bool { return p[i].name > p[j].name }), sort.IsSorted(byAge(p)))

	// All element sizes that Slice swaps.
	b8 := []byte("sorting bytes")
	sort.Slice(b8, func(i, j int) bool { return b8[i] < b8[j] })
	i32 := []int32{3, 1, 2}
	sort.Slice(i32, func(i, j int) bool { return i32[i] < i32[j] })
	u16 := []uint16{3, 1, 2}
	sort.Slice(u16, func(i, j int) bool { return u16[i] < u16[j] })
	ptr := []*person{&p[3], &p[0], &p[1]}
	sort.Slice(ptr, func(i, j int) bool { return ptr[i].name < ptr[j].name })
	big := [][5]string{{"b", "x"}, {"a", "y"}, {"c", "z"}}
	sort.Slice(big, func(i, j int) bool { return big[i][0] < big[j][0] })
	any := []any{3, 1.5, "x"}
	sort.Slice(any, func(i, j int) bool { return fmt.Sprint(any[i]) < fmt.Sprint(any[j]) })
	fmt.Println(string(b8), i32, u16, ptr[0].name, ptr[2].name, big, any)

	// Shapes that trap quicksorts stay cheap.
	x := uint64(1)
	for shape := 0; shape < 7; shape++ {
		n := 3000
		v := make([]int, n)
		for i := range v {
			x = x*6364136223846793005 + 1442695040888963407
			switch shape {
			case 0:
				v[i] = i
			case 1:
				v[i] = -i
			case 2:
				v[i] = 7
			case 3:
				v[i] = i % 3
			case 4:
				v[i] = i ^ 1
			case 5:
				v[i] = min(i, n-i)
			default:
				v[i] = int(x >> 40)
			}
		}
		c := &counter{Interface: sort.IntSlice(v)}
		sort.Sort(c)
		limit := 4 * n * int(math.Log2(float64(n)))
		fmt.Println(shape, sort.IntsAreSorted(v), c.compared < limit)
	}
	i, found := sort.Find(len(s), func(i int) int { return strings.Compare("fig", s[i]) })
	fmt.Println(i, found, sort.Search(100, func(i int) bool { return i*i >= 50 }))
	defer func() { fmt.Println(recover() != nil) }()
	sort.Slice(5, func(i, j int) bool { return false })
}
