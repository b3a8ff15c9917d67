// run
// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

func main() {
	// A send completes only when it is received, so the two sides alternate.
	c, ack := make(chan int), make(chan bool)
	var log []string
	go func() {
		for i := range 4 {
			c <- i
			log = append(log, fmt.Sprint("sent ", i)) // ordered by ack
			ack <- true
		}
		close(c)
	}()
	for v := range c {
		<-ack
		log = append(log, fmt.Sprint("received ", v))
	}
	fmt.Println(log)

	// Values of many sizes go through whole.
	type large struct {
		words [40]int
		name  string
		p     *int
	}
	n := 7
	big := make(chan large)
	go func() {
		for i := range 3 {
			v := large{name: fmt.Sprint("v", i), p: &n}
			v.words[39] = i
			big <- v
			v.words[39] = -1
		}
		close(big)
	}()
	for v := range big {
		*v.p += v.words[39]
		fmt.Println(v.name, v.words[39], *v.p)
	}
	v, ok := <-big
	fmt.Println(v.name == "", v.p == nil, ok)

	// channels of channels: a reply address inside the request
	requests := make(chan struct {
		n     int
		reply chan<- int
	})
	go func() {
		for r := range requests {
			r.reply <- r.n * r.n
		}
	}()
	reply := make(chan int)
	for i := range 4 {
		requests <- struct {
			n     int
			reply chan<- int
		}{i, reply}
		fmt.Print(<-reply, " ")
	}
	close(requests)
	fmt.Println(len(requests), cap(requests))
	funcs := make(chan func() string)
	go func() { funcs <- func() string { return "called" } }()
	fmt.Println((<-funcs)())
	var iface = make(chan any)
	go func() { iface <- nil; iface <- 5; iface <- "s" }()
	fmt.Println(<-iface, <-iface, <-iface)
}
