// run

package main

import (
	"fmt"
	"time"
)

func main() {
	start := time.Now()
	time.Sleep(20 * time.Millisecond)
	fmt.Println(time.Since(start) >= 20*time.Millisecond, time.Since(start) < 10*time.Second)

	t := time.NewTimer(time.Hour)
	fmt.Println(t.Stop(), t.Stop(), t.Reset(10*time.Millisecond))
	<-t.C
	fmt.Println(t.Stop())

	late := time.NewTimer(time.Millisecond)
	time.Sleep(30 * time.Millisecond)
	late.Reset(time.Hour) // the time that was sent is taken back
	select {
	case <-late.C:
		fmt.Println("stale")
	default:
		fmt.Println("nothing stale")
	}

	done := make(chan string)
	time.AfterFunc(5*time.Millisecond, func() { done <- "called" })
	fmt.Println(<-done)
	f := time.AfterFunc(time.Hour, func() { fmt.Println("never") })
	fmt.Println(f.Stop(), f.Stop())

	ticker := time.NewTicker(5 * time.Millisecond)
	before := time.Now()
	for i := 0; i < 4; i++ {
		<-ticker.C
	}
	ticker.Stop()
	fmt.Println(time.Since(before) >= 19*time.Millisecond)

	select {
	case <-time.After(5 * time.Millisecond):
		fmt.Println("after")
	case <-done:
	}

	order := make(chan int, 3)
	for _, n := range []int{30, 10, 20} {
		go func() {
			time.Sleep(time.Duration(n) * 2 * time.Millisecond)
			order <- n
		}()
	}
	fmt.Println(<-order, <-order, <-order)
}
