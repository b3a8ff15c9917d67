// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type list struct {
	value int
	next  *list
}

func (l *list) third() int {
	return l.next.next.value
}

func main() {
	l := &list{1, &list{2, nil}}
	fmt.Println(l.value)
	fmt.Println(l.third())
}
