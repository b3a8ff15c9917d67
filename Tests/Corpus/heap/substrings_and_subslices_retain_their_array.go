// run
// stress: movestack=3 gcstress=7
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"strings"
)

func build(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%03d;", i)
	}
	return b.String()
}

func tail(s string) string           { return s[len(s)-4:] }
func lastElement(s []string) *string { return &s[len(s)-1] }

func churn() {
	for i := range 50 {
		_ = strings.Repeat("junk", i+1)
		_ = make([]string, i)
	}
	runtime.GC()
}

func main() {
	t := tail(build(200))
	churn()
	fmt.Println(t)

	parts := strings.Split(build(10), ";")
	p := lastElement(parts[:9])
	parts = nil
	churn()
	fmt.Println(*p)

	b := []byte(build(50))
	window := b[40:44:48]
	b = nil
	churn()
	fmt.Println(string(window), string(window[:8]))

	m := map[string]string{}
	s := build(20)
	for i := 0; i+4 <= len(s); i += 4 {
		m[s[i:i+3]] = s[i+1 : i+4]
	}
	s = ""
	churn()
	fmt.Println(len(m), m["007"], m["019"])

	// the empty end of a string or slice must not keep or damage the neighbour
	full := make([]int, 8)
	end := full[8:]
	full = nil
	churn()
	end = append(end, 5)
	fmt.Println(len(end), end[0])
	e := build(5)
	e = e[len(e):]
	churn()
	fmt.Println(e == "", len(e))

	type record struct {
		name string
		tags []string
	}
	var records []record
	for i := range 20 {
		line := fmt.Sprintf("name%d,a%d,b%d", i, i, i)
		f := strings.Split(line, ",")
		records = append(records, record{f[0], f[1:]})
	}
	churn()
	fmt.Println(records[7], records[19].tags[1], cap(records[3].tags))
}
