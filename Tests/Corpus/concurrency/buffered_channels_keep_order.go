// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	c := make(chan int, 5)
	fmt.Println(len(c), cap(c))
	for i := range 5 {
		c <- i
	}
	fmt.Println(len(c))
	// the ring wraps many times
	next := 5
	for range 23 {
		fmt.Print(<-c, " ")
		c <- next
		next++
	}
	fmt.Println(len(c))
	close(c)
	for v := range c { // what was sent before the close is still received
		fmt.Print(v, " ")
	}
	v, ok := <-c
	fmt.Println(v, ok, len(c), cap(c))

	// Senders wait when it is full, and wait in order.
	full := make(chan string, 1)
	full <- "a"
	done := make(chan bool)
	go func() {
		full <- "b"
		full <- "c"
		done <- true
	}()
	for range 3 {
		fmt.Print(<-full, " ")
	}
	<-done
	fmt.Println()

	// one producer, one consumer: order holds across many hand-overs
	p := make(chan int, 3)
	go func() {
		defer close(p)
		for i := range 500 {
			p <- i
		}
	}()
	expected, broken := 0, 0
	for v := range p {
		if v != expected {
			broken++
		}
		expected++
	}
	fmt.Println(expected, broken)

	var receive <-chan int = p
	var send chan<- int = make(chan int, 1)
	send <- 4
	_, open := <-receive
	fmt.Println(open, len(send), cap(receive))
	strings := make(chan []string, 2)
	s := []string{"x"}
	strings <- s
	s[0] = "y" // the slice's array is shared, only the header was copied
	fmt.Println(<-strings)
}
