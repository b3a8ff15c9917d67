// SPDX-License-Identifier: Apache-2.0
//
// ranges.c — a sorted array of address ranges with an unsorted tail.
#include "base/ranges.h"

#include "base/limits.h"
#include <stdlib.h>

void loam_ranges_init(loam_ranges *ranges, loam_os *os, loam_bugs *bugs) {
  *ranges = (loam_ranges){.os = os};
  loam_lock_init(&ranges->lock, LOAM_RANK_RANGES, bugs);
}

void loam_ranges_deinit(loam_ranges *ranges) {
  free(ranges->entries);
  ranges->entries = NULL;
}

bool loam_ranges_add(loam_ranges *ranges, const void *base, uint64_t size, const void *what) {
  loam_lock_acquire(&ranges->lock);
  if (ranges->count == ranges->capacity) {
    uint64_t capacity = ranges->capacity ? 2 * ranges->capacity : LOAM_RANGES_FIRST;
    loam_range *entries = loam_os_resize(ranges->os, ranges->entries, capacity * sizeof *entries);
    if (entries) {
      ranges->entries = entries;
      ranges->capacity = capacity;
    }
  }
  bool room = ranges->count < ranges->capacity;
  if (room) {
    uintptr_t at = (uintptr_t)base;
    if (ranges->sorted == ranges->count && (!ranges->count || ranges->entries[ranges->count - 1].base < at))
      ranges->sorted++;
    ranges->entries[ranges->count++] = (loam_range){at, size, what};
  }
  loam_lock_release(&ranges->lock);
  return room;
}

static void sift(loam_range *entries, uint64_t at, uint64_t count) {
  loam_range moving = entries[at];
  for (uint64_t child; (child = 2 * at + 1) < count; at = child) {
    if (child + 1 < count && entries[child + 1].base > entries[child].base) child++;
    if (entries[child].base <= moving.base) break;
    entries[at] = entries[child];
  }
  entries[at] = moving;
}

// By a heap: in place, and no order of adding makes it slow.
static void sort_locked(loam_ranges *ranges) {
  loam_range *entries = ranges->entries;
  for (uint64_t i = ranges->count / 2; i-- > 0;) sift(entries, i, ranges->count);
  for (uint64_t last = ranges->count; last-- > 1;) {
    loam_range greatest = entries[0];
    entries[0] = entries[last];
    entries[last] = greatest;
    sift(entries, 0, last);
  }
  ranges->sorted = ranges->count;
}

static bool holds(const loam_range *range, uintptr_t at) { return at - range->base < range->size; }

bool loam_ranges_find(loam_ranges *ranges, const void *address, loam_range *out) {
  uintptr_t at = (uintptr_t)address;
  const loam_range *found = NULL;
  loam_lock_acquire(&ranges->lock);
  if (ranges->count - ranges->sorted > LOAM_RANGES_TAIL) sort_locked(ranges);
  uint64_t low = 0, high = ranges->sorted; // entries below `low` begin at or before the address
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    if (ranges->entries[middle].base <= at)
      low = middle + 1;
    else
      high = middle;
  }
  if (low > 0 && holds(&ranges->entries[low - 1], at)) found = &ranges->entries[low - 1];
  for (uint64_t i = ranges->sorted; i < ranges->count && !found; i++)
    if (holds(&ranges->entries[i], at)) found = &ranges->entries[i];
  if (found) *out = *found;
  loam_lock_release(&ranges->lock);
  return found;
}
