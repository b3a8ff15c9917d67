// panic
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func worker(n int, c chan int) {
	if n == 3 {
		var p *int
		*p = n
	}
	c <- n
}

func main() {
	c := make(chan int)
	for i := range 5 {
		go worker(i, c)
		fmt.Println(<-c)
	}
}
