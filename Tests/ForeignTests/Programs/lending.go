// SPDX-License-Identifier: Apache-2.0

package main

/*
#cgo LDFLAGS: -L${SRCDIR} -llending
typedef int (*fn)(int);
typedef int (*taker)(void *own, int x);
int hand(taker f, int x);
int again(taker f, int x);
__attribute__((nonnull)) int both(fn f, const char *text);
int many(fn f, int n, ...);
int call(fn f, int x);
struct wide { long words[30]; };
struct huge { long words[260]; };
int call_wide(int (*f)(struct wide), int x);
int call_huge(int (*f)(struct huge), int x);
int call_long(long double (*f)(long double), int x);
long on_threads(fn f, int threads, int count);
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

func try(what string, f func()) {
	defer func() { fmt.Println(what+":", recover()) }()
	f()
}

// Functions of Go that something keeps.
var kept atomic.Int64

// A function with something of its own, which tells when nothing keeps it any more.
func function() func(int32) int32 {
	kept.Add(1)
	own := new([64]int)
	runtime.SetFinalizer(own, func(*[64]int) { kept.Add(-1) })
	return func(x int32) int32 { return x + int32(own[0]) }
}

func keptNow() int64 {
	for i := 0; i < 200 && kept.Load() > 0; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	return kept.Load()
}

func mayPanic(x int) int32 {
	if x >= 0 {
		panic("an argument")
	}
	return 1
}

// C hands what it was lent back to Go, which gives it to C again: it is C's until the first call has ended.
func handedBack() {
	var f func(own unsafe.Pointer, x int32) int32
	f = func(own unsafe.Pointer, x int32) int32 {
		if own == nil {
			return x
		}
		return int32(C.again((C.taker)(own), C.int(x))) + 1
	}
	fmt.Println("handed back", C.hand(f, 3))
	// To a goroutine that calls C on a thread of its own.
	fmt.Println("handed on", C.hand(func(own unsafe.Pointer, x int32) int32 {
		if own == nil {
			return x
		}
		result := make(chan C.int)
		go func() { result <- C.again((C.taker)(own), C.int(x)) }()
		return int32(<-result) + 1
	}, 3))
}

// Whatever becomes of a call, what was lent for it is kept no longer.
func refused() {
	for i := 0; i < 50; i++ {
		ignore := func(f func()) {
			defer func() { recover() }()
			f()
		}
		ignore(func() { C.both(function(), nil) })
		ignore(func() { C.many(function(), 1, "a\x00b") })
		ignore(func() { C.many(function(), 1, struct{}{}) })
		ignore(func() { C.call(function(), C.int(mayPanic(i))) })
		ignore(func() { _, _ = C.call(function(), C.int(mayPanic(i))) })
		ignore(func() {
			f := function()
			C.call(func(x int32) int32 { return f(mayPanic(i)) }, 1)
		})
		ignore(func() {
			defer C.call(function(), 1)
			defer C.call(function(), C.int(mayPanic(i)))
		})
		go C.call(function(), 1)
		C.call(function(), 1)
		if _, err := C.call(function(), 1); err != nil {
			panic(err)
		}
	}
	fmt.Println("kept", keptNow())
}

func held() {
	count := 100000
	if strings.Contains(os.Getenv("LOAMDEBUG"), "gcstress") {
		count = 300
	}
	codes := make([]C.fn, 0, count)
	f := function()
	for round := 0; round < 2; round++ {
		codes = codes[:0]
		for i := 0; i < count; i++ {
			codes = append(codes, C.fn(f))
		}
		names := C.Callbacks()
		numbered := strings.HasSuffix(names[count-1], fmt.Sprint("#", count))
		fmt.Println("held", len(names) == count, names[0], numbered, C.call(codes[count-1], 4))
		for i, code := range codes {
			if i%2 == 0 && !C.FreeCallback(fmt.Sprintf("%p", code)) {
				panic("a callback has no code")
			}
			if i%2 == 1 && !C.FreeCallback(names[i]) {
				panic("a callback has no name")
			}
		}
		fmt.Println("left", len(C.Callbacks()), C.FreeCallback(fmt.Sprintf("%p", codes[7])), C.FreeCallback(names[7]))
	}
	try("freed", func() { C.call(codes[0], 4) })
}

func sizes() {
	fmt.Println("wide", C.call_wide(func(w C.struct_wide) C.int { return C.int(w.words[0] + w.words[1]) }, 20))
	fmt.Println("long", C.call_long(func(x float64) float64 { return x * 2 }, 21))
	try("huge", func() { C.call_huge(func(w C.struct_huge) C.int { return 1 }, 1) })
}

func atOnce() {
	var wait sync.WaitGroup
	var sum, mine atomic.Int64
	for g := 0; g < 50; g++ {
		wait.Add(3)
		go func() {
			defer wait.Done()
			for i := 0; i < 40; i++ {
				sum.Add(int64(C.call(func(x int32) int32 { mine.Add(1); return x }, 1)))
			}
		}()
		go func() { // as statements
			defer wait.Done()
			code := C.fn(func(x int32) int32 { sum.Add(int64(x)); return x })
			var inner sync.WaitGroup
			inner.Add(1)
			go func() { defer inner.Done(); C.call(code, 1) }()
			inner.Wait()
			C.FreeCallback(fmt.Sprintf("%p", code))
		}()
		go func(g int) {
			defer wait.Done()
			sum.Add(int64(C.on_threads(func(x int32) int32 { mine.Add(1); return 1 }, 4, 5)))
		}(g)
	}
	done := make(chan int32, 100)
	for g := 0; g < 100; g++ {
		go C.call(func(x int32) int32 { done <- x; return x }, 1)
	}
	for g := 0; g < 100; g++ {
		sum.Add(int64(<-done))
	}
	wait.Wait()
	fmt.Println("at once", sum.Load(), mine.Load(), len(C.Callbacks()))
}

// C's own threads that call what has been freed are told of once, and how often more at the end.
func freed() {
	code := C.fn(func(x int32) int32 { return 1 })
	fmt.Println("threads", C.on_threads(code, 3, 10))
	C.FreeCallback(fmt.Sprintf("%p", code))
	fmt.Println("threads", C.on_threads(code, 3, 1000))
}

func main() {
	handedBack()
	refused()
	held()
	sizes()
	atOnce()
	freed()
	fmt.Println("kept", keptNow())
}
