// run
// stress: movestack=3 gcstress=1
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func hundredKilobytes(seed byte) (sum int) {
	var a [100 << 10]byte
	for i := 0; i < len(a); i += 1024 {
		a[i] = seed
	}
	a[len(a)-1] = 1
	for _, v := range a[:] {
		sum += int(v)
	}
	return
}

func nested(n int) int {
	var a [8 << 10]int32
	a[0], a[len(a)-1] = int32(n), int32(n*2)
	if n == 0 {
		return 0
	}
	r := nested(n - 1)
	return r + int(a[0]) + int(a[len(a)-1])
}

type big struct{ data [4096]int }

func byValue(b big, n int) big {
	b.data[n]++
	if n == 0 {
		return b
	}
	return byValue(b, n-1)
}

func mixed(n int, p *[4096]int) int {
	if n == 0 {
		p[4095]++
		return 1
	}
	var small [4]int
	small[n%4] = n
	if n%3 == 0 {
		var large [4096]int
		large[4095] = p[4095]
		r := mixed(n-1, &large)
		p[4095] = large[4095]
		return r + small[n%4]
	}
	return mixed(n-1, p) + small[n%4]
}

func main() {
	fmt.Println(hundredKilobytes(1), hundredKilobytes(2))
	fmt.Println(nested(20))
	b := byValue(big{}, 12)
	sum := 0
	for _, v := range b.data {
		sum += v
	}
	fmt.Println(sum)
	var top [4096]int
	r := mixed(30, &top)
	fmt.Println(r, top[4095])
	c := make(chan int)
	for i := range 4 {
		go func() { c <- hundredKilobytes(byte(i)) }()
	}
	fmt.Println(<-c + <-c + <-c + <-c)
}
