// SPDX-License-Identifier: Apache-2.0
//
// run_queue.c — runnable goroutines: a ring and a `next` per worker, one global queue.
//
// How.      The owner stores into the ring and publishes by a release store of tail; everyone takes from head by
// compare
//           and swap. `next` is what was readied last: it runs first, so that two goroutines that talk to each other
//           stay on one worker; whom it displaces goes to the ring. A full ring spills its older half into the global
//           queue as one batch: an array, so that neither spilling nor taking touches the goroutines' records, which
//           are cold by then. Goroutines that come alone (preempted, or from other threads) are linked. Whoever takes
//           alternates between the two kinds. Records about to run are prefetched while the one before runs.
// Upholds.  schedule.once
#include "schedule/schedule.h"

#include <stdlib.h>

// ---- batches (the global queue's arrays) ----

static loam_batch *take_batch(loam_runtime *runtime) {
  loam_lock_acquire(&runtime->schedule_lock);
  loam_batch *batch = runtime->free_batches;
  if (batch != NULL) runtime->free_batches = batch->next;
  loam_lock_release(&runtime->schedule_lock);
  return batch != NULL ? batch : malloc(sizeof *batch);
}

static void push_batch(loam_runtime *runtime, loam_batch *batch) {
  batch->next = NULL;
  loam_lock_acquire(&runtime->schedule_lock);
  *(runtime->batches == NULL ? &runtime->batches : &runtime->last_batch->next) = batch;
  runtime->last_batch = batch;
  atomic_fetch_add(&runtime->global_count, batch->count);
  loam_lock_release(&runtime->schedule_lock);
}

static void keep_batch_locked(loam_runtime *runtime, loam_batch *batch) {
  batch->next = runtime->free_batches;
  runtime->free_batches = batch;
}

static void free_list(loam_batch *batch) {
  for (loam_batch *next; batch != NULL; batch = next) {
    next = batch->next;
    free(batch);
  }
}

void loam_global_queue_free(loam_runtime *runtime) {
  free_list(runtime->batches);
  free_list(runtime->free_batches);
}

// ---- the ring ----

/// Moves the older half of a full ring to the global queue. Without memory for a batch, and when a thief was faster,
/// less is moved; at least one place is free afterwards.
static void spill(loam_worker *worker) {
  loam_run_queue *queue = &worker->queue;
  loam_batch *batch = take_batch(worker->runtime);
  uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire), count = batch != NULL ? LOAM_RING / 2 : 1;
  loam_goroutine *one[1], **taken = batch != NULL ? batch->goroutines : one;
  for (uint32_t i = 0; i < count; i++)
    taken[i] = atomic_load_explicit(&queue->ring[(head + i) % LOAM_RING], memory_order_relaxed);
  bool moved = atomic_compare_exchange_strong(&queue->head, &head, head + count);
  if (batch == NULL) {
    if (moved) loam_global_queue_push(worker->runtime, one[0]);
    return;
  }
  batch->first = 0;
  batch->count = moved ? count : 0;
  if (moved) {
    push_batch(worker->runtime, batch);
    return;
  }
  loam_lock_acquire(&worker->runtime->schedule_lock);
  keep_batch_locked(worker->runtime, batch);
  loam_lock_release(&worker->runtime->schedule_lock);
}

static void push_ring(loam_worker *worker, loam_goroutine *goroutine) {
  loam_run_queue *queue = &worker->queue;
  uint32_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed);
  uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
  if (LOAM_UNLIKELY(tail - head >= LOAM_RING)) spill(worker);
  atomic_store_explicit(&queue->ring[tail % LOAM_RING], goroutine, memory_order_relaxed);
  atomic_store_explicit(&queue->tail, tail + 1, memory_order_release);
}

void loam_run_queue_push(loam_worker *worker, loam_goroutine *goroutine, bool next) {
  if (next) {
    goroutine = atomic_exchange(&worker->queue.next, goroutine);
    if (goroutine == NULL) return;
  }
  push_ring(worker, goroutine);
}

/// The record of the one after the next, and the frame of the next, whose record came before. What it reads of the
/// next may be stale when a thief has it: prefetching a wrong address does no harm.
static void prefetch(loam_run_queue *queue, uint32_t head) {
#if !LOAM_THREAD_SANITIZER
  const loam_goroutine *next = atomic_load_explicit(&queue->ring[(head + 1) % LOAM_RING], memory_order_relaxed);
  const loam_goroutine *second = atomic_load_explicit(&queue->ring[(head + 2) % LOAM_RING], memory_order_relaxed);
  __builtin_prefetch(second);
  __builtin_prefetch((const char *)second + 64);
  __builtin_prefetch(next->fp);
  __builtin_prefetch(next->closure);
#else
  (void)queue, (void)head;
#endif
}

