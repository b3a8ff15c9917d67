// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
)

func main() {
	var m sync.Map
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			m.Store(i%10, "v")
			m.LoadOrStore(fmt.Sprint("key", i%5), i)
		}()
	}
	wg.Wait()
	n := 0
	m.Range(func(k, v any) bool { n++; return true })
	fmt.Println(n)
	v, ok := m.Load(3)
	fmt.Println(v, ok)
	_, ok = m.Load(30)
	fmt.Println(ok)
	got, loaded := m.LoadOrStore(3, "other")
	fmt.Println(got, loaded)
	got, loaded = m.LoadOrStore("new", 1)
	fmt.Println(got, loaded)
	got, loaded = m.LoadAndDelete("new")
	fmt.Println(got, loaded)
	got, loaded = m.LoadAndDelete("new")
	fmt.Println(got, loaded)
	for i := range 10 {
		m.Delete(i)
	}
	n = 0
	m.Range(func(k, v any) bool { n++; return n < 3 }) // stops early
	fmt.Println(n)

	made := 0
	pool := sync.Pool{New: func() any { made++; return new([64]byte) }}
	a := pool.Get().(*[64]byte)
	a[0] = 1
	pool.Put(a)
	for range 100 {
		b := pool.Get().(*[64]byte)
		b[1]++
		pool.Put(b)
	}
	fmt.Println(made >= 1, made <= 101)
	var empty sync.Pool
	fmt.Println(empty.Get())
}
