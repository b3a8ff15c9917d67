// SPDX-License-Identifier: Apache-2.0
//
// run_queue.c — runnable goroutines of one worker: a ring and a `next`.
//
// How.      The owner stores into the ring and publishes by a release store of tail; everyone takes from head by
//           compare and swap. `next` is what was readied last: it runs first, so that two goroutines that talk to each
//           other stay on one worker; whom it displaces goes to the ring. A full ring spills its older half into the
//           global queue. Records about to run are prefetched while the one before runs.
// Upholds.  schedule.once
#include "schedule/schedule.h"

// When a thief was faster there is room already.
void loam_run_queue_spill(loam_worker *worker) {
  loam_run_queue *queue = &worker->queue;
  uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
  loam_goroutine *half[LOAM_RING / 2];
  for (uint32_t i = 0; i < LOAM_RING / 2; i++)
    half[i] = atomic_load_explicit(&queue->ring[(head + i) % LOAM_RING], memory_order_relaxed);
  if (atomic_compare_exchange_strong(&queue->head, &head, head + LOAM_RING / 2))
    loam_global_queue_push(worker->runtime, half, LOAM_RING / 2);
}

void loam_run_queue_push_ring(loam_worker *worker, loam_goroutine *goroutine) {
  uint32_t tail = loam_run_queue_prepare(worker, goroutine);
  atomic_store_explicit(&worker->queue.tail, tail, memory_order_release);
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

loam_goroutine *loam_run_queue_pop_ring(loam_worker *worker) {
  loam_run_queue *queue = &worker->queue;
  for (;;) {
    uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
    uint32_t count = atomic_load_explicit(&queue->tail, memory_order_relaxed) - head;
    if (count == 0) return NULL;
    loam_goroutine *goroutine = atomic_load_explicit(&queue->ring[head % LOAM_RING], memory_order_relaxed);
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
    LOAM_EVENT(&worker->events, SCHEDULE, STEAL, 0, from->index, count, 0, 0, 0);
    for (uint32_t i = 0; i + 1 < count; i++) loam_run_queue_push_ring(worker, taken[i]);
    return taken[count - 1];
  }
}

bool loam_run_queue_empty(loam_worker *worker) {
  loam_run_queue *queue = &worker->queue;
  return atomic_load(&queue->next) == NULL && atomic_load(&queue->head) == atomic_load(&queue->tail);
}

// Any thread may take: the owner's worker gave up its token, or its thread waits in a blocking call.
void loam_run_queue_flush(loam_runtime *runtime, loam_worker *from) {
  loam_run_queue *queue = &from->queue;
  loam_goroutine *goroutine = atomic_load(&queue->next);
  if (goroutine != NULL && atomic_compare_exchange_strong(&queue->next, &goroutine, NULL))
    loam_global_queue_push(runtime, &goroutine, 1);
  for (;;) {
    uint32_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
    if (head == atomic_load_explicit(&queue->tail, memory_order_acquire)) return;
    goroutine = atomic_load_explicit(&queue->ring[head % LOAM_RING], memory_order_relaxed);
    if (atomic_compare_exchange_strong(&queue->head, &head, head + 1)) loam_global_queue_push(runtime, &goroutine, 1);
  }
}

// What comes from the global queue goes behind what the ring has.
loam_goroutine *loam_run_queue_refill(loam_worker *worker) {
  loam_run_queue *queue = &worker->queue;
  if (atomic_load_explicit(&worker->runtime->global.count, memory_order_acquire) == 0) return NULL;
  loam_goroutine *taken[LOAM_RING / 2];
  uint32_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed);
  uint32_t room = LOAM_RING - (tail - atomic_load_explicit(&queue->head, memory_order_acquire));
  uint32_t count = loam_global_queue_take(worker->runtime, taken, room < LOAM_RING / 2 ? room + 1 : LOAM_RING / 2);
  if (count == 0) return NULL;
  for (uint32_t i = 1; i < count; i++)
    atomic_store_explicit(&queue->ring[(tail + i - 1) % LOAM_RING], taken[i], memory_order_relaxed);
  atomic_store_explicit(&queue->tail, tail + count - 1, memory_order_release);
  return taken[0];
}
