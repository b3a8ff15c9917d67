// SPDX-License-Identifier: Apache-2.0

package main
/*
#include <string.h>
#include <stdlib.h>
#cgo LDFLAGS: -L${SRCDIR} -lfaults
int deref(int *p);
typedef int (*fn)(int);
int call(fn f, int x);
*/
import "C"
import "fmt"
func main() {
	for i := 0; i < 3; i++ {
	func() {
		defer func() { fmt.Println(recover()) }()
		C.strlen((*C.char)(nil))
	}()
	}
	defer func() { fmt.Println(recover()); var p *int; defer func() { fmt.Println(recover()); C.deref(nil) }(); *p = 1 }()
	C.call(func(x int32) int32 { return int32(C.deref(nil)) }, 1)
}
