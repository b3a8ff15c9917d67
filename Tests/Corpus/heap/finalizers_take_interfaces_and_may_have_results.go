// run
// stress: movestack=3 gcstress=50
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"time"
)

type named interface{ name() string }

type item struct {
	n    int
	next *item
}

func (i *item) name() string { return fmt.Sprint("item ", i.n) }

var asAny, asNamed, large, several int

func finalize(i *item) (filled [200]int, text string) {
	for k := range filled {
		filled[k] = i.n
	}
	large += filled[199]
	return filled, "done"
}

func pair(i *item) (int, error) {
	several += i.n
	return i.n, nil
}

func make4(n int) {
	for i := range n {
		a, b, c, d := &item{n: i}, &item{n: i}, &item{n: i}, &item{n: i}
		runtime.SetFinalizer(a, func(x any) { asAny += x.(*item).n })
		runtime.SetFinalizer(b, func(x named) { asNamed += len(x.name()) })
		runtime.SetFinalizer(c, finalize)
		runtime.SetFinalizer(d, pair)
	}
}

func main() {
	const n = 10
	make4(n)
	make4(0)
	for range 200 {
		runtime.GC()
		time.Sleep(time.Millisecond)
		if asAny == 45 && asNamed == 60 && large == 45 && several == 45 {
			break
		}
	}
	fmt.Println(asAny >= 36, asNamed >= 54, large >= 36, several >= 36)
}
