// SPDX-License-Identifier: Apache-2.0
//
// bits.c — counting and double-width arithmetic of words (package math/bits).
#include "natives.h"

// func Len64(x uint64) int
NATIVE(Len64) {
  uint64_t x = loam_argument(context, 0);
  RESULT(1, x ? 64 - __builtin_clzll(x) : 0);
  return LOAM_NATIVE_DONE;
}

// func TrailingZeros64(x uint64) int
NATIVE(TrailingZeros64) {
  uint64_t x = loam_argument(context, 0);
  RESULT(1, x ? __builtin_ctzll(x) : 64);
  return LOAM_NATIVE_DONE;
}

// func OnesCount64(x uint64) int
NATIVE(OnesCount64) {
  RESULT(1, __builtin_popcountll(loam_argument(context, 0)));
  return LOAM_NATIVE_DONE;
}

// func Mul64(x, y uint64) (hi, lo uint64)
NATIVE(Mul64) {
  unsigned __int128 product = (unsigned __int128)loam_argument(context, 0) * loam_argument(context, 1);
  RESULT(2, product >> 64);
  RESULT(3, product);
  return LOAM_NATIVE_DONE;
}

// func div64(hi, lo, y uint64) (quo, rem uint64)
//
// Requires: hi < y, checked in Go.
NATIVE(div64) {
  unsigned __int128 x = (unsigned __int128)loam_argument(context, 0) << 64 | loam_argument(context, 1);
  uint64_t y = loam_argument(context, 2);
  RESULT(3, x / y);
  RESULT(4, x % y);
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(bits, "math/bits", {"Len64", Len64}, {"Mul64", Mul64}, {"OnesCount64", OnesCount64},
             {"TrailingZeros64", TrailingZeros64}, {"div64", div64})
