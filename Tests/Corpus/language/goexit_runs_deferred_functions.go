// run
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
)

func leave(log *[]string) {
	defer func() {
		*log = append(*log, fmt.Sprint("leave recovers ", recover()))
	}()
	runtime.Goexit()
	*log = append(*log, "not reached")
}

func main() {
	done := make(chan []string)
	go func() {
		var log []string
		defer func() { done <- log }()
		defer func() { log = append(log, "second") }()
		defer func() { log = append(log, "first") }()
		leave(&log)
		log = append(log, "not reached")
	}()
	fmt.Println(<-done)

	// Goexit inside a deferred function during a panic ends the panic as well.
	go func() {
		var log []string
		defer func() { log = append(log, fmt.Sprint("recover ", recover())); done <- log }()
		defer runtime.Goexit()
		panic("abandoned")
	}()
	fmt.Println(<-done)

	// A panic in a deferred function while exiting can be recovered; the goroutine still exits.
	go func() {
		var log []string
		defer func() { done <- log }()
		func() {
			defer func() { log = append(log, fmt.Sprint("got ", recover())) }()
			defer func() { panic("during exit") }()
			runtime.Goexit()
		}()
		log = append(log, "not reached")
	}()
	fmt.Println(<-done)
}
