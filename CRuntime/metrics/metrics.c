// SPDX-License-Identifier: Apache-2.0
//
// metrics.c — one reading of everything that loam_metrics.h has, with nobody stopped.
//
// How.      Each group is read under its own lock. Objects are counted where spans change hands (heap/figures.c); a
//           worker that asks gives its own windows back first, so that a goroutine sees what it has allocated itself.
// Upholds.  metrics.sums, metrics.free
#include "include/loam_metrics.h"

#include "metrics/measure.h"
#include "schedule/schedule.h"

#include <math.h>

double loam_size_bound(uint32_t i) {
  if (i >= LOAM_HEAP_CLASSES) return INFINITY;
  return i == 0 ? 1 : loam_size_classes[i].size + 1;
}

static void read_heap(loam_runtime *runtime, loam_metrics *out) {
  loam_heap_statistics s;
  loam_heap_get_classes(&runtime->heap, &s);
  out->allocated_bytes = s.total.allocated_bytes;
  out->allocated_objects = s.total.allocated;
  out->freed_bytes = s.total.freed_bytes;
  out->freed_objects = s.total.freed;
  out->objects = s.total.live;
  out->tiny_objects = s.tiny_objects;
  out->scan_heap = 0;
  for (uint32_t class = 0; class < LOAM_HEAP_CLASSES; class ++) {
    uint32_t at = (class + LOAM_HEAP_CLASSES - 1) % LOAM_HEAP_CLASSES; // large objects, class 0, are the last
    out->allocated_by_size[at] = s.plain[class].allocated + s.pointers[class].allocated;
    out->freed_by_size[at] = s.plain[class].freed + s.pointers[class].freed;
    out->scan_heap += s.pointers[class].live_bytes;
  }
  loam_measure_memory(runtime, s.total.live_bytes, &out->memory);
}

static void read_collector(loam_runtime *runtime, loam_metrics *out) {
  loam_collector *collector = &runtime->collector;
  loam_collect_counts counts;
  loam_collector_get_counts(collector, &counts);
  out->live = counts.marked_bytes;
  out->scan_stacks = counts.stack_scanned;
  out->scan_globals = atomic_load_explicit(&collector->root_bytes, memory_order_relaxed);
  out->scan_total = out->scan_heap + out->scan_stacks + out->scan_globals;
  out->percent = (uint64_t)(int64_t)atomic_load(&runtime->gc_percent);
  out->limit = (uint64_t)loam_runtime_set_memory_limit(runtime, -1);
  out->last_limited = loam_collect_last_limited(runtime);
  loam_lock_acquire(&runtime->reports_lock);
  out->goal = runtime->reports.goal;
  out->cycles = runtime->reports.collections;
  out->cycles_forced = runtime->reports.forced;
  loam_lock_release(&runtime->reports_lock);
  if (out->goal == 0) out->goal = loam_collect_next_goal(runtime);
  out->cycles_automatic = out->cycles - out->cycles_forced;
  // Executed first: it is never more than was queued.
  out->finalizers_executed = atomic_load(&runtime->measure.executed[0]);
  out->cleanups_executed = atomic_load(&runtime->measure.executed[1]);
  out->finalizers_queued = atomic_load(&collector->queued[0]);
  out->cleanups_queued = atomic_load(&collector->queued[1]);
}

/// Whether the worker runs a goroutine just now, as seen from any thread.
static LOAM_RACY bool runs(loam_worker *worker) {
  return atomic_load(&worker->state) == LOAM_WORKER_RUNNING &&
         *(loam_goroutine *const volatile *)&worker->goroutine != NULL;
}

/// What waits in a ring, which may be taken from meanwhile.
static uint32_t waiting_in(loam_run_queue *queue) {
  uint32_t head = atomic_load(&queue->head), length = atomic_load(&queue->tail) - head;
  return (length > LOAM_RING ? LOAM_RING : length) + (atomic_load(&queue->next) != NULL);
}

static void read_scheduler(loam_runtime *runtime, loam_metrics *out) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  out->goroutines = loam_goroutine_count(runtime);
  out->goroutines_created = atomic_load(&runtime->outside_created);
  out->runnable = atomic_load(&runtime->global.count) + (runtime->seeded ? runtime->seeded_state.count : 0);
  for (uint32_t i = 0; i < workers; i++) {
    loam_worker *worker = atomic_load(&runtime->workers[i]);
    out->goroutines_created += atomic_load_explicit(&worker->created, memory_order_relaxed);
    out->runnable += waiting_in(&worker->queue);
    if (atomic_load(&worker->blocking))
      out->blocked++;
    else if (runs(worker))
      out->running++;
  }
  uint64_t others = out->running + out->runnable + out->blocked;
  out->waiting = out->goroutines > others ? out->goroutines - others : 0;
  loam_lock_acquire(&runtime->schedule_lock);
  out->processors = atomic_load(&runtime->limit);
  out->threads = workers + runtime->monitor_started;
  loam_lock_release(&runtime->schedule_lock);
  out->first_stack = runtime->initial_stack;
  out->mutex_wait = loam_semaphores_waited(runtime);
}

static void read_times(loam_time_histogram *histogram, loam_time_counts *out) {
  for (uint32_t i = 0; i < LOAM_TIME_COUNTS; i++)
    out->counts[i] = atomic_load_explicit(&histogram->counts[i], memory_order_relaxed);
}

void loam_runtime_metrics(loam_runtime *runtime, loam_metrics *out) {
  if (out == NULL) return;
  *out = (loam_metrics){0};
  if (loam_usable(runtime) != LOAM_OK) return;
  loam_worker *self = loam_worker_running(runtime);
  if (self != NULL) loam_heap_cache_flush(&runtime->heap, &self->cache);
  read_heap(runtime, out);
  read_collector(runtime, out);
  read_scheduler(runtime, out);
  loam_measure_cpu(runtime, out);
  loam_measure *measure = &runtime->measure;
  read_times(&measure->latencies, &out->latencies);
  read_times(&measure->stopping[1], &out->stopping_collect);
  read_times(&measure->stopping[0], &out->stopping_other);
  read_times(&measure->pauses[1], &out->pauses_collect);
  read_times(&measure->pauses[0], &out->pauses_other);
}
