// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

type name string
type raw []byte
type octet byte

func main() {
	values := []any{"", "hi", "héllo, 世界", "tab\tnew\nquote\" back\\ tick`", "\xff\x00\u2028\U0010FFFF", name("n"),
		[]byte("bytes\x01"), []byte(nil), []byte{}, raw("raw"), [3]byte{1, 2, 3}, []octet{65, 66}, []string{"a b", "c"}, [2]name{"x", "y"}}
	for _, v := range values {
		for _, verb := range "vsqxXd" {
			fmt.Printf("%"+string(verb)+"|", v)
		}
		fmt.Printf("%+q|%#q|% x|%#x|%# x|%#v|%T\n", v, v, v, v, v, v, v)
	}
	for _, f := range []string{"%8s|", "%-8s|", "%08s|", "%.2s|", "%8.2s|", "%-8.2s|", "%8q|", "%.1q|", "%-10q|", "%010q|", "%.3x|",
		"%12x|", "%-12x|", "%012x|", "%# 20x|", "%-# 20X|", "%.0s|", "%.0x|", "%5v|", "%-5v|"} {
		fmt.Printf("%s ", f)
		for _, s := range []string{"", "a", "héé", "日本語"} {
			fmt.Printf(f, s)
			fmt.Printf(f, []byte(s))
		}
		fmt.Println()
	}
	fmt.Printf("%t %c %f\n", "x", "y", []byte("z"))
	fmt.Printf("%s %v %d\n", &[]byte{65}, &[2]byte{1, 2}, &[]byte{66})
	fmt.Println("a", name("b"), []byte("c"), 'd')
	fmt.Print("a", "b", 1, 2, "c", name("d"), name("e"), 3, "\n")
	fmt.Println(fmt.Sprint("x", 1, 2, "y"), fmt.Sprintln("end", 3) == "end 3\n")
	fmt.Printf("%s\n", fmt.Append([]byte("<"), 1, "a", 2.5))
	fmt.Printf("%s\n", fmt.Appendf([]byte("<"), "%03d>", 7))
	fmt.Printf("%q\n", fmt.Appendln(nil, "a", 1))
}
