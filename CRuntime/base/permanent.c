// SPDX-License-Identifier: Apache-2.0
//
// permanent.c — a bump allocator over mappings that stay until the runtime goes.
#include "base/permanent.h"

#include "base/bits.h"
#include "base/limits.h"

#include <string.h>

struct loam_permanent_block {
  loam_permanent_block *next;
  uint64_t size;
};

void loam_permanent_init(loam_permanent *permanent, loam_os *os, loam_bugs *bugs) {
  *permanent = (loam_permanent){.os = os};
  loam_lock_init(&permanent->lock, LOAM_RANK_PERMANENT, bugs);
  loam_ranges_init(&permanent->ranges, os, bugs);
}

void loam_permanent_deinit(loam_permanent *permanent) {
  for (loam_permanent_block *block = permanent->blocks, *next; block; block = next) {
    next = block->next;
    loam_os_unmap(permanent->os, block, block->size, block->size);
  }
  permanent->blocks = NULL;
  loam_ranges_deinit(&permanent->ranges);
}

static uintptr_t take_locked(loam_permanent *permanent, uint64_t size, uint64_t alignment) {
  uintptr_t at = loam_round_up(permanent->next, alignment);
  if (permanent->next && at + size <= permanent->end && at + size >= at) {
    permanent->next = at + size;
    return at;
  }
  uint64_t need = size + alignment + sizeof(loam_permanent_block);
  if (need < size) return 0;
  uint64_t bytes = loam_round_up(need > LOAM_PERMANENT_BLOCK ? need : LOAM_PERMANENT_BLOCK, permanent->os->page_size);
  loam_permanent_block *block = loam_os_map(permanent->os, bytes);
  if (!block) return 0;
  if (!loam_ranges_add(&permanent->ranges, block, bytes, NULL)) {
    loam_os_unmap(permanent->os, block, bytes, bytes);
    return 0;
  }
  *block = (loam_permanent_block){permanent->blocks, bytes};
  permanent->blocks = block;
  permanent->mapped += bytes;
  at = loam_round_up((uintptr_t)(block + 1), alignment);
  // A large request leaves the open block as it is when that has more room.
  if ((uintptr_t)block + bytes - (at + size) >= permanent->end - permanent->next) {
    permanent->next = at + size;
    permanent->end = (uintptr_t)block + bytes;
  }
  return at;
}

void *loam_permanent_take(loam_permanent *permanent, uint64_t size, uint64_t alignment) {
  loam_lock_acquire(&permanent->lock);
  uintptr_t at = take_locked(permanent, size ? size : 1, alignment ? alignment : 1);
  loam_lock_release(&permanent->lock);
  return (void *)at;
}

static uint64_t bin_of(uint64_t size) { return (size + LOAM_GIVEN_STEP - 1) / LOAM_GIVEN_STEP; }

void *loam_permanent_take_given(loam_permanent *permanent, uint64_t size) {
  uint64_t bin = bin_of(size == 0 ? 1 : size);
  void *memory = NULL;
  loam_lock_acquire(&permanent->lock);
  if (bin < LOAM_GIVEN_BINS && (memory = permanent->given[bin]) != NULL)
    permanent->given[bin] = *(void **)memory;
  else
    memory = (void *)take_locked(permanent, bin * LOAM_GIVEN_STEP, 8);
  loam_lock_release(&permanent->lock);
  if (memory != NULL) memset(memory, 0, bin * LOAM_GIVEN_STEP);
  return memory;
}

// What is larger than the largest bin stays unused: nobody types such code by the thousand.
void loam_permanent_give(loam_permanent *permanent, const void *memory, uint64_t size) {
  uint64_t bin = bin_of(size == 0 ? 1 : size);
  if (memory == NULL || bin >= LOAM_GIVEN_BINS) return;
  void *given = (void *)(uintptr_t)memory;
  loam_lock_acquire(&permanent->lock);
  *(void **)given = permanent->given[bin];
  permanent->given[bin] = given;
  loam_lock_release(&permanent->lock);
}

bool loam_permanent_contains(loam_permanent *permanent, const void *address) {
  loam_range block;
  return loam_ranges_find(&permanent->ranges, address, &block);
}

bool loam_permanent_offset(loam_permanent *permanent, const void *address, uint64_t *out_offset) {
  bool found = false;
  loam_lock_acquire(&permanent->lock);
  uint64_t start = permanent->mapped;
  for (loam_permanent_block *block = permanent->blocks; block && !found; block = block->next) {
    start -= block->size;
    found = (uintptr_t)address - (uintptr_t)block < block->size;
    *out_offset = start + ((uintptr_t)address - (uintptr_t)block);
  }
  loam_lock_release(&permanent->lock);
  return found;
}

void *loam_permanent_at(loam_permanent *permanent, uint64_t offset) {
  void *found = NULL;
  loam_lock_acquire(&permanent->lock);
  uint64_t start = permanent->mapped;
  for (loam_permanent_block *block = permanent->blocks; block && !found; block = block->next) {
    start -= block->size;
    if (offset - start < block->size) found = (char *)block + (offset - start);
  }
  loam_lock_release(&permanent->lock);
  return found;
}
