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

static void refill(loam_worker *worker) {
  loam_runtime *runtime = worker->runtime;
  uint32_t count = 0;
  loam_lock_acquire(&runtime->goroutines_lock);
  for (; count < LOT && runtime->free_waiters != NULL; count++) {
    loam_waiter *waiter = runtime->free_waiters;
    runtime->free_waiters = waiter->next;
    waiter->next = worker->free_waiters;
    worker->free_waiters = waiter;
  }
  loam_waiter *fresh = count > 0 ? NULL : loam_slab_fresh(&runtime->waiters, LOT, &count);
  for (uint32_t i = count; fresh != NULL && i-- > 0;) {
    fresh[i].next = worker->free_waiters;
    worker->free_waiters = &fresh[i];
  }
  loam_lock_release(&runtime->goroutines_lock);
  worker->free_waiter_count += count;
}

loam_waiter *loam_waiter_acquire(loam_worker *worker, const loam_type *element) {
  if (worker->free_waiters == NULL) refill(worker);
  loam_waiter *waiter = worker->free_waiters;
  if (waiter == NULL) return NULL;
  waiter->boxed = element != NULL && element->size > LOAM_WAITER_INLINE;
  if (waiter->boxed) {
    waiter->box = loam_os_allocate(&worker->runtime->os, element->size);
    if (waiter->box == NULL) return NULL;
  } else {
    memset(waiter->inline_element, 0, sizeof waiter->inline_element);
  }
  worker->free_waiters = waiter->next;
  worker->free_waiter_count--;
  waiter->next = waiter->previous = waiter->sibling = NULL;
  waiter->goroutine = worker->goroutine;
  waiter->element = element;
  waiter->send = waiter->selecting = waiter->queued = waiter->fired = waiter->success = false;
  return waiter;
}

void loam_waiter_release(loam_worker *worker, loam_waiter *waiter) {
  if (waiter->boxed) free(waiter->box);
  waiter->next = worker->free_waiters;
  worker->free_waiters = waiter;
  if (++worker->free_waiter_count <= LOAM_KEPT_WAITERS) return;
  loam_waiter *last = waiter;
  for (uint32_t i = 1; i < LOT; i++) last = last->next;
  worker->free_waiters = last->next;
  worker->free_waiter_count -= LOT;
  loam_lock_acquire(&worker->runtime->goroutines_lock);
  last->next = worker->runtime->free_waiters;
  worker->runtime->free_waiters = waiter;
  loam_lock_release(&worker->runtime->goroutines_lock);
}

void loam_waiters_free(loam_waiter *first) {
  for (; first != NULL; first = first->sibling)
    if (first->boxed) free(first->box);
}

void loam_waiters_shade(loam_marker *marker, const loam_goroutine *goroutine) {
  for (loam_waiter *waiter = goroutine->waiter; waiter != NULL; waiter = waiter->sibling)
    if (waiter->element != NULL && waiter->element->pointer_bytes != 0)
      loam_collect_values(marker, loam_waiter_element(waiter), waiter->element, 1);
}
