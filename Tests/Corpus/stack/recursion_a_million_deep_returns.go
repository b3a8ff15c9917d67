// run
// stress: movestack=250007 gcstress=1009
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func depth(n int) int {
	if n == 0 {
		return 0
	}
	return depth(n-1) + 1
}

func sum(n int, acc *int) {
	if n == 0 {
		return
	}
	*acc += n
	sum(n-1, acc)
}

type list struct {
	next *list
	v    int
}

func (l *list) length() int {
	if l == nil {
		return 0
	}
	return 1 + l.next.length()
}

func main() {
	fmt.Println(depth(1000000))
	total := 0
	sum(1000000, &total)
	fmt.Println(total)
	var l *list
	for i := range 100000 {
		l = &list{l, i}
	}
	fmt.Println(l.length())
}
