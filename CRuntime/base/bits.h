// SPDX-License-Identifier: Apache-2.0
//
// bits.h — powers of two, rounding, and bit ranges.
#ifndef LOAM_BITS_H
#define LOAM_BITS_H

#include <stdbool.h>
#include <stdint.h>

static inline uint32_t loam_bits_lowest(uint64_t x) { return (uint32_t)__builtin_ctzll(x); }        ///< x != 0
static inline uint32_t loam_bits_highest(uint64_t x) { return 63u - (uint32_t)__builtin_clzll(x); } ///< x != 0
static inline uint32_t loam_bits_count(uint64_t x) { return (uint32_t)__builtin_popcountll(x); }
static inline uint64_t loam_bits_below(uint32_t n) { return n >= 64 ? ~0ull : (1ull << n) - 1; } ///< n low bits set
/// The lowest `n` bits set in x.
static inline uint64_t loam_bits_first(uint64_t x, uint32_t n) {
  uint64_t rest = x;
  while (n-- > 0 && rest) rest &= rest - 1;
  return x & ~rest;
}
static inline uint64_t loam_round_up(uint64_t x, uint64_t power) { return (x + power - 1) & ~(power - 1); }
static inline bool loam_is_power_of_two(uint64_t x) { return x != 0 && (x & (x - 1)) == 0; }
/// Least power of two >= x (x <= 2^63).
static inline uint64_t loam_next_power_of_two(uint64_t x) {
  return x <= 1 ? 1 : 1ull << (64u - (uint32_t)__builtin_clzll(x - 1));
}
/// A few words: neither a call of memcpy or memset nor a loop over vectors, which compilers make of this, pays for
/// them.
static inline void loam_words_copy(uint64_t *to, const uint64_t *from, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    to[i] = from[i];
    __asm__ volatile("" ::: "memory");
  }
}
static inline void loam_words_clear(uint64_t *to, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    to[i] = 0;
    __asm__ volatile("" ::: "memory");
  }
}

#endif
