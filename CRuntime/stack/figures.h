// SPDX-License-Identifier: Apache-2.0
//
// figures.h — what is counted of stacks: per goroutine with a history of its last moves, and in total.
//
// How.      Totals are kept per worker and summed when somebody asks, so that a move writes no shared word. Time is
//           counted in ticks (base/os.h) and turned into nanoseconds when it is read. A goroutine's record exists from
//           its first move on: most goroutines never move and take no memory for it.
// Upholds.  stack.figures
#ifndef LOAM_STACK_FIGURES_H
#define LOAM_STACK_FIGURES_H

#include "include/loam_runtime.h"

#include <stdatomic.h>

#pragma GCC visibility push(hidden)

typedef struct loam_os loam_os;
typedef struct loam_stack_move loam_stack_move;

/// One move, in 32 bytes. Figures that do not fit are the greatest that does.
typedef struct loam_stack_step {
  uintptr_t old_lo, new_lo;
  uint32_t bytes, slots, ticks;
  uint8_t old_shift, new_shift, reason;
} loam_stack_step;

typedef struct loam_stack_record loam_stack_record;
struct loam_stack_record {
  uint64_t peak; ///< Greatest number of used bytes seen at a move or a collection.
  uint64_t bytes, slots, ticks;
  uint32_t reasons[LOAM_STACK_REASONS];      ///< Moves by loam_stack_reason; their sum is how many steps were written.
  loam_stack_step steps[LOAM_STACK_HISTORY]; ///< Ring.
  loam_stack_record *next;                   ///< Among spare ones.
};

/// What is counted; the first are by loam_stack_reason, the last by order: blocks handed out minus given back.
typedef enum loam_stack_figure {
  LOAM_STACK_COUNT_IN_PLACE = LOAM_STACK_REASONS,
  LOAM_STACK_COUNT_BYTES,
  LOAM_STACK_COUNT_BY_PAGES,
  LOAM_STACK_COUNT_SLOTS,
  LOAM_STACK_COUNT_FRAMES,
  LOAM_STACK_COUNT_TICKS,
  LOAM_STACK_COUNT_BLOCKS,
  LOAM_STACK_COUNTS = LOAM_STACK_COUNT_BLOCKS + LOAM_STACK_SIZES,
} loam_stack_figure;

/// Totals of one worker, or of all without one. Relaxed: a reader may be a move behind. Blocks given back elsewhere
/// wrap below 0.
typedef struct loam_stack_counts {
  _Atomic uint64_t of[LOAM_STACK_COUNTS];
} loam_stack_counts;

/// Adds to a count. `shared`: other threads may add as well.
static inline void loam_stack_count(_Atomic uint64_t *count, uint64_t n, bool shared) {
  if (shared)
    atomic_fetch_add_explicit(count, n, memory_order_relaxed);
  else
    atomic_store_explicit(count, atomic_load_explicit(count, memory_order_relaxed) + n, memory_order_relaxed);
}
void loam_stack_counts_move(loam_stack_counts *counts, const loam_stack_move *move, uint64_t ticks, bool shared);
/// Adds `from` to `to`, which may be written meanwhile, and clears it.
void loam_stack_counts_fold(loam_stack_counts *to, loam_stack_counts *from);

/// Writes a move into a record.
void loam_stack_record_move(loam_stack_record *record, const loam_stack_move *move, uint64_t used, uint64_t ticks);
static inline uint64_t loam_stack_record_count(const loam_stack_record *record) {
  uint64_t count = 0;
  for (int i = 0; i < LOAM_STACK_REASONS; i++) count += record->reasons[i];
  return count;
}
/// The history, newest first; fills at most `count` and returns how many there are.
uint32_t loam_stack_record_history(const loam_os *os, const loam_stack_record *record, loam_stack_history *out,
                                   uint32_t count);

#pragma GCC visibility pop
#endif
