// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	a, b := make(chan int, 1), make(chan string, 1)
	var none chan int // never ready
	try := func() {
		select {
		case v := <-a:
			fmt.Println("a", v)
		case s, ok := <-b:
			fmt.Println("b", s, ok)
		case none <- 1:
			fmt.Println("never")
		case <-none:
			fmt.Println("never")
		default:
			fmt.Println("nothing ready")
		}
	}
	try()
	a <- 1
	try()
	b <- "x"
	try()
	close(b)
	try()

	// sends and receives in one select, assigning to what exists
	out := make(chan int, 2)
	var got struct {
		v  int
		ok bool
	}
	list := []int{0, 0}
	for i := range 4 {
		in := make(chan int, 1)
		if i%2 == 0 {
			in <- i * 10
		}
		select {
		case got.v, got.ok = <-in:
			fmt.Println("received", got)
		default:
			select {
			case out <- i:
				fmt.Println("sent", i)
			case list[0] = <-in:
				fmt.Println("never")
			}
		}
	}
	fmt.Println(len(out), <-out, <-out)

	// Both ready: over many rounds each is chosen.
	x, y := make(chan int, 1), make(chan int, 1)
	counts := [2]int{}
	for range 200 {
		x <- 1
		y <- 1
		select {
		case <-x:
			counts[0]++
			<-y
		case <-y:
			counts[1]++
			<-x
		}
	}
	fmt.Println(counts[0] > 20, counts[1] > 20, counts[0]+counts[1])

	// Operands are evaluated once, in order, even of cases not taken.
	note := func(s string, c chan int) chan int { fmt.Print(s, " "); return c }
	value := func(s string) int { fmt.Print(s, " "); return 5 }
	target := func(s string) *int { fmt.Print(s, " "); return &list[1] }
	x <- 9
	select {
	case *target("target") = <-note("x", x):
	case note("none", none) <- value("value"):
	}
	fmt.Println(list[1])

	// a blocked select is woken by the first to come, and is out of the other queues then
	p, q := make(chan int), make(chan int)
	done := make(chan bool)
	go func() {
		for range 3 {
			select {
			case v := <-p:
				fmt.Println("p", v)
			case v := <-q:
				fmt.Println("q", v)
			}
			done <- true
		}
	}()
	q <- 1
	<-done
	p <- 2
	<-done
	q <- 3
	<-done
	select {
	case p <- 4:
		fmt.Println("never")
	default:
		fmt.Println("nobody waits")
	}
}
