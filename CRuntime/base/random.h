// SPDX-License-Identifier: Apache-2.0
//
// random.h — wyrand (Wang Yi, public domain, github.com/wangyi-fudan/wyhash): one multiplication per number, passes
// PractRand and BigCrush. For schedules, map seeds and iteration starts; never for secrets.
#ifndef LOAM_RANDOM_H
#define LOAM_RANDOM_H

#include <stdint.h>

typedef struct loam_random {
  uint64_t state;
} loam_random;

/// The high and low halves of the 128-bit product, folded: the mixing step of wyhash.
static inline uint64_t loam_mix(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}
static inline uint64_t loam_random_next(loam_random *random) {
  random->state += 0xa0761d6478bd642full;
  return loam_mix(random->state, random->state ^ 0xe7037ed1a0b428dbull);
}
/// Uniform enough in [0, bound) by multiply-shift.
static inline uint64_t loam_random_below(loam_random *random, uint64_t bound) {
  return (uint64_t)((unsigned __int128)loam_random_next(random) * bound >> 64);
}

#endif
