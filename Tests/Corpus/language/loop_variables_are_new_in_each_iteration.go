// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	var gets []func() int
	var adds []func(int)
	for i := 0; i < 3; i++ {
		gets = append(gets, func() int { return i })
		adds = append(adds, func(n int) { i += n })
	}
	adds[0](100) // changes only the first iteration's variable
	for _, f := range gets {
		fmt.Print(f(), " ")
	}
	fmt.Println()

	// The copy for the next iteration is made before the post statement; a change in the body carries over.
	var pointers []*int
	for i := 0; i < 10; i++ {
		pointers = append(pointers, &i)
		if i == 3 {
			i = 7
		}
	}
	for _, p := range pointers {
		fmt.Print(*p, " ")
	}
	fmt.Println()

	// A closure made in the post statement sees the new iteration's variable.
	var post []func() int
	for i, f := 0, func() int { return -1 }; i < 3; i, f = i+1, func() int { return i } {
		post = append(post, f)
	}
	for _, f := range post {
		fmt.Print(f(), " ")
	}
	fmt.Println()

	var ranged []func() string
	for i, s := range []string{"a", "b", "c"} {
		ranged = append(ranged, func() string { s += "!"; return fmt.Sprint(i, s) })
	}
	for _, f := range ranged {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()

	var ints []func() int
	for i := range 3 {
		i := i * 2
		ints = append(ints, func() int { i++; return i })
	}
	fmt.Println(ints[0](), ints[1](), ints[2](), ints[0]())

	// continue still copies
	var kept []*int
	for i := 0; i < 4; i++ {
		if i%2 == 0 {
			continue
		}
		kept = append(kept, &i)
	}
	fmt.Println(*kept[0], *kept[1], kept[0] != kept[1])

	// a variable assigned, not declared, by the loop is one for all
	var shared int
	var same []func() int
	for shared = 0; shared < 3; shared++ {
		same = append(same, func() int { return shared })
	}
	fmt.Println(same[0](), same[2]())
}
