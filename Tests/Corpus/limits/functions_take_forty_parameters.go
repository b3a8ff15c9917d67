// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func many(p0 int, p1 string, p2 float64, p3 *int, p4 []int, p5 any, p6 int8, p7 bool, p8 [3]int, p9 func() int, p10 int, p11 string, p12 float64, p13 *int, p14 []int, p15 any, p16 int8, p17 bool, p18 [3]int, p19 func() int, p20 int, p21 string, p22 float64, p23 *int, p24 []int, p25 any, p26 int8, p27 bool, p28 [3]int, p29 func() int, p30 int, p31 string, p32 float64, p33 *int, p34 []int, p35 any, p36 int8, p37 bool, p38 [3]int, p39 func() int) (r0 int, r1 string, r2 float64, r3 *int, r4 []int, r5 any, r6 int8, r7 bool, r8 [3]int, r9 func() int, r10 int, r11 string, r12 float64, r13 *int, r14 []int, r15 any, r16 int8, r17 bool, r18 [3]int, r19 func() int) {
	r0 = p0 + p20
	r1 = p1 + p21
	r2 = p2 + p22
	r3 = p23
	r4 = p24
	r5 = p25
	r6 = p6 + p26
	r7 = p27
	r8 = p28
	r9 = p29
	r10 = p10 + p30
	r11 = p11 + p31
	r12 = p12 + p32
	r13 = p33
	r14 = p34
	r15 = p35
	r16 = p16 + p36
	r17 = p37
	r18 = p38
	r19 = p39
	defer func() { r0 += p39() }()
	return
}

func variadic(first int, rest ...string) (n int) {
	n = first
	for _, s := range rest {
		n += len(s)
	}
	return
}

func main() {
	x := 99
	a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19 := many(0, "s1", 2.5, &x, []int{4}, 5, 6, true, [3]int{8}, func() int { return 9 }, 10, "s11", 12.5, &x, []int{14}, 15, 16, true, [3]int{18}, func() int { return 19 }, 20, "s21", 22.5, &x, []int{24}, 25, 26, true, [3]int{28}, func() int { return 29 }, 30, "s31", 32.5, &x, []int{34}, 35, 36, true, [3]int{38}, func() int { return 39 })
	fmt.Println(a0, a1, a2, *a3, a4, a5, a6, a7, a8, a9())
	fmt.Println(a10, a11, a12, *a13, a14, a15, a16, a17, a18, a19())
	go func() {}()
	f := many
	a0, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, a19 = f(0, "s1", 2.5, &x, []int{4}, 5, 6, true, [3]int{8}, func() int { return 9 }, 10, "s11", 12.5, &x, []int{14}, 15, 16, true, [3]int{18}, func() int { return 19 }, 20, "s21", 22.5, &x, []int{24}, 25, 26, true, [3]int{28}, func() int { return 29 }, 30, "s31", 32.5, &x, []int{34}, 35, 36, true, [3]int{38}, func() int { return 39 })
	fmt.Println(a0, a19())
	fmt.Println(variadic(1, "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx", "", "x", "xx", "xxx", "xxxx"))
}
