// SPDX-License-Identifier: Apache-2.0
//
// ranges.h — which of many address ranges holds an address, in logarithmic time.
//
// How.      An array that is sorted by address but for a short tail: adding appends, and looking up sorts first when
//           the tail has grown. Ranges come from memory handed out upwards, so appending mostly is sorting.
// Why not.  A page table over the whole address space: package variables are a few kilobytes that lie anywhere.
// Threads.  Any; one leaf lock.
// Fails.    loam_ranges_add: false without memory, nothing changed.
#ifndef LOAM_RANGES_H
#define LOAM_RANGES_H

#include "base/lock.h"
#include "base/os.h"

#pragma GCC visibility push(hidden)

/// Ranges do not overlap.
typedef struct loam_range {
  uintptr_t base;
  uint64_t size;
  const void *what; ///< The owner's.
} loam_range;

typedef struct loam_ranges {
  loam_os *os;
  loam_lock lock;
  loam_range *entries;              ///< under lock, as all that follows
  uint64_t count, sorted, capacity; ///< The first `sorted` entries rise.
} loam_ranges;

void loam_ranges_init(loam_ranges *ranges, loam_os *os, loam_bugs *bugs);
void loam_ranges_deinit(loam_ranges *ranges);
bool loam_ranges_add(loam_ranges *ranges, const void *base, uint64_t size, const void *what);
/// False: in none of them.
bool loam_ranges_find(loam_ranges *ranges, const void *address, loam_range *out);

#pragma GCC visibility pop
#endif
