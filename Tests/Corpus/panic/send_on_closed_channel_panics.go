// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func produce(c chan int, n int) {
	for i := range n {
		c <- i
		if i == 1 {
			close(c)
		}
	}
}

func main() {
	c := make(chan int, 5)
	fmt.Println(cap(c))
	produce(c, 4)
}
