// run

package main

import (
	"fmt"
	"sort"
	"sync"
)

func main() {
	var once sync.Once
	for i := 0; i < 3; i++ {
		once.Do(func() { fmt.Println("once", i) })
	}
	f := sync.OnceFunc(func() { fmt.Println("called"); panic("failure") })
	for i := 0; i < 2; i++ {
		func() {
			defer func() { fmt.Println("recovered", recover()) }()
			f()
		}()
	}

	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready, woken := 0, 0
	var wg sync.WaitGroup
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			for ready == 0 {
				cond.Wait()
			}
			ready--
			woken++
			mu.Unlock()
		}()
	}
	mu.Lock()
	ready = 2
	mu.Unlock()
	cond.Signal()
	cond.Signal()
	mu.Lock()
	ready += 3
	mu.Unlock()
	cond.Broadcast()
	wg.Wait()
	fmt.Println(ready, woken)

	pool := sync.Pool{New: func() any { return new(int) }}
	p := pool.Get().(*int)
	*p = 5
	pool.Put(p)
	fmt.Println(*p, new(sync.Pool).Get())

	var m sync.Map
	for i := 0; i < 5; i++ {
		m.Store(i, i*i)
	}
	fmt.Println(m.Load(3))
	fmt.Println(m.Load("none"))
	fmt.Println(m.LoadOrStore(3, "x"))
	fmt.Println(m.LoadOrStore("new", "y"))
	fmt.Println(m.LoadAndDelete(0))
	fmt.Println(m.Swap(1, "one"))
	fmt.Println(m.CompareAndSwap(2, 4, 44), m.CompareAndSwap(2, 4, 45), m.CompareAndDelete(4, 0), m.CompareAndDelete(4, 16))
	var keys []string
	m.Range(func(k, v any) bool {
		keys = append(keys, fmt.Sprint(k, "=", v))
		m.Delete(k)
		return true
	})
	sort.Strings(keys)
	fmt.Println(keys)
	m.Range(func(k, v any) bool { fmt.Println("left", k); return true })

	defer func() { fmt.Println(recover()) }()
	wg.Done()
}
