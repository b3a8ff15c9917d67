// escape
// SPDX-License-Identifier: Apache-2.0

package main

type message struct {
	text *string
	body []byte
	n    int
}

func sendPointer(c chan *int) {
	x := 1
	c <- &x
}

func sendParameter(c chan *int, p *int) { c <- p }

func sendStruct(c chan message) {
	s := "text"
	c <- message{text: &s, body: make([]byte, 4)}
}

func sendValue(c chan int) {
	x := 1
	p := &x
	c <- *p
}

func sendSlice(c chan []int, s []int) { c <- s }

func sendContent(c chan *int, p **int) { c <- *p }

func receive(c chan *int) *int { return <-c }

func receiveInto(c chan *int, p **int) { *p = <-c }

func localChannel() int {
	c := make(chan *int, 1)
	x := 1
	c <- &x
	return *<-c
}

func sendInterface(c chan interface{}, n int) {
	c <- n
	c <- "constant"
	c <- &n
}

func sendFunction(c chan func() int) {
	n := 1
	c <- func() int { return n }
}

func selecting(c chan *int, d chan int, p *int) (r *int) {
	x, y := 1, 2
	select {
	case c <- &x:
	case c <- p:
	case r = <-c:
	case y = <-d:
		q := &y
		*q = 3
	}
	return
}

func channelOfChannel(cc chan chan int, c chan int) {
	cc <- c
	cc <- make(chan int)
}

func goArguments(c chan int, p *int, s []int) {
	x := 5
	go worker(c, p, s, &x)
	go func(q *int) { c <- *q }(&x)
}

func worker(c chan int, p *int, s []int, q *int) { c <- *p + s[0] + *q }

func returned() chan int { return make(chan int, 5) }

func rangeOver(c chan *message) (n int) {
	for m := range c {
		n += m.n
	}
	return
}

func main() {
	c := make(chan *int, 10)
	sendPointer(c)
	sendParameter(c, new(int))
	sendStruct(make(chan message, 1))
	sendValue(make(chan int, 1))
	sendSlice(make(chan []int, 1), []int{1})
	p := new(int)
	sendContent(c, &p)
	_ = receive(c)
	receiveInto(c, &p)
	_ = localChannel()
	sendInterface(make(chan interface{}, 3), 1)
	sendFunction(make(chan func() int, 1))
	_ = selecting(c, make(chan int), new(int))
	channelOfChannel(make(chan chan int, 2), make(chan int))
	goArguments(returned(), new(int), []int{1})
	d := make(chan *message)
	close(d)
	_ = rangeOver(d)
}
