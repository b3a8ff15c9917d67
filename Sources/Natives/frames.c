// SPDX-License-Identifier: Apache-2.0
//
// frames.c — walks the frames above a native.
#include "frames.h"
#include "loam_heap.h"
#include "loam_runtime.h"

/// Reads what the safepoint word in front of walk->pc says.
static bool load(loam_walk *walk) {
  if (walk->pc == NULL || walk->fp >= walk->end) return false;
  uint64_t word = walk->pc[-1];
  const uint64_t *code = walk->pc - 1 - (word & 0xffffff);
  walk->words = (uint32_t)(word >> 24 & 0xffff) + 1;
  walk->function = (const loam_function *)code[-1];
  walk->offset = (uint32_t)(walk->pc - 1 - code);
  return walk->function != NULL;
}

bool loam_walk_begin(loam_walk *walk, loam_context *context) {
  loam_place where = loam_where(context->runtime, context->frame);
  *walk = (loam_walk){.fp = context->frame, .pc = (const uint64_t *)context->frame[-1]};
  walk->end = where.kind == LOAM_WHERE_STACK ? (const loam_slot *)(where.base + where.size) : context->frame;
  return load(walk);
}

bool loam_walk_next(loam_walk *walk) {
  if (walk->fp + walk->words > walk->end) return false;
  walk->pc = (const uint64_t *)walk->fp[walk->words - 1];
  walk->fp += walk->words;
  return load(walk);
}

uint32_t loam_walk_line(const loam_function *function, uint32_t offset) {
  uint32_t low = 0, high = function->line_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (function->lines[middle].pc <= offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low > 0 ? function->lines[low - 1].line : function->start_line;
}
