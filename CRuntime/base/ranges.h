// SPDX-License-Identifier: Apache-2.0
//
// ranges.h — which of many address ranges holds an address, in constant expected time.
//
// How.      A hash table of the pieces of address space that a range touches: lines of 64 bytes for ranges below 4 KiB,
//           pages of 4 KiB for larger ones. A look-up probes for the line and for the page of the address. As ranges
//           do not overlap and begin at multiples of 8, a line is touched by few of them.
// Why not.  A page table over the whole address space: package variables are a few kilobytes that lie anywhere. A
//           sorted array: loam_where is asked in the middle of programs with a hundred thousand variables.
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

/// Piece of address space `key` is touched by entries[entry - 1]; entry 0: the slot is free.
typedef struct loam_range_slot {
  uint64_t key, entry;
} loam_range_slot;

typedef struct loam_ranges {
  loam_os *os;
  loam_lock lock;
  loam_range *entries; ///< under lock, as all that follows
  uint64_t count, capacity;
  loam_range_slot *slots; ///< A power of two of them, at most half of them used; probed one after the other.
  uint64_t slot_count, slots_used;
} loam_ranges;

void loam_ranges_init(loam_ranges *ranges, loam_os *os, loam_bugs *bugs);
void loam_ranges_deinit(loam_ranges *ranges);
bool loam_ranges_add(loam_ranges *ranges, const void *base, uint64_t size, const void *what);
/// False: in none of them.
bool loam_ranges_find(loam_ranges *ranges, const void *address, loam_range *out);

/// Has each range of an owner be another's: `to` answers whose, under the lock.
void loam_ranges_pass_on(loam_ranges *ranges, const void *(*to)(const void *context, const void *what),
                         const void *context);
/// Has the range that holds an address be another owner's.
void loam_ranges_set(loam_ranges *ranges, const void *address, const void *what);

#pragma GCC visibility pop
#endif
