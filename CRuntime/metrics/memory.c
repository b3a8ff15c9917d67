// SPDX-License-Identifier: Apache-2.0
//
// memory.c — the memory of a runtime by what it is for.
//
// How.      What is mapped is counted in base/os.c, and what lies in larger records of the C library beside it; each
//           class but the last knows its own bytes, and the last has what is left. So the classes sum to the total
//           whatever changes meanwhile.
// Upholds.  metrics.sums
#include "metrics/measure.h"

#include "schedule/schedule.h"

static uint64_t bytes_of(uint64_t pages) { return pages << LOAM_PAGE_SHIFT; }
static uint64_t minus(uint64_t a, uint64_t b) { return a > b ? a - b : 0; }

void loam_measure_memory(loam_runtime *runtime, uint64_t heap_objects, loam_memory_classes *out) {
  loam_heap *heap = &runtime->heap;
  loam_machine_pool *machines = &runtime->machines;
  *out = (loam_memory_classes){0};
  loam_lock_acquire(&heap->sampler.lock);
  out->profile = loam_slab_bytes(&heap->sampler.records) + runtime->profile.sites.bytes;
  loam_lock_release(&heap->sampler.lock);
  loam_lock_acquire(&machines->lock);
  out->machine_stacks = machines->kept;
  loam_lock_release(&machines->lock);
  out->machine_stacks += atomic_load_explicit(&machines->in_use, memory_order_relaxed);
  out->caches = atomic_load(&runtime->worker_count) * sizeof(loam_heap_cache);
  out->collector = atomic_load_explicit(&runtime->collector.mapped, memory_order_relaxed);

  loam_lock_acquire(&heap->pages_lock);
  uint64_t in_use = bytes_of(heap->small_pages + heap->large_pages);
  out->heap_free = bytes_of(heap->free_pages - heap->clean_pages);
  out->heap_released = bytes_of(heap->clean_pages);
  out->stacks = bytes_of(heap->stack_pages);
  out->spans = heap->span_records * sizeof(loam_span);
  out->spans_free = heap->span_bytes - out->spans;
  out->collector += heap->metadata_bytes - heap->span_bytes;
  uint64_t all = atomic_load_explicit(&heap->os->committed, memory_order_relaxed) +
                 atomic_load_explicit(&heap->os->kept, memory_order_relaxed);
  loam_lock_release(&heap->pages_lock);

  out->heap_objects = heap_objects < in_use ? heap_objects : in_use;
  out->heap_unused = in_use - out->heap_objects;
  out->total = in_use + out->heap_free + out->heap_released + out->stacks + out->machine_stacks + out->spans +
               out->spans_free + out->caches + out->collector + out->profile;
  out->other = minus(all, out->total);
  out->total += out->other;
}
