// SPDX-License-Identifier: Apache-2.0
//
// finalizer.c — SetFinalizer: the table of objects, and the queue of those whose time has come.
//
// How.      A hash table by object outside the heap, linear probing. What an object with a finalizer refers to is kept
//           alive, the object itself is not; so of a chain of such objects the first goes first, and a cycle never
//           does, as in Go. An object whose finalizer was queued loses it and is freed by a later cycle.
// Upholds.  collect.finalizer
#include "collect/finalizer.h"

#include "base/random.h"
#include "collect/mark.h"

#include <string.h>

static uint64_t cell_of(const loam_collector *collector, uintptr_t object) {
  return loam_mix(object, 0xa0761d6478bd642full) & (collector->finalizer_capacity - 1);
}

/// Cell of `object`, or the empty one where it belongs.
static loam_finalizer *find(const loam_collector *collector, uintptr_t object) {
  uint64_t i = cell_of(collector, object);
  while (collector->finalizers[i].object && collector->finalizers[i].object != object)
    i = (i + 1) & (collector->finalizer_capacity - 1);
  return &collector->finalizers[i];
}

static void unmap_cells(loam_collector *collector, loam_finalizer *cells, uint64_t capacity) {
  if (cells) loam_os_unmap(collector->os, cells, capacity * sizeof *cells, capacity * sizeof *cells);
}

/// While marking, a cell that was written is shaded from again.
static void shade_again(loam_collector *collector, uint64_t cell) {
  if (atomic_load_explicit(&collector->finalizer_cursor, memory_order_relaxed) > cell)
    atomic_store_explicit(&collector->finalizer_cursor, cell, memory_order_relaxed);
}

static bool make_room(loam_collector *collector) {
  if (collector->finalizers && collector->finalizer_count * 2 < collector->finalizer_capacity) return true;
  loam_finalizer *old = collector->finalizers;
  uint64_t old_capacity = collector->finalizer_capacity;
  uint64_t capacity = old_capacity ? old_capacity * 2 : LOAM_FINALIZERS_FIRST;
  loam_finalizer *cells = loam_os_map(collector->os, capacity * sizeof *cells);
  if (!cells) return false;
  collector->finalizers = cells;
  __atomic_store_n(&collector->finalizer_capacity, capacity, __ATOMIC_RELAXED);
  for (uint64_t i = 0; i < old_capacity; i++)
    if (old[i].object) *find(collector, old[i].object) = old[i];
  unmap_cells(collector, old, old_capacity);
  shade_again(collector, 0);
  return true;
}

static void remove_cell(loam_collector *collector, loam_finalizer *cell) {
  uint64_t mask = collector->finalizer_capacity - 1, i = (uint64_t)(cell - collector->finalizers);
  shade_again(collector, 0); // others move to cells that may be behind the cursor
  for (uint64_t j = (i + 1) & mask; collector->finalizers[j].object; j = (j + 1) & mask) {
    uint64_t home = cell_of(collector, collector->finalizers[j].object);
    if (((j - home) & mask) >= ((j - i) & mask)) {
      collector->finalizers[i] = collector->finalizers[j];
      i = j;
    }
  }
  collector->finalizers[i] = (loam_finalizer){0};
  collector->finalizer_count--;
}

static loam_status set_locked(loam_collector *collector, uintptr_t object, void *closure, const void *argument) {
  if (!closure) {
    if (!collector->finalizers) return LOAM_OK;
    loam_finalizer *cell = find(collector, object);
    if (cell->object) remove_cell(collector, cell);
    return LOAM_OK;
  }
  if (!make_room(collector)) return LOAM_NO_MEMORY;
  loam_finalizer *cell = find(collector, object);
  if (cell->object) return LOAM_WRONG_STATE;
  *cell = (loam_finalizer){object, closure, argument};
  shade_again(collector, (uint64_t)(cell - collector->finalizers));
  collector->finalizer_count++;
  return LOAM_OK;
}

loam_status loam_collector_set_finalizer(loam_collector *collector, void *object, void *closure, const void *argument) {
  loam_heap_place place = loam_heap_where(collector->heap, object);
  uintptr_t at = (uintptr_t)object;
  if (!place.span || place.span->kind == LOAM_SPAN_STACK) return LOAM_INVALID_ARGUMENT;
  bool tiny = place.span->pointer_free && place.size == 16;
  if (place.base != at && !tiny) return LOAM_INVALID_ARGUMENT;
  loam_lock_acquire(&collector->finalizers_lock);
  loam_status status = set_locked(collector, at, closure, argument);
  loam_lock_release(&collector->finalizers_lock);
  return status;
}

