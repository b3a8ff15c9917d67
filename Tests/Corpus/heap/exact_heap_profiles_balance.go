// run

// With a rate of 1 the heap profile has every object: as many as were made where they were made, and those that are
// still referred to are in use after a collection.
package main

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/pprof"
	"strings"
)

type node struct {
	next *node
	data [10]int
}

var list *node
var rows [][]int
var drop *[1000]int

//go:noinline
func makeList(n int) {
	for i := 0; i < n; i++ {
		list = &node{next: list}
	}
}

//go:noinline
func makeRows(n int) {
	rows = make([][]int, n)
	for i := range rows {
		rows[i] = make([]int, 256)
	}
}

//go:noinline
func makeGarbage(n int) {
	for i := 0; i < n; i++ {
		drop = new([1000]int)
	}
	drop = nil
}

// The records of objects that f allocated itself, by size.
func totals(f string) (allocated, inUse, allocatedBytes, inUseBytes int64) {
	records := make([]runtime.MemProfileRecord, 10000)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		panic("too many records")
	}
	for _, r := range records[:n] {
		frames := runtime.CallersFrames(r.Stack())
		frame, more := frames.Next()
		for more && strings.HasPrefix(frame.Function, "runtime.") { // of Go's allocator
			frame, more = frames.Next()
		}
		if frame.Function != f {
			continue
		}
		allocated += r.AllocObjects
		inUse += r.InUseObjects()
		allocatedBytes += r.AllocBytes
		inUseBytes += r.InUseBytes()
	}
	return
}

func main() {
	runtime.MemProfileRate = 1
	makeList(1000)
	makeRows(100)
	makeGarbage(50)
	runtime.GC()
	runtime.GC()
	fmt.Println(totals("main.makeList"))
	fmt.Println(totals("main.makeRows"))
	fmt.Println(totals("main.makeGarbage"))

	var file, text bytes.Buffer
	if err := pprof.WriteHeapProfile(&file); err != nil || file.Len() == 0 {
		fmt.Println(err, file.Len())
	}
	if err := pprof.Lookup("allocs").WriteTo(&text, 1); err != nil {
		fmt.Println(err)
	}
	for _, want := range []string{"heap profile: ", "@ heap/2\n", "main.makeRows+", "# runtime.MemStats\n", "# HeapAlloc = "} {
		if !strings.Contains(text.String(), want) {
			fmt.Println("no", want)
		}
	}
	fmt.Println(len(pprof.Profiles()) >= 6, pprof.Lookup("nothing") == nil, pprof.Lookup("goroutine").Count())

	own := pprof.NewProfile("own")
	own.Add(1, 0)
	own.Add("two", 0)
	own.Remove(1)
	text.Reset()
	own.WriteTo(&text, 1)
	fmt.Println(own.Name(), own.Count(), strings.HasPrefix(text.String(), "own profile: total 1\n1 @ 0x"))
}
