// run
// stress: movestack=5 gcstress=17
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

type item struct {
	id   int
	name string
	refs []*item
}

func newItem(id int) *item { return &item{id: id, name: fmt.Sprint("item", id)} }

func check(i *item, id int) {
	if i.id != id || i.name != fmt.Sprint("item", id) {
		panic(fmt.Sprint("damaged: ", id, " ", *i))
	}
}

func main() {
	var slice []*item
	byID := map[int]*item{}
	byName := map[string]*item{}
	byPointer := map[*item]string{}
	nested := map[string]map[int][]*item{}
	boxed := map[any]any{}
	for id := range 300 {
		i := newItem(id)
		switch id % 6 {
		case 0:
			i.refs = append(i.refs, slice...)
			slice = append(slice, i)
		case 1:
			byID[id] = i
		case 2:
			byName[i.name] = i
		case 3:
			byPointer[i] = i.name
		case 4:
			k := fmt.Sprint("k", id%5)
			if nested[k] == nil {
				nested[k] = map[int][]*item{}
			}
			nested[k][id%7] = append(nested[k][id%7], i)
		case 5:
			boxed[[2]any{id, i.name}] = i
		}
		if id%50 == 0 {
			runtime.GC()
		}
	}
	for k := range byID { // shrink and grow again
		if k%12 == 1 {
			delete(byID, k)
		}
	}
	runtime.GC()
	count := 0
	for n, i := range slice {
		check(i, n*6)
		count++
		for m, r := range i.refs {
			check(r, m*6)
		}
	}
	for id, i := range byID {
		check(i, id)
		count++
	}
	for name, i := range byName {
		check(i, i.id)
		if i.name != name {
			panic(name)
		}
		count++
	}
	for i, name := range byPointer {
		check(i, i.id)
		if i.name != name {
			panic(name)
		}
		count++
	}
	for _, m := range nested {
		for k, l := range m {
			for _, i := range l {
				check(i, i.id)
				if i.id%7 != k {
					panic(i.id)
				}
				count++
			}
		}
	}
	for k, v := range boxed {
		i := v.(*item)
		check(i, k.([2]any)[0].(int))
		count++
	}
	fmt.Println(count, len(slice[49].refs), len(byID))
	array := [3]**item{}
	for n := range array {
		p := newItem(n)
		array[n] = &p
	}
	runtime.GC()
	check(*array[2], 2)
	fmt.Println((*array[1]).name)
}
