// SPDX-License-Identifier: Apache-2.0
//
// slab.c — see slab.h.
#include "base/slab.h"

#include <stdlib.h>

void loam_slab_init(loam_slab *slab, loam_os *os, uint32_t record_bytes) {
  *slab = (loam_slab){.os = os, .record_bytes = record_bytes};
}

void loam_slab_deinit(loam_slab *slab) {
  for (loam_slab_block *block = slab->blocks, *next; block != NULL; block = next) {
    next = block->next;
    if (block->bytes == LOAM_SLAB_HUGE)
      loam_os_unmap(slab->os, block, block->bytes, block->bytes);
    else {
      loam_os_keep(slab->os, -(int64_t)block->bytes);
      free(block);
    }
  }
  slab->blocks = NULL;
}

static loam_slab_block *huge_block(loam_os *os) {
  loam_slab_block *block = loam_os_reserve(os, LOAM_SLAB_HUGE);
  if (block == NULL) return NULL;
  if (!loam_os_commit(os, block, LOAM_SLAB_HUGE)) {
    loam_os_unmap(os, block, LOAM_SLAB_HUGE, 0);
    return NULL;
  }
  loam_os_prefer_huge(os, block, LOAM_SLAB_HUGE);
  return block;
}

static loam_slab_block *add_block(loam_slab *slab) {
  uint64_t last = slab->blocks == NULL ? 0 : slab->blocks->bytes;
  uint64_t bytes = last == 0 ? sizeof(loam_slab_block) + LOAM_SLAB_FIRST * (uint64_t)slab->record_bytes : 2 * last;
  if (bytes > LOAM_SLAB_HUGE / 2) bytes = LOAM_SLAB_HUGE;
  loam_slab_block *block = bytes == LOAM_SLAB_HUGE ? huge_block(slab->os) : loam_os_allocate(slab->os, bytes);
  if (block == NULL) return NULL;
  if (bytes != LOAM_SLAB_HUGE) loam_os_keep(slab->os, (int64_t)bytes);
  block->next = slab->blocks;
  block->bytes = bytes;
  block->count = (uint32_t)((bytes - sizeof *block) / slab->record_bytes);
  slab->blocks = block;
  return block;
}

uint64_t loam_slab_bytes(const loam_slab *slab) {
  uint64_t bytes = 0;
  for (const loam_slab_block *block = slab->blocks; block != NULL; block = block->next) bytes += block->bytes;
  return bytes;
}

void *loam_slab_fresh(loam_slab *slab, uint32_t want, uint32_t *out_count) {
  loam_slab_block *block = slab->blocks;
  if ((block == NULL || block->used == block->count) && (block = add_block(slab)) == NULL) return NULL;
  uint32_t room = block->count - block->used, count = want < room ? want : room;
  void *first = loam_slab_record(slab, block, block->used);
  block->used += count;
  *out_count = count;
  return first;
}
