// SPDX-License-Identifier: Apache-2.0

package main

/*
#cgo LDFLAGS: -L${SRCDIR} -lmany
struct pair { int a; double b; };
long add(int a, long b, double c);
struct pair swap(struct pair p);
int first(const char *text);
long repeat(long (*f)(long), long n);
*/
import "C"

import (
	"fmt"
	"os"
	"strconv"
)

type node struct {
	next *node
	n    int
}

func number(i int) int {
	n, _ := strconv.Atoi(os.Args[i])
	return n
}

func main() {
	calls, callbacks := number(1), number(2)
	sum := 0
	texts := []string{"alpha", "beta", "gamma"}
	for i := 0; i < calls; i += 4 {
		sum += int(C.add(C.int(i), 1, 0.5))
		p := C.swap(C.struct_pair{a: C.int(i), b: 7})
		sum += int(p.a) + int(p.b)
		sum += int(C.first(texts[i%3]))
		_, err := C.add(0, 0, 0)
		if err != nil {
			panic(err)
		}
	}
	var list *node
	local := 0
	total := C.repeat(func(i C.long) C.long {
		local++
		list = &node{list, int(i)}
		if i%1000 == 0 {
			list = nil
		}
		return i
	}, C.long(callbacks))
	length := 0
	for n := list; n != nil; n = n.next {
		length++
	}
	fmt.Println(calls, callbacks, sum > 0, local, total, length)
}
