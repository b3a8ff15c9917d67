// SPDX-License-Identifier: Apache-2.0

package main

/*
#include <string.h>
#include <stdlib.h>
#cgo LDFLAGS: -L${SRCDIR} -lfaults
typedef int (*fn)(int);
int deref(int *p);
void store(int *p, int x);
void copy(char *to, const char *from, int n);
int divide(int a, int b);
void ends(void);
void trap(void);
void stop(void);
void deaf(void);
void raises(int signal);
int recurse(int n);
int call(fn f, int x);
void *fixed(void);
void *gone(void);
*/
import "C"

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Addresses that the system chose are left out.
func plain(text string) string {
	if before, after, found := strings.Cut(text, "at address 0x"); found && len(after) > 6 {
		return before + "there)"
	}
	return text
}

func try(what string, f func()) {
	defer func() { fmt.Println(what+":", plain(fmt.Sprint(recover()))) }()
	f()
}

func at(n uintptr) unsafe.Pointer { return unsafe.Pointer(n) }

// Nothing is there. Which byte of several is touched first is the C library's business.
const far = 0x7000000

type big struct{ words [40]int }

func inC() {
	fixed, gone := C.fixed(), C.gone()
	try("nonnull", func() { C.strlen((*C.char)(nil)) })
	try("read", func() { C.deref(nil) })
	try("read 8", func() { C.deref((*C.int)(at(8))) })
	try("with errno", func() { _, err := C.deref(nil); fmt.Println(err) })
	try("write", func() { C.store(nil, 1) })
	try("write fixed", func() { C.store((*C.int)(fixed), 1) })
	try("read behind the end", func() { C.deref((*C.int)(unsafe.Add(gone, 4096))) })
	try("libc", func() { C.copy((*C.char)(gone), (*C.char)(at(far)), 100) })
	try("divide", func() { C.divide(1, 0) })
	try("abort", func() { C.ends() })
	try("abort of libc", func() { C.abort() })
	try("trap", func() { C.trap() })
	try("breakpoint", func() { C.stop() })
	try("raise", func() { C.raises(11) })
	try("all signals blocked", func() { C.deaf() })
	try("and after that", func() { C.deref(nil) })
	try("overflow", func() { C.recurse(1) })
	try("overflow again", func() { C.recurse(1) })
}

func inGo() {
	fixed, gone := C.fixed(), C.gone()
	p := (*C.int)(at(1))
	try("load", func() { fmt.Println(*p) })
	try("store", func() { *p = 1 })
	try("store fixed", func() { *(*byte)(fixed) = 1 })
	try("store pointer", func() { *(**int)(at(64)) = new(int) })
	try("load many", func() { b := *(*big)(at(far)); fmt.Println(b.words[3]) })
	try("store many", func() { *(*big)(fixed) = big{} })
	try("copy", func() { copy(make([]byte, 10), unsafe.Slice((*byte)(at(far)), 10)) })
	try("element", func() { fmt.Println(unsafe.Slice((*int32)(gone), 2000)[1500]) })
	try("GoString", func() { C.GoString((*C.char)(at(1))) })
	try("GoString without an end", func() { C.GoString((*C.char)(gone)) })
	try("GoStringN", func() { C.GoStringN((*C.char)(gone), 5000) })
	try("GoBytes", func() { C.GoBytes(gone, 5000) })
	try("GoBytes of nil", func() { C.GoBytes(nil, 3) })
	try("GoBytes of what there is", func() { fmt.Println(len(C.GoBytes(gone, 4096))) })
	text := unsafe.String((*byte)(at(far)), 20)
	try("compare", func() { fmt.Println(text == "abcdefghijklmnopqrst") })
	try("join", func() { fmt.Println(len(text + "x")) })
	try("search", func() { bytes.IndexByte(unsafe.Slice((*byte)(gone), 5000), 'y') })
	try("map", func() { m := map[string]int{"abcdefghijklmnopqrst": 1}; fmt.Println(m[text]) })
	try("append", func() { fmt.Println(len(append(unsafe.Slice((*byte)(at(far)), 10), 1))) })
	try("append many", func() { fmt.Println(len(append([]string{}, unsafe.Slice((*string)(at(far)), 10)...))) })
	try("interface", func() { var x, y any = text, "abcdefghijklmnopqrst"; fmt.Println(x == y) })
	try("range", func() { for range text { fmt.Println("a character") } })
	try("output", func() { _, err := os.Stdout.Write(unsafe.Slice((*byte)(at(50)), 10)); fmt.Println(err) })
	try("print", func() { println(text) })
	try("atomic", func() { atomic.AddInt32((*int32)(at(32)), 1) })
}

func throughC() {
	try("in a callback", func() { C.call(func(x int32) int32 { return int32(C.deref(nil)) }, 1) })
	try("abort in a callback", func() { C.call(func(x int32) int32 { C.ends(); return 1 }, 1) })
	try("Go's in a callback", func() { C.call(func(x int32) int32 { return *(*int32)(at(4)) }, 1) })
	try("C goes on behind one that recovered", func() {
		fmt.Println(C.call(func(x int32) int32 {
			try("inner", func() { C.trap() })
			return x + 1
		}, 1))
	})
	try("after a callback", func() {
		C.call(func(x int32) int32 { return x }, 1)
		C.deref(nil)
	})
}

// Nothing is left behind by very many of them, on many goroutines.
func often() {
	var failed atomic.Int64
	count := func(f func()) {
		defer func() {
			if recover() != nil {
				failed.Add(1)
			}
		}()
		f()
	}
	var wait sync.WaitGroup
	for g := 0; g < 8; g++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := 0; i < 125; i++ {
				count(func() { C.deref(nil) })
				count(func() { C.ends() })
				count(func() { C.call(func(x int32) int32 { C.trap(); return x }, 1) })
				count(func() { *(*int)(at(1)) = i })
				count(func() { C.free(C.malloc(100)); C.divide(C.int(i), 0) })
			}
		}()
	}
	wait.Wait()
	for i := 0; i < 3; i++ {
		count(func() { C.recurse(1) })
	}
	fmt.Println("failed", failed.Load(), "of", 8*125*5+3, "callbacks", C.Callbacks())
}

func main() {
	inC()
	inGo()
	throughC()
	often()
	defer func() {
		fmt.Println(recover())
		var p *int
		defer func() {
			fmt.Println(recover())
			C.deref(nil)
		}()
		*p = 1
	}()
	C.call(func(x int32) int32 { return int32(C.deref(nil)) }, 1)
}
