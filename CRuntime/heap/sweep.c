// SPDX-License-Identifier: Apache-2.0
//
// sweep.c — what was not marked is free: marks become the allocated table, empty spans become pages.
//
// How.      After marking every span goes to the unswept list of its class. Whoever takes a span off that list, a cache
//           in need or loam_heap_sweep, owns it and sweeps it; so no span is swept twice and no flag is contended.
// Upholds.  collect.swept, heap.span.count, heap.balance
#include "base/bits.h"
#include "heap/heap.h"

#include <string.h>

void loam_heap_begin_sweep(loam_heap *heap, uint64_t marked_bytes) {
  atomic_fetch_add_explicit(&heap->sweep_generation, 2, memory_order_release);
  for (uint32_t slot = 0; slot < 2 * LOAM_CLASS_COUNT; slot++) {
    loam_class_lists *lists = &heap->classes[slot];
    loam_lock_acquire(&lists->lock);
    lists->unswept = lists->partial;
    lists->unswept_full = lists->full;
    lists->partial = lists->full = NULL;
    loam_lock_release(&lists->lock);
  }
  loam_lock_acquire(&heap->large_lock);
  heap->large_unswept = heap->large;
  heap->large = NULL;
  loam_lock_release(&heap->large_lock);
  atomic_store_explicit(&heap->sweeping, true, memory_order_relaxed);
  atomic_store_explicit(&heap->peak, atomic_load_explicit(&heap->live, memory_order_relaxed), memory_order_relaxed);
  atomic_store_explicit(&heap->live, marked_bytes, memory_order_relaxed);
  atomic_store_explicit(&heap->wanted, LOAM_WANTED_NOTHING, memory_order_relaxed);
}

void loam_heap_poison(void *at, uint64_t bytes) {
  uint64_t *words = at;
  for (uint64_t i = 0; i < bytes / 8; i++) words[i] = 0xdeadc0dedeadc0deull;
}

static void poison_freed(loam_heap *heap, const loam_span *span, uint32_t word, uint64_t freed) {
  while (freed) {
    loam_knob_fired(heap->knobs, LOAM_KNOB_POISON);
    uint64_t index = (uint64_t)word * 64 + loam_bits_lowest(freed);
    loam_heap_poison((void *)(span->base + index * span->object_size), span->object_size);
    freed &= freed - 1;
  }
}

static void tell_freed(loam_heap *heap, const loam_span *span, uint32_t word, uint64_t freed) {
  for (; freed != 0; freed &= freed - 1) {
    uint64_t index = (uint64_t)word * 64 + loam_bits_lowest(freed);
    loam_event_freed(heap->events, span->base + index * span->object_size, span->object_size, span->class_index);
  }
}

uint32_t loam_heap_sweep_span(loam_heap *heap, loam_span *span, loam_class_lists *lists) {
  uint64_t *marks = loam_heap_side(heap, heap->marks, span);
  uint64_t *allocated = loam_heap_side(heap, heap->allocated, span);
  bool poison = heap->knobs && loam_knob_value(heap->knobs, LOAM_KNOB_POISON);
  bool tell = heap->events != NULL && loam_event_on(heap->events, LOAM_EVENTS_HEAP);
  uint32_t live = 0;
  if (LOAM_UNLIKELY(atomic_load_explicit(&span->specials, memory_order_relaxed) != 0))
    heap->sweep_specials(heap->specials_context, span);
  for (uint32_t word = 0; word * 64 < span->objects; word++) {
    if (poison) poison_freed(heap, span, word, allocated[word] & ~marks[word]);
    if (tell) tell_freed(heap, span, word, allocated[word] & ~marks[word]);
    allocated[word] &= marks[word]; // A stray pointer may mark what is not allocated; that stays free.
    live += loam_bits_count(allocated[word]);
    marks[word] = 0;
  }
  uint32_t freed = span->allocated_count - live;
  span->allocated_count = live;
  span->next_word = 0;
  if (LOAM_UNLIKELY(span->samples != NULL)) loam_sampler_sweep(heap, span);
  if (freed) span->needs_zero = true;
  atomic_store_explicit(&span->swept, atomic_load_explicit(&heap->sweep_generation, memory_order_relaxed),
                        memory_order_release);
  loam_lock_acquire(&lists->lock);
  lists->frees += freed;
  loam_lock_release(&lists->lock);
  return live;
}

