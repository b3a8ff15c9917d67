// SPDX-License-Identifier: Apache-2.0
//
// operation.h — what operations share: safepoints, allocation, panics.
#ifndef LOAM_INTERPRET_OPERATION_H
#define LOAM_INTERPRET_OPERATION_H

#include "heap/allocate.h"
#include "interpret/interpret.h"
#include "interpret/panic.h"

#include <string.h>

#pragma GCC visibility push(hidden)

/// Records where the running goroutine is; `safepoint` is the word that describes its innermost frame.
static inline void loam_goroutine_save(loam_goroutine *goroutine, const uint64_t *pc, const uint64_t *safepoint,
                                       loam_slot *fp) {
  goroutine->pc = pc;
  goroutine->safepoint = safepoint;
  goroutine->fp = fp;
}

/// Collects at that safepoint and returns fp, which may have moved. (cycle.c)
loam_slot *loam_collect_at(loam_worker *worker, const uint64_t *pc, const uint64_t *safepoint, loam_slot *fp,
                           loam_collect_reason reason);

/// `placing` is set: a profile may ask where the goroutine is, or an instruction is executed again. (want.c)
void loam_allocation_place(loam_worker *worker, const uint64_t *pc, const uint64_t *safepoint, loam_slot *fp);

/// At the start of each instruction with ALLOC: collects when the heap wants it. `words`: length of the instruction.
static inline loam_slot *loam_allocation_point(loam_worker *worker, const uint64_t *pc, loam_slot *fp, uint32_t words) {
  uint32_t wanted = loam_heap_wanted(&worker->runtime->heap);
  if (LOAM_UNLIKELY(atomic_load_explicit(&worker->cache.placing, memory_order_relaxed)))
    loam_allocation_place(worker, pc, pc + words - 1, fp);
  if (LOAM_LIKELY(wanted == LOAM_WANTED_NOTHING)) return fp;
  return loam_collect_at(worker, pc, pc + words - 1, fp,
                         wanted == LOAM_WANTED_STRESS ? LOAM_COLLECT_STRESS : LOAM_COLLECT_HEAP);
}

/// The same for what is called with a context. It may move.
void loam_context_collect_if_wanted(loam_context *context);
/// An allocation was refused: true when it is to be tried again, after a collection, or as the host says. *stage is 0
/// at first; once the allocation is over loam_context_wanted is told it. They may move. (native.c)
bool loam_context_wants(loam_context *context, uint32_t *stage);
void loam_context_wanted(loam_context *context, uint32_t stage);

static inline void *loam_allocate_values(loam_worker *worker, const loam_type *type, uint64_t count) {
  return loam_heap_allocate(&worker->runtime->heap, &worker->cache, type->size * count, type, count);
}
static inline void *loam_allocate_plain(loam_worker *worker, uint64_t size) {
  return loam_heap_allocate(&worker->runtime->heap, &worker->cache, size, NULL, 0);
}
/// An allocation returned NULL: collects and executes the instruction again, once; then it is as schedule/want.h says.
loam_next loam_no_memory(loam_worker *worker, const uint64_t *pc, loam_slot *fp);

/// Copies `count` values of `type` to memory that may be the heap.
static inline void loam_barrier_move(loam_worker *worker, void *to, const void *from, const loam_type *type,
                                     uint64_t count) {
  if (LOAM_UNLIKELY(worker->cache.barrier.on)) loam_barrier_values(&worker->cache.barrier, to, from, type, count);
  memmove(to, from, count * type->size);
}
/// Sets them to zero.
static inline void loam_barrier_clear(loam_worker *worker, void *to, const loam_type *type, uint64_t count) {
  if (LOAM_UNLIKELY(worker->cache.barrier.on)) loam_barrier_values(&worker->cache.barrier, to, NULL, type, count);
  memset(to, 0, count * type->size);
}

#pragma GCC visibility pop
#endif
