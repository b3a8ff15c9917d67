// SPDX-License-Identifier: Apache-2.0
//
// figures.c — the heap's figures, as Go names them and by size class.
//
// How.      Objects are counted where their span changes hands: allocated when a window is closed and its span given
//           back, freed when their span is swept. So the counts are exact when caches are flushed, and what is
//           unreachable but unswept is live.
// Upholds.  heap.balance
#include "heap/heap.h"

#include <string.h>

static uint64_t bytes_of(uint64_t pages) { return pages << LOAM_PAGE_SHIFT; }

void loam_heap_get_statistics(loam_heap *heap, loam_memory_statistics *out) {
  loam_heap_statistics s;
  loam_heap_get_classes(heap, &s);
  for (uint32_t class = 0; class < LOAM_CLASS_COUNT; class ++)
    out->by_size[class] =
        (loam_size_statistics){.size = s.plain[class].size,
                               .mallocs = class ? s.plain[class].allocated + s.pointers[class].allocated : 0,
                               .frees = class ? s.plain[class].freed + s.pointers[class].freed : 0};
  // A packed object counts as freed at once: its block stands for it among the live ones.
  out->mallocs = s.total.allocated + s.tiny_objects;
  out->frees = s.total.freed + s.tiny_objects;
  out->total_allocated = s.total.allocated_bytes;
  out->heap_allocated = s.total.live_bytes;
  out->heap_objects = s.total.live;
  out->heap_in_use = s.in_use;
  out->heap_idle = s.idle;
  out->heap_released = s.idle_released;
  loam_lock_acquire(&heap->pages_lock);
  out->heap_system = heap->committed_end - heap->base + loam_ahead_backed_locked(heap) - bytes_of(heap->stack_pages);
  loam_lock_release(&heap->pages_lock);
}

static void add(loam_class_statistics *total, const loam_class_statistics *row) {
  total->spans += row->spans;
  total->allocated += row->allocated;
  total->freed += row->freed;
  total->live += row->live;
  total->allocated_bytes += row->allocated_bytes;
  total->freed_bytes += row->freed_bytes;
  total->live_bytes += row->live_bytes;
}

static loam_class_statistics small_row(loam_heap *heap, uint32_t slot) {
  loam_class_lists *lists = &heap->classes[slot];
  uint32_t size = loam_size_classes[slot / 2].size;
  loam_lock_acquire(&lists->lock);
  loam_class_statistics row = {.size = size,
                               .objects_per_span = loam_size_classes[slot / 2].objects,
                               .spans = lists->spans,
                               .allocated = lists->mallocs,
                               .freed = lists->frees};
  loam_lock_release(&lists->lock);
  row.live = row.allocated - row.freed;
  row.allocated_bytes = row.allocated * size;
  row.freed_bytes = row.freed * size;
  row.live_bytes = row.live * size;
  return row;
}

static loam_class_statistics large_row(loam_heap *heap, bool pointers) {
  loam_lock_acquire(&heap->large_lock);
  loam_large_figures figures = heap->large_figures[pointers];
  loam_lock_release(&heap->large_lock);
  uint64_t live = figures.mallocs - figures.frees;
  return (loam_class_statistics){.objects_per_span = 1,
                                 .spans = live,
                                 .allocated = figures.mallocs,
                                 .freed = figures.frees,
                                 .live = live,
                                 .allocated_bytes = figures.allocated_bytes,
                                 .freed_bytes = figures.allocated_bytes - figures.live_bytes,
                                 .live_bytes = figures.live_bytes};
}

void loam_heap_get_classes(loam_heap *heap, loam_heap_statistics *out) {
  memset(out, 0, sizeof *out);
  for (uint32_t class = 0; class < LOAM_CLASS_COUNT; class ++) {
    out->plain[class] = class ? small_row(heap, 2 * class) : large_row(heap, false);
    out->pointers[class] = class ? small_row(heap, 2 * class + 1) : large_row(heap, true);
    add(&out->total, &out->plain[class]);
    add(&out->total, &out->pointers[class]);
  }
  out->tiny_objects = atomic_load_explicit(&heap->tiny_objects, memory_order_relaxed);
  out->excess = loam_heap_excess(heap);
  loam_lock_acquire(&heap->pages_lock);
  out->in_use = bytes_of(heap->small_pages + heap->large_pages);
  out->idle = bytes_of(heap->free_pages) + loam_ahead_backed_locked(heap);
  out->idle_released = bytes_of(heap->clean_pages);
  out->released = heap->scavenger.released;
  out->scavenged = heap->scavenger.scavenged;
  loam_lock_release(&heap->pages_lock);
}
