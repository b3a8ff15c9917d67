// SPDX-License-Identifier: Apache-2.0
//
// global_queue.c — runnable goroutines that no worker has: preempted ones, those of other threads, halves of full
// rings.
//
// How.      First in, first out, in batches: arrays of pointers, so that neither spilling a ring nor taking a share
//           touches the goroutines' records, which are cold by then. Without memory for a batch goroutines are linked
//           through their records, and those go first.
// Upholds.  schedule.once
#include "schedule/schedule.h"

#include <stdlib.h>

static loam_batch *new_batch_locked(loam_runtime *runtime, loam_global_queue *queue) {
  loam_batch *batch = queue->spare;
  if (batch != NULL)
    queue->spare = batch->next;
  else if ((batch = loam_os_allocate(&runtime->os, sizeof *batch)) == NULL)
    return NULL;
  batch->next = NULL;
  batch->first = batch->end = 0;
  *(queue->last == NULL ? &queue->first : &queue->last->next) = batch;
  queue->last = batch;
  return batch;
}

static void push_locked(loam_runtime *runtime, loam_goroutine *const *goroutines, uint32_t count) {
  loam_global_queue *queue = &runtime->global;
  atomic_fetch_add(&queue->count, count);
  while (count > 0) {
    loam_batch *batch = queue->last;
    if (batch == NULL || batch->end == LOAM_BATCH) batch = new_batch_locked(runtime, queue);
    if (batch == NULL) {
      (*goroutines)->link = queue->strays;
      queue->strays = *goroutines++;
      count--;
      continue;
    }
    uint32_t room = LOAM_BATCH - batch->end, n = count < room ? count : room;
    memcpy(batch->goroutines + batch->end, goroutines, n * sizeof *goroutines);
    batch->end += n;
    goroutines += n;
    count -= n;
  }
}

void loam_global_queue_push(loam_runtime *runtime, loam_goroutine *const *goroutines, uint32_t count) {
  loam_lock_acquire(&runtime->schedule_lock);
  if (LOAM_LIKELY(!atomic_load_explicit(&runtime->breaks.holding, memory_order_relaxed))) {
    push_locked(runtime, goroutines, count);
  } else {
    for (uint32_t i = 0; i < count; i++)
      if (goroutines[i]->held)
        loam_hold_keep_locked(runtime, goroutines[i]);
      else
        push_locked(runtime, goroutines + i, 1);
  }
  loam_lock_release(&runtime->schedule_lock);
}

uint32_t loam_global_queue_take(loam_runtime *runtime, loam_goroutine **out, uint32_t most) {
  loam_global_queue *queue = &runtime->global;
  uint32_t taken = 0;
  loam_lock_acquire(&runtime->schedule_lock);
  uint32_t share = atomic_load(&queue->count) / runtime->limit + 1;
  if (most > share) most = share;
  for (; taken < most && queue->strays != NULL; taken++) {
    out[taken] = queue->strays;
    queue->strays = out[taken]->link;
  }
  for (loam_batch *batch; taken < most && (batch = queue->first) != NULL;) {
    uint32_t has = batch->end - batch->first, n = has < most - taken ? has : most - taken;
    memcpy(out + taken, batch->goroutines + batch->first, n * sizeof *out);
    batch->first += n;
    taken += n;
    if (batch->first < batch->end) break;
    queue->first = batch->next;
    if (queue->first == NULL) queue->last = NULL;
    batch->next = queue->spare;
    queue->spare = batch;
  }
  atomic_fetch_sub(&queue->count, taken);
  loam_lock_release(&runtime->schedule_lock);
  return taken;
}

static void free_batches(loam_batch *batch) {
  for (loam_batch *next; batch != NULL; batch = next) {
    next = batch->next;
    free(batch);
  }
}

void loam_global_queue_free(loam_runtime *runtime) {
  free_batches(runtime->global.first);
  free_batches(runtime->global.spare);
}
