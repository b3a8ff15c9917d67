// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
outer:
	for i := 0; i < 4; i++ {
	inner:
		for j := 0; ; j++ {
			switch {
			case j == 1:
				continue inner
			case i == 1:
				continue outer
			case j == 3:
				break inner
			case i == 3:
				break outer
			}
			fmt.Println("at", i, j)
		}
		fmt.Println("row", i)
	}

	// break of a labelled switch, select and block
	n := 0
decide:
	switch n {
	case 0:
		for {
			n++
			if n > 5 {
				break decide
			}
		}
		fmt.Println("not reached")
	}
	fmt.Println(n)

	c := make(chan int, 1)
wait:
	for round := 0; ; round++ {
		select {
		case v := <-c:
			fmt.Println("got", v, "in round", round)
			break wait
		default:
			if round < 2 {
				continue wait
			}
			c <- round * 100
		}
	}

	// a label on a block serves goto only
	tries := 0
block:
	{
		tries++
		if tries < n {
			goto block
		}
	}
	fmt.Println("end", tries)
}
