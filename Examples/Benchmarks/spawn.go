// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

const N = 1000000 // SIZE small=100000

func batch(n int) int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	c := 0
	wg.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			mu.Lock()
			c++
			mu.Unlock()
			wg.Done()
		}()
	}
	wg.Wait()
	return c
}

func seq(n int) int {
	done := make(chan int)
	c := 0
	for i := 0; i < n; i++ {
		go func() { done <- 1 }()
		c += <-done
	}
	return c
}

func main() {
	for _, p := range []int{1, 2} {
		runtime.GOMAXPROCS(p)
		t := time.Now()
		c := batch(N)
		d := time.Since(t)
		fmt.Println("CHECK spawn", c)
		fmt.Printf("spawn_batch_p%d ns_per_op=%.1f\n", p, float64(d.Nanoseconds())/float64(N))
		t = time.Now()
		c = seq(N)
		d = time.Since(t)
		fmt.Println("CHECK spawnseq", c)
		fmt.Printf("spawn_seq_p%d ns_per_op=%.1f\n", p, float64(d.Nanoseconds())/float64(N))
	}
}
