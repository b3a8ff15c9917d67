// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const N = 5000000 // SIZE small=200000

func main() {
	t := time.Now()
	s := ""
	for i := 0; i < N/250; i++ {
		s += "x"
	}
	d := time.Since(t)
	fmt.Println("CHECK concat", len(s))
	fmt.Printf("concat ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N/250))
	t = time.Now()
	var b strings.Builder
	for i := 0; i < N; i++ {
		b.WriteString("hello ")
	}
	d = time.Since(t)
	fmt.Println("CHECK builder", len(b.String()))
	fmt.Printf("builder ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N))
	t = time.Now()
	n := 0
	for i := 0; i < N; i++ {
		n += len(strconv.Itoa(1000 + i))
	}
	d = time.Since(t)
	fmt.Println("CHECK itoa", n)
	fmt.Printf("itoa ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(N))
	t = time.Now()
	h := uint32(0)
	str := b.String()
	for i := 0; i < len(str); i++ {
		h = h*31 + uint32(str[i])
	}
	d = time.Since(t)
	fmt.Println("CHECK strindex", h)
	fmt.Printf("strindex ns_per_op=%.3f\n", float64(d.Nanoseconds())/float64(len(str)))
}
