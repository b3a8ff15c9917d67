// SPDX-License-Identifier: Apache-2.0
//
// measure.c — stops of the world, waits for a processor, and whose time the processors' time was.
//
// How.      A stop is one for a collection when marking began or ended within it. A processor's time is the program's
//           when a thread that runs goroutines was on it, by the system's clock of that thread; the collector's as its
//           parts say; what is left of GOMAXPROCS times the time that has passed was nobody's. Since marking is told
//           when it is done, that rest could fall by a quantum between two readings: it is kept from falling.
// Upholds.  metrics.sums
#include "metrics/measure.h"

#include "schedule/schedule.h"

#include <math.h>

double loam_time_bound(uint32_t i) {
  if (i == 0) return -INFINITY;
  if (i >= LOAM_TIME_COUNTS) return INFINITY;
  uint32_t group = (i - 1) / 4, part = (i - 1) % 4;
  uint64_t ns = group == 0 ? part * 64ull : (1ull << (group + 7)) + part * (1ull << (group + 5));
  return (double)ns / 1e9;
}

void loam_measure_init(loam_runtime *runtime) {
  loam_lock_init(&runtime->measure.tracked_lock, LOAM_RANK_PERMANENT, &runtime->bugs);
  runtime->measure.processors_since = loam_clock(runtime);
}

// ---- stops ----

void loam_measure_stopped(loam_runtime *runtime, int64_t began, uint64_t took) {
  runtime->measure.stop_began = began;
  runtime->measure.stop_took = took;
}

void loam_measure_go(loam_runtime *runtime) {
  loam_measure *measure = &runtime->measure;
  uint64_t whole = (uint64_t)(loam_clock(runtime) - measure->stop_began);
  bool collects = atomic_exchange_explicit(&measure->collects, false, memory_order_relaxed);
  loam_time_add(&measure->stopping[collects], measure->stop_took);
  loam_time_add(&measure->pauses[collects], whole);
  if (collects)
    atomic_fetch_add_explicit(&measure->pause_ns, whole * atomic_load(&runtime->limit), memory_order_relaxed);
}

// ---- waits for a processor ----

void loam_measure_track(loam_runtime *runtime, loam_goroutine *goroutine) {
  loam_measure *measure = &runtime->measure;
  int64_t now = loam_clock(runtime);
  loam_lock_acquire(&measure->tracked_lock);
  for (int i = 0; i < LOAM_TRACKED; i++)
    if (measure->tracked[i].goroutine == NULL) {
      measure->tracked[i] = (loam_tracked){goroutine, now};
      goroutine->tracked = true;
      break;
    }
  loam_lock_release(&measure->tracked_lock);
}

void loam_measure_ran(loam_runtime *runtime, loam_goroutine *goroutine) {
  loam_measure *measure = &runtime->measure;
  int64_t now = loam_clock(runtime);
  goroutine->tracked = false;
  loam_lock_acquire(&measure->tracked_lock);
  for (int i = 0; i < LOAM_TRACKED; i++)
    if (measure->tracked[i].goroutine == goroutine) {
      loam_time_add(&measure->latencies, (uint64_t)(now - measure->tracked[i].since));
      measure->tracked[i].goroutine = NULL;
      break;
    }
  loam_lock_release(&measure->tracked_lock);
}

// ---- processors' time ----

void loam_measure_processors_locked(loam_runtime *runtime) {
  loam_measure *measure = &runtime->measure;
  int64_t now = loam_clock(runtime);
  measure->processor_ns += (uint64_t)(now - measure->processors_since) * atomic_load(&runtime->limit);
  measure->processors_since = now;
}

/// Nanoseconds of the threads that run goroutines; false: not known here.
static bool workers_time(loam_runtime *runtime, uint64_t *out) {
  uint32_t workers = atomic_load(&runtime->worker_count);
  *out = 0;
  for (uint32_t i = 0; i < workers; i++) {
    const loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (!worker->clocked) return false;
    *out += loam_os_thread_time(worker->clock);
  }
  return true;
}

static uint64_t minus(uint64_t a, uint64_t b) { return a > b ? a - b : 0; }
static uint64_t least(uint64_t a, uint64_t b) { return a < b ? a : b; }
static uint64_t load(const _Atomic uint64_t *figure) { return atomic_load_explicit(figure, memory_order_relaxed); }

void loam_measure_cpu(loam_runtime *runtime, loam_metrics *out) {
  loam_measure *measure = &runtime->measure;
  uint64_t used;
  out->cpu_assist = load(&runtime->collector.assist_total_ns);
  out->cpu_dedicated = load(&measure->dedicated_ns);
  out->cpu_idle_marking = load(&measure->idle_ns);
  out->cpu_pause = load(&measure->pause_ns);
  out->cpu_collect = out->cpu_assist + out->cpu_dedicated + out->cpu_idle_marking + out->cpu_pause;
  out->cpu_scavenge_assist = load(&runtime->heap.release_ns);
  out->cpu_scavenge_background = load(&measure->scavenge_ns);
  out->cpu_scavenge = out->cpu_scavenge_assist + out->cpu_scavenge_background;
  loam_lock_acquire(&runtime->schedule_lock);
  loam_measure_processors_locked(runtime);
  uint64_t rest = minus(measure->processor_ns, out->cpu_collect + out->cpu_scavenge);
  loam_lock_release(&runtime->schedule_lock);
  // The seeded mode has no other time than its own.
  if (runtime->seeded || !workers_time(runtime, &used)) used = UINT64_MAX;
  used = minus(used, out->cpu_assist + load(&measure->marking_workers_ns) + out->cpu_scavenge_assist);
  loam_lock_acquire(&runtime->reports_lock);
  uint64_t user = least(used, rest), idle = rest - user;
  if (user < measure->last_user_ns) user = measure->last_user_ns;
  if (idle < measure->last_idle_ns) idle = measure->last_idle_ns;
  measure->last_user_ns = user;
  measure->last_idle_ns = idle;
  loam_lock_release(&runtime->reports_lock);
  out->cpu_user = user;
  out->cpu_idle = idle;
  out->cpu_total = out->cpu_collect + out->cpu_scavenge + user + idle;
}

void loam_collect_spent(loam_runtime *runtime, uint64_t nanoseconds, bool idle) {
  if (loam_usable(runtime) != LOAM_OK) return;
  atomic_fetch_add_explicit(idle ? &runtime->measure.idle_ns : &runtime->measure.dedicated_ns, nanoseconds,
                            memory_order_relaxed);
}
