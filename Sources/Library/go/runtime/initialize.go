// SPDX-License-Identifier: Apache-2.0

package runtime

// enterInitializer is called before the code that gives a library's variable its value: 0 means that the caller shall run
// it, 1 that it was run or that the caller is running it already, 2 to ask again, because another goroutine is at it.
//
//go:noescape
func enterInitializer(state *uint64) int
