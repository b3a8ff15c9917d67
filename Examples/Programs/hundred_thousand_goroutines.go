// SPDX-License-Identifier: Apache-2.0

// A hundred thousand goroutines wait at the same time.
//
// Each has a stack of its own, two kilobytes, which is why this is possible at all: with threads of a megabyte it
// would take a hundred gigabytes. They wait on one channel until it is closed, then each adds its part.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

const count = 100_000

func main() {
	gate := make(chan struct{})
	var started, finished sync.WaitGroup
	var mu sync.Mutex
	total := 0

	started.Add(count)
	finished.Add(count)
	for i := range count {
		go func() {
			defer finished.Done()
			started.Done()
			<-gate
			mu.Lock()
			total += i
			mu.Unlock()
		}()
	}
	started.Wait()
	fmt.Println("goroutines waiting:", runtime.NumGoroutine()-1)

	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("bytes of stack for each, at most 4096:", m.StackInuse/count <= 4096)

	close(gate) // wakes them all
	finished.Wait()
	fmt.Println("sum of their numbers:", total, total == count*(count-1)/2)
}
