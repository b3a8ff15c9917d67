// SPDX-License-Identifier: Apache-2.0
//
// finalizer.c — the queue of finalizers and cleanups whose time has come.
//
// Upholds.  collect.finalizer
#include "collect/special.h"

static uint64_t bytes_of(uint64_t capacity) { return capacity * sizeof(loam_finalizer); }

bool loam_finalizers_push_locked(loam_collector *collector, const loam_finalizer *finalizer) {
  if (collector->ready_count == collector->ready_capacity) {
    uint64_t capacity = collector->ready_capacity != 0 ? collector->ready_capacity * 2 : LOAM_FINALIZERS_FIRST;
    loam_finalizer *ring = loam_collector_map(collector, bytes_of(capacity));
    if (ring == NULL) return false;
    for (uint64_t i = 0; i < collector->ready_count; i++)
      ring[i] = collector->ready[(collector->ready_first + i) & (collector->ready_capacity - 1)];
    loam_finalizers_release(collector);
    collector->ready = ring;
    collector->ready_first = 0;
    collector->ready_capacity = capacity;
  }
  uint64_t last = (collector->ready_first + collector->ready_count) & (collector->ready_capacity - 1);
  collector->ready[last] = *finalizer;
  atomic_fetch_add_explicit(&collector->queued[finalizer->object == 0], 1, memory_order_relaxed);
  __atomic_store_n(&collector->ready_count, collector->ready_count + 1, __ATOMIC_RELAXED);
  return true;
}

bool loam_collector_take_finalizer(loam_collector *collector, loam_finalizer *out) {
  loam_lock_acquire(&collector->finalizers_lock);
  bool any = collector->ready_count > 0;
  if (any) {
    *out = collector->ready[collector->ready_first];
    collector->ready_first = (collector->ready_first + 1) & (collector->ready_capacity - 1);
    __atomic_store_n(&collector->ready_count, collector->ready_count - 1, __ATOMIC_RELAXED);
  }
  loam_lock_release(&collector->finalizers_lock);
  return any;
}

bool loam_collector_has_finalizers(loam_collector *collector) {
  return __atomic_load_n(&collector->ready_count, __ATOMIC_RELAXED) > 0;
}

void loam_finalizers_release(loam_collector *collector) {
  if (collector->ready != NULL) loam_collector_unmap(collector, collector->ready, bytes_of(collector->ready_capacity));
  collector->ready = NULL;
  collector->ready_capacity = 0;
}
