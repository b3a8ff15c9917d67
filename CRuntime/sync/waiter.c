// SPDX-License-Identifier: Apache-2.0
//
// waiter.c — waiter records and the elements they hold.
//
// How.      Records come from a slab; each worker keeps some free ones and exchanges lots with the runtime's list, so
//           that a park takes no lock and a million of them no C library's headers.
// Upholds.  channel.handover
#include "sync/waiter.h"

#include <stdlib.h>

enum { LOT = (LOAM_KEPT_WAITERS + 3) / 4 }; ///< Records that a worker takes or gives at once.

enum { NARROW_BYTES = offsetof(loam_waiter, inline_element) + 8 };

void loam_waiters_init(loam_runtime *runtime) {
  loam_slab_init(&runtime->waiters[0], &runtime->os, NARROW_BYTES);
  loam_slab_init(&runtime->waiters[1], &runtime->os, sizeof(loam_waiter));
}

void loam_waiters_deinit(loam_runtime *runtime) {
  for (int wide = 0; wide < 2; wide++) loam_slab_deinit(&runtime->waiters[wide]);
}

static void refill(loam_worker *worker, bool wide) {
  loam_runtime *runtime = worker->runtime;
  loam_waiter **list = &worker->free_waiters[wide];
  uint32_t count = 0;
  loam_lock_acquire(&runtime->goroutines_lock);
  for (; count < LOT && runtime->free_waiters[wide] != NULL; count++) {
    loam_waiter *waiter = runtime->free_waiters[wide];
    runtime->free_waiters[wide] = waiter->next;
    waiter->next = *list;
    *list = waiter;
  }
  loam_slab *slab = &runtime->waiters[wide];
  char *fresh = count > 0 ? NULL : loam_slab_fresh(slab, LOT, &count);
  for (uint32_t i = count; fresh != NULL && i-- > 0;) {
    loam_waiter *waiter = (loam_waiter *)(void *)(fresh + (uint64_t)i * slab->record_bytes);
    waiter->next = *list;
    *list = waiter;
  }
  loam_lock_release(&runtime->goroutines_lock);
  worker->free_waiter_count[wide] += count;
}

loam_waiter *loam_waiter_acquire_slow(loam_worker *worker, const loam_type *element) {
  uint64_t size = element == NULL ? 0 : element->size;
  bool boxed = size > LOAM_WAITER_INLINE, wide = size > 8 && !boxed;
  if (worker->free_waiters[wide] == NULL) refill(worker, wide);
  if (worker->free_waiters[wide] == NULL) return NULL;
  void *box = boxed ? loam_os_allocate(&worker->runtime->os, size) : NULL;
  if (boxed && box == NULL) return NULL;
  loam_waiter *waiter = loam_waiter_take(worker, element, wide);
  waiter->boxed = boxed;
  if (boxed) waiter->box = box;
  if (wide) memset(waiter->inline_element, 0, sizeof waiter->inline_element);
  return waiter;
}

void loam_waiter_release_slow(loam_worker *worker, loam_waiter *waiter) {
  bool wide = waiter->wide;
  if (waiter->boxed) free(waiter->box);
  waiter->next = worker->free_waiters[wide];
  worker->free_waiters[wide] = waiter;
  if (++worker->free_waiter_count[wide] <= LOAM_KEPT_WAITERS) return;
  loam_waiter *last = waiter;
  for (uint32_t i = 1; i < LOT; i++) last = last->next;
  worker->free_waiters[wide] = last->next;
  worker->free_waiter_count[wide] -= LOT;
  loam_lock_acquire(&worker->runtime->goroutines_lock);
  last->next = worker->runtime->free_waiters[wide];
  worker->runtime->free_waiters[wide] = waiter;
  loam_lock_release(&worker->runtime->goroutines_lock);
}

void loam_waiters_free(loam_waiter *first) {
  for (; first != NULL; first = first->sibling)
    if (first->boxed) free(first->box);
}

void loam_waiters_shade(loam_marker *marker, const loam_goroutine *goroutine) {
  for (loam_waiter *waiter = goroutine->waiter; waiter != NULL; waiter = waiter->sibling) {
    loam_collect_word(marker, (uintptr_t)waiter->channel); // a native goroutine's frame does not name it
    if (waiter->element != NULL && waiter->element->pointer_bytes != 0)
      loam_collect_values(marker, loam_waiter_element(waiter), waiter->element, 1);
  }
}
