// SPDX-License-Identifier: Apache-2.0
//
// record.c — goroutine records: where they come from and go to, and all of them.
//
// How.      Records lie in a slab and are never unmapped while the runtime lives. Dead ones are kept as arrays of
//           addresses, by each worker and by the runtime, which exchange lots: a dead record is cold, and an array can
//           be passed on, and its next record fetched ahead, without reading any of them.
//           A goroutine's first stack stays with its record, so that a life takes one thing instead of two; a
//           collection gives the stacks of those back that no worker keeps, as Go does.
// Upholds.  schedule.once
#include "schedule/schedule.h"

#include <stdlib.h>

enum { LOT = (LOAM_KEPT_RECORDS + 3) / 4 }; ///< Records that a worker takes or gives at once.
enum { STRIPPED = 64 };                     ///< And that are stripped at once.

static void strip(loam_runtime *runtime, loam_goroutine *goroutine) {
  if (goroutine->stack.lo != 0) loam_stack_drop(&runtime->stacks, &goroutine->stack);
}

/// Up to `want` records that nobody uses; returns how many.
static uint32_t take_lot(loam_runtime *runtime, loam_goroutine **out, uint32_t want) {
  loam_dead_records *dead = &runtime->dead;
  uint32_t count = 0;
  loam_lock_acquire(&runtime->goroutines_lock);
  if (dead->count > 0) {
    count = want < dead->count ? want : (uint32_t)dead->count;
    dead->count -= count;
    if (dead->stripped > dead->count) dead->stripped = dead->count;
    memcpy(out, dead->records + dead->count, count * sizeof *out);
  } else if (dead->strays != NULL) {
    for (; count < want && dead->strays != NULL; count++) {
      out[count] = dead->strays;
      dead->strays = out[count]->link;
    }
  } else {
    char *fresh = loam_slab_fresh(&runtime->goroutines, want, &count);
    if (fresh == NULL) count = 0;
    for (uint32_t i = 0; i < count; i++) out[count - 1 - i] = (void *)(fresh + i * sizeof **out);
  }
  loam_lock_release(&runtime->goroutines_lock);
  return count;
}

static void give_lot(loam_runtime *runtime, loam_goroutine *const *records, uint32_t count) {
  loam_dead_records *dead = &runtime->dead;
  loam_lock_acquire(&runtime->goroutines_lock);
  if (dead->capacity - dead->count < count) {
    uint64_t capacity = 2 * (dead->capacity + count);
    loam_goroutine **more = loam_os_resize(&runtime->os, dead->records, capacity * sizeof *more);
    if (more != NULL) {
      dead->records = more;
      dead->capacity = capacity;
    }
  }
  for (; count > 0 && dead->count < dead->capacity; count--) dead->records[dead->count++] = *records++;
  for (; count > 0; count--, records++) {
    strip(runtime, *records);
    (*records)->link = dead->strays;
    dead->strays = *records;
  }
  loam_lock_release(&runtime->goroutines_lock);
}

loam_goroutine *loam_record_take_slow(loam_runtime *runtime, loam_worker *worker) {
  loam_goroutine *one = NULL;
  if (worker == NULL) {
    if (take_lot(runtime, &one, 1) == 0) return NULL;
    strip(runtime, one);
    return one;
  }
  if (worker->kept_records == 0) worker->kept_records = take_lot(runtime, worker->records, LOT);
  if (worker->kept_records == 0) return NULL;
  return worker->records[--worker->kept_records];
}

void loam_record_keep_slow(loam_runtime *runtime, loam_worker *worker, loam_goroutine *goroutine) {
  if (worker == NULL) {
    give_lot(runtime, &goroutine, 1);
    return;
  }
  if (worker->kept_records == LOAM_KEPT_RECORDS) { // the oldest go: they are the coldest
    give_lot(runtime, worker->records, LOT);
    worker->kept_records -= LOT;
    memmove(worker->records, worker->records + LOT, worker->kept_records * sizeof *worker->records);
  }
  worker->records[worker->kept_records++] = goroutine;
}

void loam_records_strip(loam_runtime *runtime) {
  loam_dead_records *dead = &runtime->dead;
  for (bool more = true; more;) {
    loam_lock_acquire(&runtime->goroutines_lock);
    for (int i = 0; i < STRIPPED && dead->stripped < dead->count; i++) strip(runtime, dead->records[dead->stripped++]);
    more = dead->stripped < dead->count;
    loam_lock_release(&runtime->goroutines_lock);
  }
}

void loam_goroutine_each(loam_runtime *runtime, bool (*visit)(void *, loam_goroutine *), void *context) {
  loam_lock_acquire(&runtime->goroutines_lock);
  loam_slab_block *first = runtime->goroutines.blocks;
  uint32_t used = first == NULL ? 0 : first->used;
  loam_lock_release(&runtime->goroutines_lock);
  for (loam_slab_block *block = first; block != NULL; block = block->next)
    for (uint32_t i = 0, count = block == first ? used : block->count; i < count; i++) {
      loam_goroutine *goroutine = loam_slab_record(&runtime->goroutines, block, i);
      if (atomic_load_explicit(&goroutine->status, memory_order_acquire) == LOAM_GOROUTINE_DEAD) continue;
      if (!visit(context, goroutine)) return;
    }
}

void loam_goroutine_records_free(loam_runtime *runtime) {
  for (loam_slab_block *block = runtime->goroutines.blocks; block != NULL; block = block->next)
    for (uint32_t i = 0; i < block->used; i++) {
      loam_goroutine *goroutine = loam_slab_record(&runtime->goroutines, block, i);
      for (loam_panic *panic = goroutine->panics, *older; panic != NULL; panic = older) {
        older = panic->link;
        free(panic);
      }
      free(goroutine->defers);
      if (atomic_load(&goroutine->status) == LOAM_GOROUTINE_DEAD)
        strip(runtime, goroutine);
      else
        loam_stack_free(&runtime->stacks, NULL, &goroutine->stack);
    }
  free(runtime->dead.records);
  loam_slab_deinit(&runtime->goroutines);
}
