// SPDX-License-Identifier: Apache-2.0

package main

/*
#cgo linux LDFLAGS: -L${SRCDIR} -lpointers -Wl,-rpath,${SRCDIR}
#cgo windows LDFLAGS: -lnowhere
#include <stdlib.h>
#include <stdint.h>
typedef int (*op)(int, int);
struct ops { op add; const char *name; void *user; };
int apply(op f, int a, int b);
int run(struct ops *o, int a, int b);
int c_add(int a, int b);
typedef void (*visit)(int, void *);
void each(int n, visit v, void *user);
void each_handle(int n, void (*v)(int, uintptr_t), uintptr_t h);
int fail(int code);
struct packet { unsigned char kind; char name[8]; uint16_t ports[3]; union { int i; float f; unsigned char b[8]; } u; enum { RED = 1, BLUE = 5 } c; };
void fill(struct packet *p);
struct anonymous { int kind; union { int i; double d; }; struct { short a, b; }; };
int *numbers(int n);
extern int goAdd(int, int);
extern void goVisit(int, void *);
extern void goEach(int, uintptr_t);
typedef void (*each_fn)(int, uintptr_t);
*/
import "C"

import (
	"fmt"
	"runtime/cgo"
	"unsafe"
)

//export goAdd
func goAdd(a, b C.int) C.int { return a + b + 1000 }

//export goVisit
func goVisit(i C.int, user unsafe.Pointer) { *(*C.int)(user) += i }

//export goEach
func goEach(i C.int, h C.uintptr_t) {
	f := cgo.Handle(h).Value().(func(int))
	f(int(i))
}

var heldOp = C.op(C.goAdd)

func main() {
	fmt.Println(C.apply(C.op(C.c_add), 1, 2))
	fmt.Println(C.apply((*[0]byte)(C.c_add), 1, 2))
	fmt.Println(C.apply((*[0]byte)(unsafe.Pointer(C.c_add)), 1, 2))
	fmt.Println(C.apply(C.op(C.goAdd), 1, 2))
	fmt.Println(C.apply((*[0]byte)(C.goAdd), 1, 2))
	var o C.struct_ops
	o.add = C.op(C.c_add)
	fmt.Println(C.run(&o, 3, 4))
	o.add = (*[0]byte)(C.goAdd)
	fmt.Println(C.run(&o, 3, 4))
	p := unsafe.Pointer(C.c_add)
	fmt.Println(p == unsafe.Pointer(C.c_add), C.op(C.goAdd) == C.op(C.goAdd))
	sum := (*C.int)(C.malloc(C.sizeof_int))
	*sum = 0
	C.each(5, C.visit(C.goVisit), unsafe.Pointer(sum))
	fmt.Println(*sum)
	C.free(unsafe.Pointer(sum))
	var got []int
	h := cgo.NewHandle(func(i int) { got = append(got, i) })
	C.each_handle(4, C.each_fn(C.goEach), C.uintptr_t(h))
	h.Delete()
	fmt.Println(got)
	r, err := C.fail(2)
	fmt.Println(r, err)
	var pk C.struct_packet
	C.fill(&pk)
	fmt.Println(pk.kind, C.GoString(&pk.name[0]), pk.ports, *(*C.float)(unsafe.Pointer(&pk.u)), pk.c == C.BLUE, C.RED, len(pk.u), unsafe.Sizeof(pk))
	fmt.Printf("%T %T\n", C.sizeof_struct_packet, pk.u)
	an := C.struct_anonymous{kind: 2}
	an.anon1.b = 4
	*(*C.double)(unsafe.Pointer(&an.anon0)) = 2.5
	fmt.Println(an.kind, an.anon1, an.anon0[7], unsafe.Sizeof(an))
	n := C.numbers(5)
	s := unsafe.Slice(n, 5)
	fmt.Println(s, len(s))
	C.free(unsafe.Pointer(n))
	fmt.Println(C.goAdd(1, 2))
	fmt.Println(heldOp == C.op(C.goAdd), C.apply(heldOp, 5, 6))
	more := 3
	fmt.Println(C.sizeof_int*more, C.size_t(C.sizeof_int)*2)
	fmt.Println(C.sizeof_op, C.sizeof_struct_ops, C.sizeof_uint16_t, C.sizeof_longlong)
	defer func() { fmt.Println("recovered:", recover()) }()
	h.Value()
}
