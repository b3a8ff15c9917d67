// run
// stress: movestack=50 gcstress=50

package main

import (
	"fmt"
	"runtime"
)

var keep []*[100]*int

// Down returns through n frames, which hold pointers, with garbage and what lives made meanwhile.
func down(n int) int {
	if n == 0 {
		keep = nil
		for range 20 {
			keep = append(keep, new([100]*int))
		}
		return 0
	}
	var places [20]*int
	places[n%20] = &n
	return down(n-1) + *places[n%20] - n
}

type cleaner interface{ clean() }

type thing struct{ recovered *int }

// With a value receiver: that of *thing is a wrapper, which is between clean and the panic.
func (t thing) clean() {
	down(50)
	if recover() != nil {
		*t.recovered++
	}
}

func run(c cleaner) {
	defer c.clean()
	panic("once more")
}

func direct(recovered *int) {
	defer func() {
		down(60)
		defer func() {
			down(20)
			recover() // nothing: this one was not called by the panic
		}()
		if recover() == "another" {
			*recovered++
		}
	}()
	panic("another")
}

func main() {
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				close(stopped)
				return
			default:
				runtime.GC()
			}
		}
	}()
	byWrapper, byPanic := 0, 0
	for range 300 {
		run(&thing{&byWrapper})
		direct(&byPanic)
	}
	close(stop)
	<-stopped
	fmt.Println(byWrapper, byPanic)
}
