// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func catch(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	s := []int{1, 2, 3, 4}
	p := (*[3]int)(s) // shares the elements
	a := [2]int(s)    // copies them
	p[0] = 100
	a[1] = 200
	fmt.Println(s, *p, a, len(p), cap(p))
	s[2] = 300
	fmt.Println(p[2])

	sub := p[1:]
	sub = append(sub, 400) // the array pointer's slice ends at the array's end
	fmt.Println(s, sub, cap(p[1:]))

	var none []int
	zero := (*[0]int)(none)
	empty := (*[0]int)([]int{})
	fmt.Println(zero == nil, empty == nil, [0]int(none))

	catch(func() { fmt.Println((*[5]int)(s)) })
	catch(func() { fmt.Println([5]int(s[1:])) })
	catch(func() { fmt.Println([1]int(none)) })

	b := [4]byte([]byte("wxyz!"))
	fmt.Println(string(b[:]), b == [4]byte{'w', 'x', 'y', 'z'})
	for i, v := range (*[4]byte)(b[:]) {
		b[3] = 'q'
		fmt.Print(i, string(rune(v)), " ")
	}
	fmt.Println()
	type vector [2]float64
	v := vector([]float64{1.5, 2.5, 3.5})
	q := (*vector)([]float64{4, 5})
	v[0] += q[1]
	fmt.Println(v, *q)
}
