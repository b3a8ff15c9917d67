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
	Peak      uint64 // most bytes in use, as seen when it moved, at collections and now
	Grows     uint64 // how often it got a larger block
	Shrinks   uint64 // how often a smaller one
	Moves     uint64 // how often another of the same size
	Copied    uint64 // bytes that were copied for it
	Rewritten uint64 // words of it that pointed into the old block
	MoveTime  uint64 // nanoseconds that all of this took

	// Of all goroutines since the start.
	TotalGrows     uint64
	TotalShrinks   uint64
	InPlace        uint64 // blocks that grew or shrank where they lay
	BytesCopied    uint64
	SlotsRewritten uint64 // words that pointed into a stack that moved
	TotalMoveTime  uint64 // nanoseconds
}

// Reasons of a StackMove.
const (
	Grew = iota
	Shrank
	Moved // for its own sake, to find mistakes
)

// StackMove is one change of a goroutine's block. It grew or shrank in place when nothing was copied.
type StackMove struct {
	Reason           int
	OldBase, NewBase uintptr // lowest addresses
	OldSize, NewSize uint64
	Copied           uint64
	Rewritten        uint64
	Nanoseconds      uint64
}

// StackHistory returns the last changes of the calling goroutine's stack, newest first; at most eight are kept.
func StackHistory() []StackMove {
	var moves [8]StackMove
	n := readHistory(&moves)
	history := make([]StackMove, n)
	copy(history, moves[:n])
	return history
}

//go:noescape
func readHistory(moves *[8]StackMove) int

// StackStats returns the figures of the calling goroutine.
func StackStats() (stats Stats) {
	readStats(&stats)
	return stats
}

//go:noescape
func readStats(stats *Stats)
