// run
// stress: movestack=3 gcstress=3
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

func grow(n int) {
	var pad [25]int
	pad[0] = n
	if n > 0 {
		grow(n - 1)
	}
}

type message struct {
	id   int
	body [12]int
	text string
}

// receiver waits in a deep frame; the message is written straight into its local variable.
func receiver(depth int, c <-chan message, out chan<- int) {
	if depth > 0 {
		receiver(depth-1, c, out)
		return
	}
	var m message
	p := &m
	for {
		var ok bool
		if m, ok = <-c; !ok {
			break
		}
		grow(50 + m.id*10)
		out <- p.body[11] + len(p.text)
	}
	close(out)
}

func selecting(a, b <-chan message, quit <-chan bool, out chan<- string) {
	var m message
	last := &m
	for {
		select {
		case m = <-a:
			out <- "a" + last.text
		case x, ok := <-b:
			y := &x
			grow(100)
			out <- fmt.Sprint("b", y.text, ok)
		case <-quit:
			close(out)
			return
		}
		grow(last.id * 20)
	}
}

func main() {
	c, out := make(chan message), make(chan int)
	go receiver(40, c, out)
	for i := range 10 {
		m := message{id: i, text: fmt.Sprint("text", i)}
		m.body[11] = i * i
		if i%3 == 0 {
			runtime.GC() // may shrink the waiting receiver's stack
		}
		c <- m
		fmt.Print(<-out, " ")
	}
	close(c)
	_, ok := <-out
	fmt.Println(ok)

	a, b, quit, texts := make(chan message), make(chan message), make(chan bool), make(chan string)
	go selecting(a, b, quit, texts)
	for i := range 6 {
		to := a
		if i%2 == 1 {
			to = b
		}
		runtime.GC()
		to <- message{id: i, text: fmt.Sprint(i)}
		fmt.Print(<-texts, " ")
	}
	quit <- true
	_, ok = <-texts
	fmt.Println(ok)

	// senders wait with the value in their own frame
	s := make(chan message)
	for i := range 5 {
		go func() {
			m := message{id: i}
			m.body[i] = 1
			grow(200 * i)
			s <- m
		}()
	}
	runtime.GC()
	sum := 0
	for range 5 {
		m := <-s
		sum += m.id * m.body[m.id]
	}
	fmt.Println(sum)
}
