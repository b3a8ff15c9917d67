// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
)

var kept *error

//go:noinline
func keep(err *error) { kept = err }

// The result lives in the heap, and its place in the frame must hold nothing before it is copied there.
//
//go:noinline
func deep(n int) (sum int, err error) {
	defer keep(&err)
	if n < 0 {
		err = errors.New("negative")
		return
	}
	if n == 0 {
		return 1, nil
	}
	sum, err = deep(n - 1)
	sum += mess(n)
	return
}

// mess leaves numbers in the frames below.
func mess(n int) int {
	var numbers [8]int
	for i := range numbers {
		numbers[i] = n + i
	}
	return numbers[n%8] - n
}

func main() {
	fmt.Println(deep(-1))
	fmt.Println(*kept)
	for i := 0; i < 40; i++ {
		mess(i)
		fmt.Print(deep(i))
		fmt.Print(" ")
	}
	fmt.Println(*kept == nil)
}