loam_goroutine *loam_run_queue_pop(loam_worker *worker) {
  loam_run_queue *queue = &worker->queue;
  loam_goroutine *goroutine = atomic_load_explicit(&queue->next, memory_order_relaxed);
  if (goroutine != NULL && atomic_compare_exchange_strong(&queue->next, &goroutine, NULL)) return goroutine;
  for (;;) {
    uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
    uint32_t count = atomic_load_explicit(&queue->tail, memory_order_relaxed) - head;
    if (count == 0) return NULL;
    goroutine = atomic_load_explicit(&queue->ring[head % LOAM_RING], memory_order_relaxed);
    if (!atomic_compare_exchange_weak(&queue->head, &head, head + 1)) continue;
    if (count > 2) prefetch(queue, head);
    return goroutine;
  }
}

loam_goroutine *loam_run_queue_steal(loam_worker *worker, loam_worker *from, bool next_too) {
  loam_run_queue *queue = &from->queue;
  loam_goroutine *taken[LOAM_RING / 2];
  for (;;) {
    uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
    uint32_t count = atomic_load_explicit(&queue->tail, memory_order_acquire) - head;
    count -= count / 2;
    if (count == 0 || count > LOAM_RING / 2) {
      if (count != 0) continue; // torn reading of head and tail
      loam_goroutine *next = next_too ? atomic_load(&queue->next) : NULL;
      return next != NULL && atomic_compare_exchange_strong(&queue->next, &next, NULL) ? next : NULL;
    }
    for (uint32_t i = 0; i < count; i++)
      taken[i] = atomic_load_explicit(&queue->ring[(head + i) % LOAM_RING], memory_order_relaxed);
    if (!atomic_compare_exchange_strong(&queue->head, &head, head + count)) continue;
    for (uint32_t i = 0; i + 1 < count; i++) push_ring(worker, taken[i]);
    return taken[count - 1];
  }
}

bool loam_run_queue_empty(loam_worker *worker) {
  loam_run_queue *queue = &worker->queue;
  return atomic_load(&queue->next) == NULL && atomic_load(&queue->head) == atomic_load(&queue->tail);
}

void loam_global_queue_push(loam_runtime *runtime, loam_goroutine *goroutine) {
  goroutine->link = NULL;
  loam_lock_acquire(&runtime->schedule_lock);
  if (runtime->global_tail == NULL)
    runtime->global_head = goroutine;
  else
    runtime->global_tail->link = goroutine;
  runtime->global_tail = goroutine;
  atomic_fetch_add(&runtime->global_count, 1);
  loam_lock_release(&runtime->schedule_lock);
}

static loam_goroutine *pop_locked(loam_runtime *runtime) {
  loam_goroutine *goroutine = runtime->global_head;
  if (goroutine == NULL) return NULL;
  runtime->global_head = goroutine->link;
  if (runtime->global_head == NULL) runtime->global_tail = NULL;
  atomic_fetch_sub(&runtime->global_count, 1);
  goroutine->link = NULL;
  return goroutine;
}

loam_goroutine *loam_global_queue_pop(loam_runtime *runtime, loam_worker *worker) {
  if (atomic_load_explicit(&runtime->global_count, memory_order_acquire) == 0) return NULL;
  loam_run_queue *queue = &worker->queue;
  loam_goroutine *taken[LOAM_RING / 2];
  uint32_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed), count = 0;
  uint32_t room = LOAM_RING - (tail - atomic_load_explicit(&queue->head, memory_order_acquire));
  loam_lock_acquire(&runtime->schedule_lock);
  uint32_t want = atomic_load(&runtime->global_count) / runtime->limit + 1;
  if (want > LOAM_RING / 2) want = LOAM_RING / 2;
  if (want > room + 1) want = room + 1;
  loam_batch *batch = runtime->batches;
  runtime->batch_turn = !runtime->batch_turn;
  if (batch != NULL && (runtime->batch_turn || runtime->global_head == NULL)) {
    count = batch->count < want ? batch->count : want;
    memcpy(taken, batch->goroutines + batch->first, count * sizeof *taken);
    batch->first += count;
    batch->count -= count;
    if (batch->count == 0) {
      runtime->batches = batch->next;
      keep_batch_locked(runtime, batch);
    }
    atomic_fetch_sub(&runtime->global_count, count);
  } else {
    while (count < want && (taken[count] = pop_locked(runtime)) != NULL) count++;
  }
  loam_lock_release(&runtime->schedule_lock);
  if (count == 0) return NULL;
  for (uint32_t i = 1; i < count; i++)
    atomic_store_explicit(&queue->ring[(tail + i - 1) % LOAM_RING], taken[i], memory_order_relaxed);
  atomic_store_explicit(&queue->tail, tail + count - 1, memory_order_release);
  return taken[0];
}
