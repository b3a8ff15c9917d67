// SPDX-License-Identifier: Apache-2.0
//
// figures.c — counting moves, and reading what was counted.
#include "stack/stack.h"

#include <string.h>

static uint32_t clamp(uint64_t value) { return value > UINT32_MAX ? UINT32_MAX : (uint32_t)value; }

void loam_stack_counts_move(loam_stack_counts *counts, const loam_stack_move *move, uint64_t ticks, bool shared) {
  loam_stack_count(&counts->of[move->reason], 1, shared);
  loam_stack_count(&counts->of[LOAM_STACK_COUNT_TICKS], ticks, shared);
  if (move->bytes == 0) {
    loam_stack_count(&counts->of[LOAM_STACK_COUNT_IN_PLACE], 1, shared);
    return;
  }
  loam_stack_count(&counts->of[LOAM_STACK_COUNT_BYTES], move->bytes, shared);
  loam_stack_count(&counts->of[LOAM_STACK_COUNT_BY_PAGES], move->by_pages, shared);
  loam_stack_count(&counts->of[LOAM_STACK_COUNT_SLOTS], move->slots, shared);
  loam_stack_count(&counts->of[LOAM_STACK_COUNT_FRAMES], move->frames, shared);
}

void loam_stack_counts_fold(loam_stack_counts *to, loam_stack_counts *from) {
  for (int i = 0; i < LOAM_STACK_COUNTS; i++)
    loam_stack_count(&to->of[i], atomic_exchange_explicit(&from->of[i], 0, memory_order_relaxed), true);
}

void loam_stack_record_move(loam_stack_record *record, const loam_stack_move *move, uint64_t used, uint64_t ticks) {
  uint64_t number = loam_stack_record_count(record);
  record->steps[number % LOAM_STACK_HISTORY] =
      (loam_stack_step){.old_lo = move->old_lo,
                        .new_lo = move->new_lo,
                        .bytes = clamp(move->bytes),
                        .slots = clamp(move->slots),
                        .ticks = clamp(ticks),
                        .old_shift = (uint8_t)loam_bits_highest(move->old_size),
                        .new_shift = (uint8_t)loam_bits_highest(move->new_size),
                        .reason = (uint8_t)move->reason};
  record->reasons[move->reason]++;
  if (used > record->peak) record->peak = used;
  record->bytes += move->bytes;
  record->slots += move->slots;
  record->ticks += ticks;
}

uint32_t loam_stack_record_history(const loam_os *os, const loam_stack_record *record, loam_stack_history *out,
                                   uint32_t count) {
  uint64_t all = record ? loam_stack_record_count(record) : 0;
  uint32_t kept = all < LOAM_STACK_HISTORY ? (uint32_t)all : LOAM_STACK_HISTORY;
  for (uint32_t i = 0; i < kept && i < count; i++) {
    const loam_stack_step *step = &record->steps[(all - 1 - i) % LOAM_STACK_HISTORY];
    out[i] = (loam_stack_history){.reason = (loam_stack_reason)step->reason,
                                  .old_base = step->old_lo,
                                  .new_base = step->new_lo,
                                  .old_size = 1ull << step->old_shift,
                                  .new_size = 1ull << step->new_shift,
                                  .bytes_copied = step->bytes,
                                  .slots_rewritten = step->slots,
                                  .nanoseconds = loam_os_ticks_ns(os, step->ticks)};
  }
  return kept;
}

static void add(uint64_t *sums, const loam_stack_counts *counts) {
  for (int i = 0; i < LOAM_STACK_COUNTS; i++) sums[i] += atomic_load_explicit(&counts->of[i], memory_order_relaxed);
}

void loam_stack_get_statistics(loam_stack_pool *pool, loam_stack_statistics *out) {
  uint64_t sums[LOAM_STACK_COUNTS] = {0};
  loam_lock_acquire(&pool->lock);
  add(sums, &pool->counts);
  for (const loam_stack_cache *cache = pool->caches; cache; cache = cache->next) add(sums, &cache->counts);
  loam_lock_release(&pool->lock);
  *out = (loam_stack_statistics){.grows = sums[LOAM_STACK_GROW],
                                 .shrinks = sums[LOAM_STACK_SHRINK],
                                 .moves = sums[LOAM_STACK_MOVE],
                                 .in_place = sums[LOAM_STACK_COUNT_IN_PLACE],
                                 .bytes_copied = sums[LOAM_STACK_COUNT_BYTES],
                                 .bytes_by_pages = sums[LOAM_STACK_COUNT_BY_PAGES],
                                 .slots_rewritten = sums[LOAM_STACK_COUNT_SLOTS],
                                 .frames_walked = sums[LOAM_STACK_COUNT_FRAMES],
                                 .nanoseconds = loam_os_ticks_ns(pool->heap->os, sums[LOAM_STACK_COUNT_TICKS])};
  for (int i = 0; i < LOAM_STACK_SIZES; i++) {
    // Workers count apart, so that a reader may meet a block given back before it meets it handed out.
    int64_t blocks = (int64_t)sums[LOAM_STACK_COUNT_BLOCKS + i];
    out->by_size[i] = blocks < 0 ? 0 : (uint64_t)blocks;
    out->stacks += out->by_size[i];
    out->bytes += out->by_size[i] << (LOAM_STACK_SHIFT + i);
  }
}
