// fatal
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime/debug"
)

func endless(n int) int { return endless(n+1) + 1 }

func main() {
	debug.SetMaxStack(1 << 20)
	defer fmt.Println("no deferred function runs")
	defer func() { recover() }()
	fmt.Println(endless(0))
}
