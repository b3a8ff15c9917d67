// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type celsius int
type flags uint8

func main() {
	values := []any{0, 1, -1, 42, -255, 1 << 40, int8(-128), uint8(200), int16(-300), uint32(1 << 31),
		int64(-1 << 63), ^uint64(0), uintptr(0xbeef), 'x', '世', rune(0x1F600), celsius(-7), flags(5)}
	for _, v := range values {
		for _, verb := range "vdboOxXcqU" {
			fmt.Printf("%"+string(verb)+"|", v)
		}
		fmt.Printf("%T\n", v)
	}
	formats := []string{"%5d", "%-5d|", "%05d", "%+d", "% d", "%+05d", "%-05d|", "%.3d", "%8.3d", "%-8.3d|",
		"%08.3d", "%#x", "%#X", "%#o", "%#b", "%O", "%#08x", "%+x", "% x", "%#v", "%+v", "%6v", "%.0d", "%3c|",
		"%-3c|", "%+q", "%#q", "%#U", "%.6U", "%#.6U|", "%12U|", "%020b", "%-#10x|", "%+.2d", "% 04d"}
	for _, f := range formats {
		fmt.Printf("%s: ", f)
		for _, n := range []int{0, 7, -42, 0x4E16} {
			fmt.Printf(f+" ", n)
		}
		fmt.Println()
	}
	fmt.Printf("%d %d %d\n", []int{1, 2}, [2]uint8{3, 4}, map[string]int{"b": 2, "a": 1})
	fmt.Printf("%x %X %#x\n", []int{10, 11}, []int{10, 11}, []int{10, 11})
	fmt.Printf("%03d|%-4d|%4d\n", []int{1, 22}, []int{1, 22}, []int{1, 22})
	fmt.Printf("%#v %#v %#v %#v\n", uint8(7), uint64(8), uintptr(9), []uint16{1, 2})
	fmt.Printf("%t %s %f %e\n", 1, 2, 3, 4)
	fmt.Printf("%c%c%c %q %q\n", 'a', 0x10FFFF+1, -1, 0x110000, -5)
	fmt.Printf("%.100d\n", 5)
	fmt.Printf("%0100d\n", -5)
	fmt.Println(celsius(3), flags(4), 'a', "b", 5, 6)
	fmt.Print(1, 2, "a", "b", 3, 'c', celsius(4), "\n")
}
