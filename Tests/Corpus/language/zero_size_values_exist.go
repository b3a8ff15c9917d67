// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"unsafe"
)

type void struct{}

func (void) Hello() string    { return "hello" }
func (*void) Pointer() string { return "pointer" }

type empty [0]string
type holder struct {
	a void
	n int
	b [0]int
}

func take(void, int, struct{}) (void, [0]int) { return void{}, [0]int{} }

func main() {
	var v void
	fmt.Println(unsafe.Sizeof(v), unsafe.Sizeof(empty{}), unsafe.Sizeof(holder{}) >= 8, unsafe.Sizeof([100]void{}))
	fmt.Println(v.Hello(), (&v).Pointer(), v == void{}, any(v) == any(void{}), empty{} == empty{})

	s := make([]struct{}, 5)
	s = append(s, struct{}{}, struct{}{})
	n := 0
	for range s {
		n++
	}
	s[6] = struct{}{}
	fmt.Println(len(s), n, copy(s, s[2:]), len(s[3:5]))

	set := map[string]struct{}{}
	for _, w := range []string{"a", "b", "a"} {
		set[w] = struct{}{}
	}
	_, ok := set["a"]
	_, no := set["z"]
	fmt.Println(len(set), ok, no)

	done := make(chan struct{})
	signals := make(chan struct{}, 3)
	go func() {
		for range 3 {
			signals <- struct{}{}
		}
		close(done)
	}()
	<-done
	fmt.Println(len(signals), cap(signals))
	_, open := <-signals
	_, closed := <-done
	fmt.Println(open, closed)

	a, b := take(void{}, 1, struct{}{})
	fmt.Println(a, b, len(b), holder{n: 3})
	p := new(struct{})
	*p = struct{}{}
	var i interface{ Hello() string } = v
	fmt.Println(p != nil, i.Hello(), i == interface{ Hello() string }(void{}))
	rows := [3][0]int{}
	for i, r := range rows {
		fmt.Print(i, len(r), " ")
	}
	defer func() { fmt.Println(recover()) }()
	k := 7
	s[k] = struct{}{}
}
