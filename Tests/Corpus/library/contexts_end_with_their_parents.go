// run

package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type key string

func main() {
	root, cancel := context.WithCancel(context.Background())
	child := context.WithValue(root, key("user"), "gopher")
	timed, stop := context.WithTimeout(child, time.Hour)
	defer stop()
	_, has := timed.Deadline()
	fmt.Println(timed.Err(), timed.Value(key("user")), timed.Value(key("none")), has)
	fmt.Println(context.Background(), child)

	called := make(chan bool)
	context.AfterFunc(timed, func() { close(called) })
	cancel()
	<-timed.Done()
	<-called
	fmt.Println(root.Err(), child.Err(), timed.Err(), errors.Is(timed.Err(), context.Canceled))

	short, stop2 := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer stop2()
	select {
	case <-short.Done():
		fmt.Println(short.Err(), short.Err() == context.DeadlineExceeded)
	case <-time.After(10 * time.Second):
		fmt.Println("late")
	}

	why, fail := context.WithCancelCause(context.Background())
	below, stop3 := context.WithCancel(why)
	defer stop3()
	kept := context.WithoutCancel(below)
	fail(errors.New("the reason"))
	fmt.Println(below.Err(), context.Cause(below), kept.Err())

	workers := make(chan int)
	ctx, end := context.WithCancel(context.Background())
	for i := 0; i < 3; i++ {
		go func() {
			<-ctx.Done()
			workers <- i
		}()
	}
	end()
	fmt.Println(<-workers + <-workers + <-workers)
}
