// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"time"
)

// One recursion, clocked at each level. The slowest single step inside each
// depth range [2^k,2^(k+1)) is the step that moved the stack.
const N = 2000000 // SIZE small=20000

var worst [40]int64
var base time.Time
var last int64
var inuse uint64

//go:noinline
func snap() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	inuse = m.StackInuse
}

func rec(n, k, lim int) int {
	var b [8]int
	b[n&7] = n
	now := int64(time.Since(base))
	if now-last > worst[k] {
		worst[k] = now - last
	}
	last = now
	if n == lim {
		k++
		lim *= 2
	}
	if n == N {
		snap()
		return b[n&7]
	}
	return rec(n+1, k, lim) + b[n&7] - n
}

func main() {
	base = time.Now()
	done := make(chan int)
	go func() {
		last = int64(time.Since(base))
		done <- rec(1, 0, 2)
	}()
	s := <-done
	size := uint64(1)
	for size*2 <= inuse {
		size *= 2
	}
	fmt.Println("CHECK growpause", s)
	// the final stack is size bytes, so its last move copied size/2, and so on
	kb := float64(size / 2 / 1024)
	k := 39
	for k > 0 && worst[k] == 0 {
		k--
	}
	if worst[k] < worst[k-1] { // last range ended before its move
		k--
	}
	for ; k > 2 && kb >= 8; k-- {
		fmt.Printf("growpause_%.0fK ns_per_op=%.0f\n", kb, float64(worst[k]))
		fmt.Printf("growpause_%.0fK_perKB ns_per_KB=%.1f\n", kb, float64(worst[k])/kb)
		kb /= 2
	}
}
