// run
// stress: movestack=3 gcstress=100000000 gcalways=0
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

type thing struct {
	n    int
	rest [100]int
}

func main() {
	debug.SetGCPercent(-1)
	runtime.GOMAXPROCS(1)

	// What was put survives one collection and not two.
	var p sync.Pool
	p.Put("a")
	fmt.Println(p.Get(), p.Get())
	p.Put("b")
	runtime.GC()
	fmt.Println(p.Get(), p.Get())
	p.Put("c")
	runtime.GC()
	runtime.GC()
	fmt.Println(p.Get())

	// What is put between the two ages by itself.
	p.Put("old")
	runtime.GC()
	p.Put("new")
	fmt.Println(p.Get(), p.Get(), p.Get())
	p.Put("old")
	runtime.GC()
	p.Put("new")
	runtime.GC()
	fmt.Println(p.Get(), p.Get())

	// One taken out and put back is new.
	p.Put("x")
	runtime.GC()
	p.Put(p.Get())
	runtime.GC()
	fmt.Println(p.Get())

	// New makes what is not there.
	made := 0
	q := sync.Pool{New: func() any { made++; return made }}
	fmt.Println(q.Get(), q.Get())
	q.Put(100)
	fmt.Println(q.Get(), q.Get())
	q.Put(nil)
	fmt.Println(q.Get())
	q.Put(200)
	runtime.GC()
	runtime.GC()
	fmt.Println(q.Get(), made)

	// What a pool lets go of is garbage, though nobody touches the pool any more.
	var untouched sync.Pool
	var freed sync.WaitGroup
	freed.Add(20)
	for i := range 20 {
		t := &thing{n: i}
		runtime.SetFinalizer(t, func(*thing) { freed.Done() })
		untouched.Put(t)
	}
	for range 4 {
		runtime.GC()
	}
	done := make(chan bool)
	go func() { freed.Wait(); close(done) }()
	select {
	case <-done:
		fmt.Println("all were freed")
	case <-time.After(5 * time.Second):
		fmt.Println("some were kept")
	}
	fmt.Println(untouched.Get())
	runtime.KeepAlive(&untouched)
}
