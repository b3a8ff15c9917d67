// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"strconv"
)

type celsius float64

func (c celsius) String() string { return strconv.Itoa(int(c)) + "C" }

type pair struct{ a, b int }

type reader interface{ Read() string }
type file struct{ name string }

func (f *file) Read() string { return f.name }

func describe(v any) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("integer of type %T: %v", x, x) // x keeps the interface type here
	case float64:
		return "float " + strconv.FormatFloat(x*2, 'g', -1, 64)
	case string:
		return "string of " + strconv.Itoa(len(x))
	case []int:
		return fmt.Sprint("slice ", len(x), cap(x))
	case *pair:
		x.a++
		return fmt.Sprint("pointer ", *x)
	case pair:
		return fmt.Sprint("struct ", x.a+x.b)
	case func(int) int:
		return fmt.Sprint("func ", x(20))
	case reader:
		return "reader " + x.Read()
	case fmt.Stringer:
		return "stringer " + x.String()
	case error:
		return "error " + x.Error()
	case map[string]int:
		return fmt.Sprint("map ", x["k"])
	case chan int, chan<- int:
		return fmt.Sprintf("%T", x)
	case [2]bool:
		return fmt.Sprint("array ", x[1])
	default:
		return fmt.Sprintf("other %T", x)
	}
}

func main() {
	p := &pair{1, 2}
	var nilReader reader
	var nilFile *file
	values := []any{nil, 1, int64(2), int32(3), 1.5, "four", []int{1, 2}, p, *p, func(n int) int { return n + 1 },
		&file{"f"}, file{"f"}, celsius(21), errors.New("bad"), map[string]int{"k": 7}, make(chan int),
		make(chan<- int), make(<-chan int), [2]bool{false, true}, [1]bool{}, struct{}{}, nilReader}
	for _, v := range values {
		fmt.Println(describe(v))
	}
	switch r := reader(nilFile).(type) {
	case nil:
		fmt.Println("never")
	case *file:
		fmt.Println("typed nil", r == nil)
	}
	switch v := any(p).(type) {
	case interface{ Missing() }:
		fmt.Println("never", v)
	}
	switch any(3).(type) {
	case int:
		fmt.Println("no variable")
	}
}
