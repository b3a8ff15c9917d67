// SPDX-License-Identifier: Apache-2.0

// Package runtime gives programs a view of the machine they run on: collections, goroutines, the calls in progress.
package runtime

const (
	GOOS     = "linux"
	GOARCH   = "amd64"
	Compiler = "loam"
)

// Version returns the language version that this runtime follows, and its name.
func Version() string { return "go1.27-loam" }

// GOROOT returns "": the library is part of the program that runs this one.
func GOROOT() string { return "" }

// Gosched lets other goroutines run first.
func Gosched()

// Goexit ends the calling goroutine after its deferred calls.
func Goexit()

// NumGoroutine returns how many goroutines exist.
func NumGoroutine() int

// GOMAXPROCS sets how many goroutines may run at once when n > 0, and returns what it was.
func GOMAXPROCS(n int) int

// NumCPU returns how many processors this process may use.
func NumCPU() int

// NumCgoCall returns 0: no calls are counted.
func NumCgoCall() int64 { return 0 }

// LockOSThread has no effect: goroutines see no threads.
func LockOSThread() {}

// UnlockOSThread has no effect.
func UnlockOSThread() {}
