// panic
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"
)

type job struct{ id int }

func (j *job) run() {
	defer fmt.Println("deferred of job", j.id)
	if j.id == 2 {
		panic(fmt.Errorf("job %d failed", j.id))
	}
	select {}
}

// Only the goroutine that panics is reported.
func main() {
	for i := range 3 {
		go (&job{i}).run()
	}
	time.Sleep(time.Hour)
}
