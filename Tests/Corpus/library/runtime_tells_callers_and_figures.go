// run

package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
)

func where() string {
	_, file, line, ok := runtime.Caller(1)
	return fmt.Sprint(filepath.Base(file), ":", line, " ", ok)
}

type T struct{}

func (T) method(pcs []uintptr) int { return runtime.Callers(1, pcs) }

func deeper(pcs []uintptr) int { return T{}.method(pcs) }

func build(n int) []*[64]int {
	list := make([]*[64]int, n)
	for i := range list {
		list[i] = new([64]int)
	}
	return list
}

func main() {
	fmt.Println(where())
	pcs := make([]uintptr, 10)
	n := deeper(pcs)
	frames := runtime.CallersFrames(pcs[:n])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "main.") {
			fmt.Println(f.Function, filepath.Base(f.File), f.Line)
		}
		if !more {
			break
		}
	}
	pc, _, _, _ := runtime.Caller(0)
	fmt.Println(runtime.FuncForPC(pc).Name())

	runtime.GC()
	var a, b runtime.MemStats
	runtime.ReadMemStats(&a)
	keep := build(100)
	runtime.ReadMemStats(&b)
	fmt.Println(b.Mallocs-a.Mallocs >= 100, b.TotalAlloc-a.TotalAlloc >= 100*512, b.HeapObjects > 0, b.HeapAlloc <= b.Sys)
	runtime.KeepAlive(keep[0])
	keep = nil
	runtime.GC()
	runtime.ReadMemStats(&a)
	fmt.Println(a.NumGC > b.NumGC, a.Frees-b.Frees >= 100, a.NumForcedGC >= 2)

	fmt.Println(runtime.NumGoroutine(), runtime.NumCPU() >= 1, runtime.GOMAXPROCS(0) >= 1, runtime.GOOS)
	done := make(chan bool)
	go func() {
		defer close(done)
		defer fmt.Println("deferred", runtime.NumGoroutine())
		runtime.Goexit()
		fmt.Println("never")
	}()
	<-done
	old := debug.SetGCPercent(50)
	fmt.Println(old, debug.SetGCPercent(old))
	fmt.Println(strings.Contains(string(debug.Stack()), "main.main("))

	var err error
	func() {
		defer func() { err = recover().(error) }()
		var m map[string]int
		m["x"] = 1
	}()
	_, isRuntime := err.(runtime.Error)
	fmt.Println(err, isRuntime)
	func() {
		defer func() { err = recover().(error) }()
		var x any = "text"
		_ = x.(int)
	}()
	assertion, ok := err.(*runtime.TypeAssertionError)
	fmt.Println(assertion, ok)
}
