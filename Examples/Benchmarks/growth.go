// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

// Each goroutine recurses until its stack has grown from the start size to 64 KB.
const N = 10000 // SIZE small=1000
const DEPTH = 480

func rec(n int) int {
	var b [8]int
	b[n&7] = n
	if n == 0 {
		return b[0]
	}
	return rec(n-1) + b[n&7] - n + 1
}

func recPark(n int, up *sync.WaitGroup, gate chan int) int {
	var b [8]int
	b[n&7] = n
	if n == 0 {
		up.Done()
		<-gate
		return b[0]
	}
	return recPark(n-1, up, gate) + b[n&7] - n + 1
}

func main() {
	runtime.GOMAXPROCS(1)
	// one after another: stacks are recycled, so this is mostly growth and copying
	done := make(chan int)
	c := 0
	t := time.Now()
	for i := 0; i < N; i++ {
		go func() { done <- rec(DEPTH) }()
		c += <-done
	}
	d := time.Since(t)
	fmt.Println("CHECK growth", c)
	fmt.Printf("growth_seq ns_per_op=%.0f\n", float64(d.Nanoseconds())/float64(N))

	// the same, already grown to depth 2: what the calls themselves cost
	c = 0
	t = time.Now()
	for i := 0; i < N; i++ {
		c += rec(DEPTH)
	}
	d = time.Since(t)
	fmt.Println("CHECK growthcalls", c)
	fmt.Printf("growth_calls ns_per_op=%.0f\n", float64(d.Nanoseconds())/float64(N))

	// all deep at once
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	var up, fin sync.WaitGroup
	gate := make(chan int)
	up.Add(N)
	fin.Add(N)
	t = time.Now()
	for i := 0; i < N; i++ {
		go func() {
			recPark(DEPTH, &up, gate)
			fin.Done()
		}()
	}
	up.Wait()
	d = time.Since(t)
	runtime.ReadMemStats(&m1)
	t = time.Now()
	close(gate)
	fin.Wait()
	e := time.Since(t)
	fmt.Println("CHECK growthpark", N)
	fmt.Printf("growth_parked ns_per_op=%.0f\n", float64(d.Nanoseconds())/float64(N))
	fmt.Printf("growth_unwind ns_per_op=%.0f\n", float64(e.Nanoseconds())/float64(N))
	fmt.Printf("growth_stack bytes_per_op=%.0f\n", float64(m1.StackInuse-m0.StackInuse)/float64(N))
}