// Ready ones first, all at once: they are few, as finalizers run one after the other and each is taken out.
bool loam_finalizers_shade_next(loam_collector *collector, loam_marker *marker) {
  uint64_t cursor = atomic_load_explicit(&collector->finalizer_cursor, memory_order_relaxed);
  if (cursor > __atomic_load_n(&collector->finalizer_capacity, __ATOMIC_RELAXED)) return false;
  loam_lock_acquire(&collector->finalizers_lock);
  cursor = atomic_load_explicit(&collector->finalizer_cursor, memory_order_relaxed);
  for (uint64_t i = 0; cursor == 0 && i < collector->ready_count; i++) {
    const loam_finalizer *ready = &collector->ready[(collector->ready_first + i) & (collector->ready_capacity - 1)];
    loam_collect_word(marker, ready->object);
    loam_collect_word(marker, (uintptr_t)ready->closure);
  }
  uint64_t end = cursor + LOAM_HANDLES_AT_ONCE;
  for (; cursor < end && cursor < collector->finalizer_capacity; cursor++) {
    const loam_finalizer *cell = &collector->finalizers[cursor];
    if (!cell->object) continue;
    loam_collect_word(marker, (uintptr_t)cell->closure);
    loam_heap_place place = loam_heap_where(collector->heap, (void *)cell->object);
    if (place.span) loam_marker_scan_object(marker, place.base);
  }
  // One beyond the last: nothing is left.
  if (cursor == collector->finalizer_capacity) cursor++;
  atomic_store_explicit(&collector->finalizer_cursor, cursor, memory_order_relaxed);
  loam_lock_release(&collector->finalizers_lock);
  return true;
}

static bool push_ready(loam_collector *collector, const loam_finalizer *finalizer) {
  if (collector->ready_count == collector->ready_capacity) {
    uint64_t capacity = collector->ready_capacity ? collector->ready_capacity * 2 : LOAM_FINALIZERS_FIRST;
    loam_finalizer *ring = loam_os_map(collector->os, capacity * sizeof *ring);
    if (!ring) return false;
    for (uint64_t i = 0; i < collector->ready_count; i++)
      ring[i] = collector->ready[(collector->ready_first + i) & (collector->ready_capacity - 1)];
    unmap_cells(collector, collector->ready, collector->ready_capacity);
    collector->ready = ring;
    collector->ready_first = 0;
    collector->ready_capacity = capacity;
  }
  collector->ready[(collector->ready_first + collector->ready_count++) & (collector->ready_capacity - 1)] = *finalizer;
  return true;
}

uint64_t loam_finalizers_queue(loam_collector *collector, loam_marker *marker) {
  uint64_t queued = 0;
  for (uint64_t i = 0; i < collector->finalizer_capacity; i++) {
    loam_finalizer cell = collector->finalizers[i];
    if (!cell.object || loam_collector_is_marked(collector, cell.object)) continue;
    // Alive for one more cycle, queued or not: without memory for the queue it is tried again then.
    loam_collect_word(marker, cell.object);
    if (!push_ready(collector, &cell)) continue;
    remove_cell(collector, &collector->finalizers[i]);
    queued++;
    i--; // Another cell may have moved here.
  }
  return queued;
}

bool loam_collector_take_finalizer(loam_collector *collector, loam_finalizer *out) {
  loam_lock_acquire(&collector->finalizers_lock);
  bool any = collector->ready_count > 0;
  if (any) {
    *out = collector->ready[collector->ready_first];
    collector->ready_first = (collector->ready_first + 1) & (collector->ready_capacity - 1);
    collector->ready_count--;
  }
  loam_lock_release(&collector->finalizers_lock);
  return any;
}

bool loam_collector_has_finalizers(loam_collector *collector) {
  loam_lock_acquire(&collector->finalizers_lock);
  bool any = collector->ready_count > 0;
  loam_lock_release(&collector->finalizers_lock);
  return any;
}

void loam_finalizers_release(loam_collector *collector) {
  unmap_cells(collector, collector->finalizers, collector->finalizer_capacity);
  unmap_cells(collector, collector->ready, collector->ready_capacity);
  collector->finalizers = collector->ready = NULL;
  collector->finalizer_capacity = collector->ready_capacity = collector->finalizer_count = collector->ready_count = 0;
}
