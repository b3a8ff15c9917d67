// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

type config struct{ version int }

func main() {
	var plain int64
	var small int32
	var unsigned uint64
	var typed atomic.Int64
	var flag atomic.Bool
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 100 {
				atomic.AddInt64(&plain, 2)
				atomic.AddInt32(&small, -1)
				atomic.AddUint64(&unsigned, ^uint64(0)) // minus one
				typed.Add(3)
				if i%4 == 0 {
					runtime.Gosched()
				}
			}
			flag.Store(true)
		}()
	}
	wg.Wait()
	fmt.Println(plain, small, -unsigned, typed.Load(), flag.Load())

	// compare and swap: a lock-free maximum
	var highest int32
	for i := range 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			v := int32(i * 37 % 50)
			for {
				old := atomic.LoadInt32(&highest)
				if v <= old || atomic.CompareAndSwapInt32(&highest, old, v) {
					return
				}
			}
		}()
	}
	wg.Wait()
	fmt.Println(highest, atomic.CompareAndSwapInt32(&highest, 5, 6), atomic.SwapInt32(&highest, 9), atomic.LoadInt32(&highest))

	var u32 atomic.Uint32
	u32.Store(7)
	fmt.Println(u32.Swap(8), u32.CompareAndSwap(8, 9), u32.Load(), u32.Add(^uint32(0)))
	var value atomic.Value
	fmt.Println(value.Load() == nil)
	value.Store(config{1})
	value.Store(config{2})
	fmt.Println(value.Load().(config).version, value.Swap(config{3}), value.CompareAndSwap(config{3}, config{4}), value.Load())
	func() {
		defer func() { fmt.Println(recover()) }()
		value.Store("another type")
	}()

	// a spin lock lets others run
	var lock int32
	shared := 0
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 20 {
				for !atomic.CompareAndSwapInt32(&lock, 0, 1) {
					runtime.Gosched()
				}
				shared++
				atomic.StoreInt32(&lock, 0)
			}
		}()
	}
	wg.Wait()
	fmt.Println(shared)
}
