// fatal
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

func main() {
	done := make(chan bool)
	go func() {
		fmt.Println("another goroutine finishes")
		done <- true
	}()
	<-done
	defer fmt.Println("main's deferred function")
	runtime.Goexit()
}
