// SPDX-License-Identifier: Apache-2.0
//
// limiter.c — the collector's share of the processors: what a policy's limiter measures, and what others see of it.
//
// How.      Whether collections have taken too much is the policy's to decide
// (Sources/Runtime/Collector/Limiter.swift).
//           Here is the time that the program's threads have run, and the record of when the limiter was on.
#include "schedule/schedule.h"

uint64_t loam_runtime_worker_time(loam_runtime *runtime) {
  if (loam_usable(runtime) != LOAM_OK) return 0;
  uint64_t sum = 0;
  uint32_t workers = atomic_load(&runtime->worker_count);
  for (uint32_t i = 0; i < workers; i++) {
    const loam_worker *worker = atomic_load(&runtime->workers[i]);
    if (worker != NULL && worker->clocked) sum += loam_os_thread_time(worker->clock);
  }
  return sum;
}

bool loam_collect_set_limited(loam_runtime *runtime, bool limited) {
  if (loam_usable(runtime) != LOAM_OK) return false;
  if (limited && loam_knob_value(&runtime->knobs, LOAM_KNOB_NOLIMITER) != 0) {
    loam_knob_fired(&runtime->knobs, LOAM_KNOB_NOLIMITER);
    return false;
  }
  // Pages given back and taken again cost more than they are worth to a heap that passes its limit anyway.
  atomic_store_explicit(&runtime->heap.pass_limit, limited, memory_order_relaxed);
  if (atomic_exchange(&runtime->limiter.on, limited) == limited || !limited) return limited;
  atomic_store(&runtime->limiter.last, atomic_load(&runtime->collector.cycles));
  // Nobody helps with the cycle that is under way, if one is.
  atomic_store_explicit(&runtime->collector.pace.expected, 0, memory_order_relaxed);
  return true;
}

bool loam_collect_is_limited(loam_runtime *runtime) {
  return loam_usable(runtime) == LOAM_OK && atomic_load(&runtime->limiter.on);
}

uint64_t loam_collect_last_limited(loam_runtime *runtime) {
  return loam_usable(runtime) == LOAM_OK ? atomic_load(&runtime->limiter.last) : 0;
}
