// run
// stress: movestack=11 gcstress=7
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func generate(c chan<- int) {
	for i := 2; ; i++ {
		c <- i
	}
}

func filter(in <-chan int, out chan<- int, prime int) {
	for {
		if n := <-in; n%prime != 0 {
			out <- n
		}
	}
}

func main() {
	c := make(chan int)
	go generate(c)
	for i := range 40 {
		prime := <-c
		if i > 0 {
			fmt.Print(" ")
		}
		fmt.Print(prime)
		next := make(chan int)
		go filter(c, next, prime)
		c = next
	}
	fmt.Println()
}
