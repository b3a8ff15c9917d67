// run
// stress: gcstress=20 movestack=20

package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	total := 0
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 300; j++ {
				mu.Lock()
				old := total
				if j%50 == 0 {
					runtime.Gosched()
				}
				total = old + 1
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	fmt.Println(total, mu.TryLock(), mu.TryLock())
	mu.Unlock()

	var rw sync.RWMutex
	var readers, most, writers atomic.Int32
	value := 0
	for i := 0; i < 4; i++ {
		wg.Go(func() {
			for j := 0; j < 50; j++ {
				rw.RLock()
				n := readers.Add(1)
				if n > most.Load() {
					most.Store(n)
				}
				if writers.Load() != 0 {
					fmt.Println("reader beside a writer")
				}
				runtime.Gosched()
				readers.Add(-1)
				rw.RUnlock()
			}
		})
		wg.Go(func() {
			for j := 0; j < 25; j++ {
				rw.Lock()
				if writers.Add(1) != 1 || readers.Load() != 0 {
					fmt.Println("writer not alone")
				}
				value++
				runtime.Gosched()
				writers.Add(-1)
				rw.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println(value, most.Load() >= 1, rw.TryRLock(), rw.TryLock())
	rw.RUnlock()
	fmt.Println(rw.TryLock(), rw.TryRLock())
	rw.Unlock()
	l := rw.RLocker()
	l.Lock()
	l.Unlock()
}
