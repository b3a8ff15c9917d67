// run

package main

import (
	"fmt"
	"runtime"
	"unsafe"
)

type node struct {
	next *node
	n    int
}

func try(what string, f func()) {
	defer func() { fmt.Println(what+":", recover()) }()
	f()
}

var gone = make(chan string, 1)

// Made keeps nothing but the number of the place where a pinned object is.
func made(p *runtime.Pinner) uintptr {
	x := &node{n: 42}
	runtime.SetFinalizer(x, func(x *node) { gone <- fmt.Sprint("node ", x.n) })
	p.Pin(x)
	return uintptr(unsafe.Pointer(x))
}

func main() {
	var p runtime.Pinner
	at := made(&p)
	for range 3 {
		runtime.GC()
	}
	fmt.Println((*node)(unsafe.Pointer(at)).n, len(gone))
	p.Pin(unsafe.Pointer(new(int)))
	s := []byte("abc")
	p.Pin(&s[1])
	p.Unpin()
	p.Unpin()
	runtime.GC()
	fmt.Println(<-gone)
	try("nil", func() { p.Pin(nil) })
	try("int", func() { p.Pin(3) })
	try("slice", func() { p.Pin([]int{1}) })
	p.Pin(new(string))
	p.Unpin()
}
