// SPDX-License-Identifier: Apache-2.0
//
// run_queue.c — runnable goroutines: a ring and a `next` per worker, one global queue.
//
// How.      The owner stores into the ring and publishes by a release store of tail; everyone takes from head by
// compare
//           and swap. `next` is what was readied last: it runs first, so that two goroutines that talk to each other
//           stay on one worker; whom it displaces goes to the ring.
// Upholds.  schedule.once
#include "schedule/schedule.h"

static void push_half_to_global(loam_worker *worker, loam_goroutine *goroutine) {
  loam_run_queue *queue = &worker->queue;
  for (uint32_t moved = 0; moved < LOAM_RING / 2; moved++) {
    uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
    if (head == atomic_load_explicit(&queue->tail, memory_order_relaxed)) break;
    loam_goroutine *oldest = atomic_load_explicit(&queue->ring[head % LOAM_RING], memory_order_relaxed);
    if (atomic_compare_exchange_strong(&queue->head, &head, head + 1)) loam_global_queue_push(worker->runtime, oldest);
  }
  loam_global_queue_push(worker->runtime, goroutine);
}

static void push_ring(loam_worker *worker, loam_goroutine *goroutine) {
  loam_run_queue *queue = &worker->queue;
  uint32_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed);
  uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
  if (tail - head >= LOAM_RING) {
    push_half_to_global(worker, goroutine);
    return;
  }
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

loam_goroutine *loam_run_queue_pop(loam_worker *worker) {
  loam_run_queue *queue = &worker->queue;
  loam_goroutine *goroutine = atomic_load_explicit(&queue->next, memory_order_relaxed);
  if (goroutine != NULL && atomic_compare_exchange_strong(&queue->next, &goroutine, NULL)) return goroutine;
  for (;;) {
    uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
    if (head == atomic_load_explicit(&queue->tail, memory_order_relaxed)) return NULL;
    goroutine = atomic_load_explicit(&queue->ring[head % LOAM_RING], memory_order_relaxed);
    if (atomic_compare_exchange_weak(&queue->head, &head, head + 1)) return goroutine;
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
  loam_goroutine *batch[LOAM_RING / 2];
  loam_lock_acquire(&runtime->schedule_lock);
  uint32_t count = atomic_load(&runtime->global_count) / runtime->limit + 1, taken = 0;
  if (count > LOAM_RING / 2) count = LOAM_RING / 2;
  loam_goroutine *first = pop_locked(runtime);
  while (first != NULL && taken + 1 < count && (batch[taken] = pop_locked(runtime)) != NULL) taken++;
  loam_lock_release(&runtime->schedule_lock);
  for (uint32_t i = 0; i < taken; i++) push_ring(worker, batch[i]);
  return first;
}