/// Sweeps the next span of a class; false when none is left.
static bool sweep_small(loam_heap *heap, loam_class_lists *lists) {
  loam_lock_acquire(&lists->lock);
  loam_span *span = loam_heap_take_unswept(lists);
  loam_lock_release(&lists->lock);
  if (!span) return false;
  uint32_t live = loam_heap_sweep_span(heap, span, lists);
  if (live == 0) {
    loam_lock_acquire(&lists->lock);
    lists->spans--;
    loam_lock_release(&lists->lock);
    loam_pages_give(heap, span);
    return true;
  }
  loam_lock_acquire(&lists->lock);
  loam_span **list = live < span->objects ? &lists->partial : &lists->full;
  span->next = *list;
  *list = span;
  loam_lock_release(&lists->lock);
  return true;
}

static bool sweep_large(loam_heap *heap) {
  loam_lock_acquire(&heap->large_lock);
  loam_span *span = heap->large_unswept;
  if (span) heap->large_unswept = span->next;
  loam_lock_release(&heap->large_lock);
  if (!span) return false;
  if (LOAM_UNLIKELY(atomic_load_explicit(&span->specials, memory_order_relaxed) != 0))
    heap->sweep_specials(heap->specials_context, span);
  uint64_t *mark = loam_heap_side(heap, heap->marks, span), bytes = span->pages << LOAM_PAGE_SHIFT;
  bool live = *mark & 1;
  *mark = 0;
  loam_lock_acquire(&heap->large_lock);
  if (live) {
    span->next = heap->large;
    heap->large = span;
    atomic_store_explicit(&span->swept, atomic_load_explicit(&heap->sweep_generation, memory_order_relaxed),
                          memory_order_relaxed);
  } else {
    heap->large_figures[!span->pointer_free].frees++;
    heap->large_figures[!span->pointer_free].live_bytes -= bytes;
  }
  loam_lock_release(&heap->large_lock);
  if (!live) {
    if (heap->knobs && loam_knob_value(heap->knobs, LOAM_KNOB_POISON)) {
      loam_knob_fired(heap->knobs, LOAM_KNOB_POISON);
      loam_heap_poison((void *)span->base, span->pages << LOAM_PAGE_SHIFT);
    }
    if (heap->events != NULL && loam_event_on(heap->events, LOAM_EVENTS_HEAP))
      loam_event_freed(heap->events, span->base, span->pages << LOAM_PAGE_SHIFT, 0);
    *loam_heap_side(heap, heap->allocated, span) = 0;
    if (LOAM_UNLIKELY(span->samples != NULL)) loam_sampler_sweep(heap, span);
    loam_pages_give(heap, span);
  }
  return true;
}

bool loam_heap_sweep(loam_heap *heap, uint64_t spans) {
  if (!atomic_load_explicit(&heap->sweeping, memory_order_acquire)) return true;
  atomic_fetch_add(&heap->sweepers, 1);
  // Large objects first: most memory for the least work.
  while (spans > 0 && sweep_large(heap)) spans--;
  for (uint32_t slot = 0; slot < 2 * LOAM_CLASS_COUNT && spans > 0; slot++)
    while (spans > 0 && sweep_small(heap, &heap->classes[slot])) spans--;
  // Marks that another thread is still clearing may not be set by the next cycle.
  bool last = atomic_fetch_sub(&heap->sweepers, 1) == 1 && spans > 0;
  if (last) atomic_store_explicit(&heap->sweeping, false, memory_order_release);
  return last;
}
