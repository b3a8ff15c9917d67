// SPDX-License-Identifier: Apache-2.0

package main

/*
#cgo LDFLAGS: -L${SRCDIR} -lgrowth
typedef int (*fn)(int);
int call(fn f, int x);
*/
import "C"

import "fmt"

type frame struct {
	below *frame
	self  *int
	value int
}

// Each frame has pointers to itself and to the one below, in Go and through C.
func deep(n int, below *frame) int {
	own := n * 3
	f := frame{below, &own, n}
	var room [40]int
	room[n%40] = n
	if n == 0 {
		count := 0
		for at := &f; at != nil; at = at.below {
			if *at.self != at.value*3 {
				return -1
			}
			*at.self++
			count++
		}
		return count
	}
	var result int
	if n%97 == 0 {
		C.call(func(x C.int) C.int {
			result = deep(int(x), &f)
			return 0
		}, C.int(n-1))
	} else {
		result = deep(n-1, &f)
	}
	if own != n*3+1 || room[n%40] != n || f.self != &own {
		return -2
	}
	return result
}

func main() {
	done := make(chan int)
	go func() { done <- deep(2000, nil) }() // from 2 KB to more than 1 MB
	fmt.Println(<-done)
}
