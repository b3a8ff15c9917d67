// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func tell(s string, v int) int {
	fmt.Print(s, " ")
	return v
}

func kind(n int) string {
	switch {
	case n < 0:
		return "negative"
	case n == 0:
		return "zero"
	case n%2 == 0, n%3 == 0:
		return "two or three"
	}
	return "other"
}

func fall(n int) (out []int) {
	switch n {
	case 1:
		out = append(out, 1)
		fallthrough
	case 2:
		out = append(out, 2)
		fallthrough
	default:
		out = append(out, -1)
		fallthrough
	case 3:
		out = append(out, 3)
	case 4:
		out = append(out, 4)
		break
	}
	return
}

func main() {
	// Case expressions are evaluated top to bottom, left to right, only until one matches.
	switch tell("tag", 3) {
	case tell("a", 1), tell("b", 3), tell("c", 3):
		fmt.Println("first")
	case tell("d", 3):
		fmt.Println("second")
	}
	// default is taken last wherever it stands
	switch tell("tag", 9) {
	default:
		fmt.Println("default")
	case tell("e", 1), tell("f", 2):
		fmt.Println("no")
	}
	for n := -1; n < 8; n += 2 {
		fmt.Print(kind(n), "; ")
	}
	fmt.Println(kind(0))
	for n := 0; n < 5; n++ {
		fmt.Println(n, fall(n))
	}
	switch x := 5; {
	case x > 4:
		x := x * 2
		fmt.Println("x", x)
	}
	switch x := any(2.5); x {
	case 2:
		fmt.Println("int")
	case 2.5:
		fmt.Println("float")
	case "2.5":
		fmt.Println("string")
	}
	switch {
	}
	switch s := "héllo"; s {
	case "hello", "héllo":
		fmt.Println(len(s))
	}
}
