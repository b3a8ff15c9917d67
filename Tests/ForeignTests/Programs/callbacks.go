// SPDX-License-Identifier: Apache-2.0

package main
/*
#cgo LDFLAGS: -L${SRCDIR} -lcallbacks
extern int counter;
extern const char *name;
typedef int (*fn)(int);
int call(fn f, int x);
void keep(fn f);
int again(int x);
int on_thread(fn f, int x);
int fails(void);
__attribute__((nonnull)) unsigned long len(const char *s);
int deref(int *p);
*/
import "C"
import ("fmt"; "runtime"; "unsafe"; "os"; "time")

func below(n int, f func() int32) int32 { if n == 0 { return f() }; return below(n-1, f) }

func nest(n int32) int32 {
	if n == 0 { runtime.GC(); return 1 }
	return int32(C.call(func(x int32) int32 { return nest(x - 1) + 1 }, C.int(n)))
}

func grow(n int, p *int) int {
	var pad [64]int
	pad[n%64] = n
	if n == 0 { return *p }
	*p += pad[n%64] - n + 1
	return grow(n-1, p)
}

func try(what string, f func()) {
	defer func() { if r := recover(); r != nil { fmt.Println(what, "panic:", r) } }()
	f()
	fmt.Println(what, "ok")
}

func main() {
	fmt.Println(C.counter, C.GoString(C.name))
	C.counter = 9
	C.counter++
	fmt.Println(C.counter, *(&C.counter))
	fmt.Println(nest(100))
	local := 5
	fmt.Println(C.call(func(x int32) int32 { return int32(grow(1000, &local)) }, 1), local)
	try("panic", func() { C.call(func(x int32) int32 { panic("through C") }, 1) })
	try("nested panic", func() { C.call(func(x int32) int32 { defer fmt.Println("deferred"); C.call(func(y int32) int32 { var a []int; return int32(a[y]) }, C.int(x)); return 1 }, 3) })
	C.keep(func(x int32) int32 { return x * 2 })
	try("lent", func() { C.again(4) })
	held := C.fn(func(x int32) int32 { return x * 3 })
	C.keep(held)
	fmt.Println(C.again(4), C.Callbacks())
	fmt.Println(C.FreeCallback(C.Callbacks()[0]), C.Callbacks(), C.FreeCallback("none"))
	try("freed", func() { C.again(4) })
	fmt.Println(C.on_thread(func(x int32) int32 { s := make([]byte, 1<<20); runtime.GC(); return x + int32(len(s)) }, 5))
	v, err := C.fails()
	fmt.Println(v, err, err.(interface{ Error() string }).Error(), os.IsNotExist(err))
	fmt.Println(C.len("four"), C.len(string([]byte{97, 98})))
	fmt.Println(C.call(C.fn(func(x int32) int32 { return x + 1 }), 1), C.FreeCallback(C.Callbacks()[0]))
	try("null", func() { C.len(nil) })
	try("zero", func() { C.len("a\x00b") })
	ch := make(chan int)
	go func() { time.Sleep(10 * time.Millisecond); ch <- 42 }()
	fmt.Println(C.call(func(x int32) int32 { return int32(<-ch) }, 1))
	x := C.int(77)
	fmt.Println(C.deref(&x), unsafe.Sizeof(x))
	try("goexit", func() { done := make(chan bool); go func() { defer close(done); C.call(func(x int32) int32 { runtime.Goexit(); return 1 }, 1) }(); <-done })
	sums := make(chan int32) // deep stacks that are scanned while C calls back and returns
	for i := range int32(8) {
		go func() { sums <- below(20, func() (sum int32) {
			for n := range int32(40) { sum += int32(C.call(func(x int32) int32 { if n%8 == 0 { runtime.GC() }; return x + i }, C.int(n))) }
			return sum
		}) }()
	}
	var sum int32
	for range 8 { sum += <-sums }
	fmt.Println(sum)
	C.call(func(x int32) int32 { os.Exit(3); return 1 }, 1)
}
