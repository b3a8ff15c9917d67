// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type text string
type number int8

func main() {
	fmt.Println("standard output")
	println("text", 1, -2, true, 'x', text("named"), number(-3))
	print("no", "space", 1, 2, false, "\n")
	println()
	println(1.5, 0.0, -2.25e100, 1e-7, float32(0.1), 123456789.0)
	var f float64
	println(1/f, -1/f, f/f)
	println(uint8(255), int64(-1<<63), uint64(1<<64-1), uintptr(7))
	var p *int
	var s []int
	var m map[int]int
	var e error
	var c chan int
	println(p, m, c, e, s)
	println(len("héllo"), cap(make([]int, 2, 5)), 7/2, 1<<10)
	print("a", "b\t", 'c', "\n")
	defer println("deferred", len(s))
	println("é世", "\x41")
}
