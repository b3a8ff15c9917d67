// run
// stress: movestack=7 gcstress=13
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

type node struct {
	value      int
	next, prev *node
	payload    [3]string
}

type list struct {
	head, tail *node
	length     int
}

func (l *list) push(v int) {
	n := &node{value: v, prev: l.tail}
	n.payload[1] = fmt.Sprint("p", v)
	if l.tail == nil {
		l.head = n
	} else {
		l.tail.next = n
	}
	l.tail = n
	l.length++
}

func (l *list) remove(n *node) {
	if n.prev == nil {
		l.head = n.next
	} else {
		n.prev.next = n.next
	}
	if n.next == nil {
		l.tail = n.prev
	} else {
		n.next.prev = n.prev
	}
	l.length--
}

func (l *list) check() (sum int) {
	count := 0
	var last *node
	for n := l.head; n != nil; n = n.next {
		if n.prev != last || n.payload[1] != fmt.Sprint("p", n.value) {
			panic(fmt.Sprint("broken at ", n.value))
		}
		sum += n.value
		last = n
		count++
	}
	if last != l.tail || count != l.length {
		panic("broken ends")
	}
	return
}

func main() {
	var l list
	for i := range 500 {
		l.push(i)
	}
	runtime.GC()
	fmt.Println(l.length, l.check())
	for n := l.head; n != nil; n = n.next {
		if n.value%3 != 0 {
			l.remove(n)
		}
		if n.value%100 == 0 {
			runtime.GC()
		}
	}
	fmt.Println(l.length, l.check())
	// a pointer to the middle keeps the whole list by its links
	middle := l.head
	for range 50 {
		middle = middle.next
	}
	l = list{}
	runtime.GC()
	runtime.GC()
	left, right := 0, 0
	for n := middle.prev; n != nil; n = n.prev {
		left++
	}
	for n := middle.next; n != nil; n = n.next {
		right++
	}
	fmt.Println(middle.value, left, right)
}
