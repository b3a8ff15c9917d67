// fatal
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func stage(in <-chan int, out chan<- int) {
	for v := range in {
		out <- v + 1
	}
}

func main() {
	a, b := make(chan int), make(chan int)
	go stage(a, b)
	go stage(b, a)
	a <- 1
	fmt.Println("first handed over")
	a <- 2
	a <- 3
	a <- 4
	fmt.Println("not reached")
}
