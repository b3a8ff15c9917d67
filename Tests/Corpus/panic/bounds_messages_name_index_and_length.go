// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

var sink any

func main() {
	s := make([]int, 3, 8)
	a := [4]int{}
	p := &a
	t := "héllo"
	n := []int{-1, 0, 1, 2, 5, 9, 1 << 40}
	u := []uint64{1<<64 - 1, 1 << 63}
	b := []uint8{200}
	i8 := []int8{-100}
	try(func() { sink = s[n[0]] })
	try(func() { sink = s[n[4]] })
	try(func() { sink = s[n[6]] })
	try(func() { sink = s[u[0]] })
	try(func() { sink = s[u[1]] })
	try(func() { sink = s[b[0]] })
	try(func() { sink = s[i8[0]] })
	try(func() { sink = a[n[4]] })
	try(func() { sink = p[n[5]] })
	try(func() { sink = t[n[5]] })
	try(func() { a[n[0]] = 1 })
	try(func() { s[n[5]]++ })
	// s[:high]
	try(func() { sink = s[:n[5]] })
	try(func() { sink = s[:n[0]] })
	try(func() { sink = a[:n[4]] })
	try(func() { sink = t[:n[5]] })
	try(func() { sink = t[:u[0]] })
	// s[low:high]
	try(func() { sink = s[n[3]:n[2]] })
	try(func() { sink = s[n[4]:] })
	try(func() { sink = s[n[0]:] })
	try(func() { sink = t[n[5]:] })
	try(func() { sink = t[n[3]:n[2]] })
	try(func() { sink = p[n[5]:] })
	// s[low:high:max]
	try(func() { sink = s[0:0:n[5]][0] })
	try(func() { sink = s[0:n[4]:n[3]] })
	try(func() { sink = s[n[3]:n[2]:n[4]] })
	try(func() { sink = s[0:1:n[5]] })
	try(func() { sink = s[0:1:n[0]] })
	try(func() { sink = p[0:n[4]:n[4]] })
	try(func() { sink = p[n[4]:n[4]:4] })
	// nothing is out of range here
	try(func() { fmt.Println(len(s[3:]), len(s[8:8]), len(t[6:]), len(s[3:8]), cap(s[1:2:3]), len(p[4:])) })
	var none []int
	try(func() { fmt.Println(none[:0] == nil, len(none[0:0:0])) })
	try(func() { sink = none[n[1]] })
}
