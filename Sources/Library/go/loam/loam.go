// SPDX-License-Identifier: Apache-2.0

// Package loam lets a program see the ground it stands on: where a value lives, and what its goroutine's stack is
// and does. Other Go implementations lack this package.
package loam

// Where says where the variable that a pointer points to lives:
//
//	"stack of goroutine 1, main.f, variable x"
//	"heap, 16 bytes (size class 16)"
//	"global"
//	"nil", "not a pointer" or "unknown"
//
// For a slice, map, channel, function or string it is where its contents live. Asking does not make the variable
// escape to the heap.
//
//go:noescape
func Where(p any) string

// Stack draws the calling goroutine's stack, innermost frame first: one line for each frame, with its function, place
// and bytes, between a line with the stack's size and one with its base.
func Stack() string

// Stats are the figures of one goroutine's stack, and of all stacks together.
type Stats struct {
	Goroutine uint64 // number of the calling goroutine
	Size      uint64 // bytes of its stack now
	Used      uint64 // of these, in use by frames
	Peak      uint64 // largest size it had
	Grows     uint64 // how often it was moved to a larger block
	Shrinks   uint64 // how often to a smaller one

	// Of all goroutines since the start.
	TotalGrows     uint64
	TotalShrinks   uint64
	BytesCopied    uint64
	SlotsRewritten uint64 // words that pointed into a stack that moved
}

// StackStats returns the figures of the calling goroutine.
func StackStats() (stats Stats) {
	readStats(&stats)
	return stats
}

//go:noescape
func readStats(stats *Stats)
