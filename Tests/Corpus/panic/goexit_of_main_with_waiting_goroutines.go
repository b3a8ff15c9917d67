// fatal
// SPDX-License-Identifier: Apache-2.0

package main

import "runtime"

func waiter(c chan int) {
	<-c
}

func main() {
	c := make(chan int)
	go waiter(c)
	runtime.Goexit()
}
