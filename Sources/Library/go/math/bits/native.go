// SPDX-License-Identifier: Apache-2.0

package bits

// Len64 returns how many bits it takes to write x; 0 for 0.
func Len64(x uint64) int

// TrailingZeros64 returns the number of zero bits below the lowest one; 64 for 0.
func TrailingZeros64(x uint64) int

// OnesCount64 returns the number of one bits.
func OnesCount64(x uint64) int

// Mul64 returns the 128-bit product of x and y.
func Mul64(x, y uint64) (hi, lo uint64)

// div64 returns quotient and remainder of hi:lo by y, where hi < y.
func div64(hi, lo, y uint64) (quo, rem uint64)
