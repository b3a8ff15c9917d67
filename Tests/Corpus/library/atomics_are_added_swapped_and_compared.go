// run

package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"
)

type pair struct{ a, b int }

func main() {
	var i32 int32 = -5
	fmt.Println(atomic.AddInt32(&i32, -1), atomic.LoadInt32(&i32), atomic.SwapInt32(&i32, 7))
	fmt.Println(atomic.CompareAndSwapInt32(&i32, 7, 8), atomic.CompareAndSwapInt32(&i32, 7, 9))
	fmt.Println(i32)
	var u32 uint32 = 1
	fmt.Println(atomic.AddUint32(&u32, ^uint32(1)), atomic.AndUint32(&u32, 0xff), atomic.OrUint32(&u32, 0xf00))
	fmt.Println(u32)
	var u64 uint64
	fmt.Println(atomic.AddUint64(&u64, ^uint64(0)), atomic.SwapUint64(&u64, 3))
	fmt.Println(u64)
	var i64 int64
	atomic.StoreInt64(&i64, -1<<63)
	fmt.Println(atomic.AddInt64(&i64, -1), atomic.LoadInt64(&i64))
	x, y := 1, 2
	p := unsafe.Pointer(&x)
	fmt.Println(atomic.CompareAndSwapPointer(&p, unsafe.Pointer(&x), unsafe.Pointer(&y)), *(*int)(atomic.LoadPointer(&p)))

	var b atomic.Bool
	fmt.Println(b.Load(), b.Swap(true), b.CompareAndSwap(false, true), b.Load())
	var n atomic.Int64
	var up atomic.Uintptr
	var wg sync.WaitGroup
	for i := 0; i < 10; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 100; j++ {
				n.Add(2)
				up.Add(1)
			}
		}()
	}
	wg.Wait()
	fmt.Println(n.Load(), up.Load(), n.And(0xf0), n.Or(1), n.Load(), n.CompareAndSwap(209, 1), n.CompareAndSwap(n.Load(), 1))

	var v atomic.Value
	fmt.Println(v.Load(), v.CompareAndSwap(nil, pair{1, 2}), v.Load(), v.Swap(pair{3, 4}), v.CompareAndSwap(pair{1, 2}, pair{}),
		v.CompareAndSwap(pair{3, 4}, pair{5, 6}), v.Load())
	for _, f := range []func(){
		func() { v.Store(nil) },
		func() { v.Store("other") },
		func() { v.Swap(1) },
		func() { v.CompareAndSwap(1, pair{}) },
		func() { atomic.LoadInt32(nil) },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}
