// run
// stress: movestack=3 gcstress=500
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

var names []string

func read() map[string]metrics.Value {
	s := make([]metrics.Sample, len(names))
	for i := range s {
		s[i].Name = names[i]
	}
	metrics.Read(s)
	m := map[string]metrics.Value{}
	for _, x := range s {
		m[x.Name] = x.Value
	}
	return m
}

func total(h *metrics.Float64Histogram) (n uint64) {
	for _, c := range h.Counts {
		n += c
	}
	return
}

func sum(m map[string]metrics.Value, prefix, except string) (n uint64) {
	for name, v := range m {
		if len(name) > len(prefix) && name[:len(prefix)] == prefix && name != except {
			n += v.Uint64()
		}
	}
	return
}

type node struct {
	next *node
	rest [56]byte
}

var list *node
var plain [][]byte

func main() {
	for _, d := range metrics.All() {
		names = append(names, d.Name)
	}
	u := func(m map[string]metrics.Value, name string) uint64 { return m[name].Uint64() }
	f := func(m map[string]metrics.Value, name string) float64 { return m[name].Float64() }
	runtime.GC()
	a := read()
	for range 2000 {
		list = &node{next: list}
	}
	for range 20 {
		plain = append(plain, make([]byte, 50000))
	}
	b := read()
	fmt.Println("allocated", u(b, "/gc/heap/allocs:objects")-u(a, "/gc/heap/allocs:objects") >= 1900,
		u(b, "/gc/heap/allocs:bytes")-u(a, "/gc/heap/allocs:bytes") >= 1100000)
	sizes := func(m map[string]metrics.Value, name string, size float64) (n uint64) {
		h := m[name].Float64Histogram()
		for i, c := range h.Counts {
			if h.Buckets[i] <= size && size < h.Buckets[i+1] {
				n += c
			}
		}
		return
	}
	const allocs, frees = "/gc/heap/allocs-by-size:bytes", "/gc/heap/frees-by-size:bytes"
	fmt.Println("by size", sizes(b, allocs, 64)-sizes(a, allocs, 64) >= 1900, sizes(b, allocs, 50000)-sizes(a, allocs, 50000) >= 20)
	list, plain = nil, nil
	runtime.GC()
	c := read()
	fmt.Println("freed", u(c, "/gc/heap/frees:objects")-u(a, "/gc/heap/frees:objects") >= 1900,
		sizes(c, frees, 64)-sizes(b, frees, 64) >= 1900, sizes(c, frees, 50000)-sizes(b, frees, 50000) >= 20)

	for _, m := range []map[string]metrics.Value{a, b, c} {
		fmt.Println("sums", u(m, "/gc/heap/allocs:objects")-u(m, "/gc/heap/frees:objects") == u(m, "/gc/heap/objects:objects"),
			u(m, "/gc/heap/allocs:bytes")-u(m, "/gc/heap/frees:bytes") == u(m, "/memory/classes/heap/objects:bytes"),
			total(m[allocs].Float64Histogram()) == u(m, "/gc/heap/allocs:objects"),
			total(m[frees].Float64Histogram()) == u(m, "/gc/heap/frees:objects"),
			sum(m, "/memory/classes/", "/memory/classes/total:bytes") == u(m, "/memory/classes/total:bytes"),
			sum(m, "/gc/scan/", "/gc/scan/total:bytes") == u(m, "/gc/scan/total:bytes"),
			u(m, "/gc/cycles/automatic:gc-cycles")+u(m, "/gc/cycles/forced:gc-cycles") == u(m, "/gc/cycles/total:gc-cycles"))
		near := func(x, y float64) bool { return x-y < 1e-9 && y-x < 1e-9 }
		collects := f(m, "/cpu/classes/gc/mark/assist:cpu-seconds") + f(m, "/cpu/classes/gc/mark/dedicated:cpu-seconds") +
			f(m, "/cpu/classes/gc/mark/idle:cpu-seconds") + f(m, "/cpu/classes/gc/pause:cpu-seconds")
		scavenges := f(m, "/cpu/classes/scavenge/assist:cpu-seconds") + f(m, "/cpu/classes/scavenge/background:cpu-seconds")
		fmt.Println("times", near(collects, f(m, "/cpu/classes/gc/total:cpu-seconds")), near(scavenges, f(m, "/cpu/classes/scavenge/total:cpu-seconds")),
			near(collects+scavenges+f(m, "/cpu/classes/user:cpu-seconds")+f(m, "/cpu/classes/idle:cpu-seconds"), f(m, "/cpu/classes/total:cpu-seconds")))
	}
	fmt.Println("cycles", u(c, "/gc/cycles/forced:gc-cycles")-u(a, "/gc/cycles/forced:gc-cycles"), u(a, "/gc/cycles/forced:gc-cycles"))
	fmt.Println("pauses", total(c["/sched/pauses/total/gc:seconds"].Float64Histogram()) >= total(a["/sched/pauses/total/gc:seconds"].Float64Histogram())+2,
		total(c["/gc/pauses:seconds"].Float64Histogram()) == total(c["/sched/pauses/stopping/gc:seconds"].Float64Histogram()),
		f(c, "/cpu/classes/gc/pause:cpu-seconds") > f(a, "/cpu/classes/gc/pause:cpu-seconds"))
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	runtime.ReadMemStats(&m)
	d := read()
	fmt.Println("other stops", total(d["/sched/pauses/total/other:seconds"].Float64Histogram()) >= total(c["/sched/pauses/total/other:seconds"].Float64Histogram())+2)
	fmt.Println("goal", u(d, "/gc/heap/goal:bytes") == m.NextGC, u(d, "/gc/heap/live:bytes") > 0, u(d, "/gc/heap/live:bytes") < 1<<20)
	fmt.Println("total", u(d, "/memory/classes/total:bytes") > 1<<20, u(d, "/memory/classes/heap/stacks:bytes") > 0)

	// what the program sets
	debug.SetGCPercent(70)
	debug.SetMemoryLimit(1 << 40)
	e := read()
	fmt.Println("settings", u(e, "/gc/gogc:percent"), u(e, "/gc/gomemlimit:bytes"), u(d, "/gc/gomemlimit:bytes"))
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(1<<63 - 1)
	e = read()
	fmt.Println("off", u(e, "/gc/gogc:percent"), u(e, "/gc/heap/goal:bytes") > 1<<62)
	debug.SetGCPercent(100)
	runtime.GOMAXPROCS(3)
	fmt.Println("processors", u(read(), "/sched/gomaxprocs:threads"))

	// goroutines
	hold := make(chan bool)
	var started sync.WaitGroup
	for range 10 {
		started.Add(1)
		go func() {
			started.Done()
			<-hold
		}()
	}
	started.Wait()
	time.Sleep(5 * time.Millisecond)
	g := read()
	fmt.Println("goroutines", u(g, "/sched/goroutines:goroutines")-u(e, "/sched/goroutines:goroutines"),
		u(g, "/sched/goroutines-created:goroutines")-u(e, "/sched/goroutines-created:goroutines") >= 10,
		u(g, "/sched/goroutines/waiting:goroutines") >= 10, u(g, "/sched/goroutines/running:goroutines") >= 1)
	close(hold)

	// waiting
	var lock sync.Mutex
	var done sync.WaitGroup
	for range 5 {
		lock.Lock()
		for range 100 {
			done.Go(func() {
				lock.Lock()
				lock.Unlock()
			})
		}
		time.Sleep(5 * time.Millisecond)
		lock.Unlock()
		done.Wait()
	}
	h := read()
	waited := f(h, "/sync/mutex/wait/total:seconds") - f(g, "/sync/mutex/wait/total:seconds")
	fmt.Println("mutex", waited > 0.001, waited < 100)
	for range 1000 {
		runtime.Gosched()
		done.Go(func() {})
	}
	done.Wait()
	fmt.Println("latencies", total(read()["/sched/latencies:seconds"].Float64Histogram()) > total(a["/sched/latencies:seconds"].Float64Histogram()))

	// finalizers
	ran := make(chan bool, 100)
	for range 50 {
		x := &node{}
		runtime.SetFinalizer(x, func(*node) { ran <- true })
	}
	for n := 0; n < 40; {
		runtime.GC()
		select {
		case <-ran:
			n++
		case <-time.After(10 * time.Millisecond):
		}
	}
	i := read()
	queued := u(i, "/gc/finalizers/queued:finalizers") - u(h, "/gc/finalizers/queued:finalizers")
	executed := u(i, "/gc/finalizers/executed:finalizers") - u(h, "/gc/finalizers/executed:finalizers")
	fmt.Println("finalizers", queued >= 40, executed >= 39, executed <= queued)

	// what never falls
	for _, d := range metrics.All() {
		first, last := a[d.Name], i[d.Name]
		fell := false
		switch {
		case !d.Cumulative:
		case d.Kind == metrics.KindUint64:
			fell = last.Uint64() < first.Uint64()
		case d.Kind == metrics.KindFloat64:
			fell = last.Float64() < first.Float64()
		default:
			for j, c := range first.Float64Histogram().Counts {
				fell = fell || last.Float64Histogram().Counts[j] < c
			}
		}
		if fell {
			fmt.Println(d.Name, "fell")
		}
	}
}
