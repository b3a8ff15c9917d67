// SPDX-License-Identifier: Apache-2.0
//
// slab.h — records of one size in blocks that live as long as their slab: a stale pointer to one still reads a record.
//
// How.      Blocks start with a few records and double; from LOAM_SLAB_HUGE bytes on they are mapped, aligned and ask
//           for huge pages, because a million records on small pages cost more to touch than to use. A slab only hands
//           out records that were never used; lists of used ones belong to its owner.
// Threads.  The owner's lock guards a slab; iterating needs only the pair that loam_slab_blocks returned under it.
// Fails.    NULL without memory.
#ifndef LOAM_SLAB_H
#define LOAM_SLAB_H

#include "base/limits.h"
#include "base/os.h"

#pragma GCC visibility push(hidden)

typedef struct loam_slab_block {
  struct loam_slab_block *next; ///< Older one.
  uint64_t bytes;               ///< Of the whole block.
  uint32_t count;               ///< Records that fit.
  uint32_t used;                ///< Records handed out.
  _Alignas(64) char records[];
} loam_slab_block;

typedef struct loam_slab {
  loam_os *os;
  uint32_t record_bytes;   ///< A multiple of 8.
  loam_slab_block *blocks; ///< Newest first; the list only grows.
} loam_slab;

void loam_slab_init(loam_slab *slab, loam_os *os, uint32_t record_bytes);
void loam_slab_deinit(loam_slab *slab);
/// Up to `want` zeroed records that lie side by side; *out_count is how many. NULL without memory.
void *loam_slab_fresh(loam_slab *slab, uint32_t want, uint32_t *out_count);

/// Bytes of all its blocks.
uint64_t loam_slab_bytes(const loam_slab *slab);

static inline void *loam_slab_record(const loam_slab *slab, loam_slab_block *block, uint32_t i) {
  return block->records + (uint64_t)i * slab->record_bytes;
}

#pragma GCC visibility pop
#endif
