// SPDX-License-Identifier: Apache-2.0
//
// allocate.c — windows, spans for caches, large objects, and the description of fresh objects.
//
// How.      When a window is used up its objects are written to the allocated table and counted, and the span is
//           searched for the next word with a free bit; a span without one goes back and another is taken: one with
//           room, then one still to be swept, then fresh pages. Objects up to LOAM_PRECLEAR bytes are zeroed when their
//           window opens, in runs; larger ones when they are handed out.
// Upholds.  heap.class, heap.zero, heap.span.owner, heap.span.count
#include "heap/allocate.h"

#include <stdio.h>

// ---- description of objects ----

/// Sets bits [from, from + words) of a table to those of `map`, which starts at bit 0.
static void put_bits(uint64_t *table, uint64_t from, uint64_t words, const uint64_t *map, uint64_t map_words) {
  for (uint64_t i = 0; i < words; i += 64) {
    uint64_t n = words - i < 64 ? words - i : 64, mask = loam_bits_below((uint32_t)n);
    uint64_t bits = i < map_words ? map[i >> 6] & mask : 0;
    if (i < map_words && map_words - i < 64) bits &= loam_bits_below((uint32_t)(map_words - i));
    uint64_t *at = table + ((from + i) >> 6);
    uint32_t shift = (from + i) & 63;
    at[0] = (at[0] & ~(mask << shift)) | bits << shift;
    if (shift + n > 64) at[1] = (at[1] & ~(mask >> (64 - shift))) | bits >> (64 - shift);
  }
}

/// Ors the pointer bits of one value of `type` at bit `at` of `bits`.
static void collect_bits(const loam_type *type, uint64_t *bits, uint64_t at) {
  uint64_t words = type->pointer_bytes / 8;
  if (!words) return;
  if (type->pointer_map) {
    for (uint64_t i = 0; i < words; i++)
      if (type->pointer_map[i >> 6] >> (i & 63) & 1) bits[(at + i) >> 6] |= 1ull << ((at + i) & 63);
  } else if (type->kind == LOAM_KIND_ARRAY) {
    for (uint64_t i = 0; i < type->length; i++) collect_bits(type->element, bits, at + i * (type->element->size / 8));
  } else {
    for (uint32_t i = 0; i < type->field_count; i++)
      collect_bits(type->fields[i].type, bits, at + type->fields[i].offset / 8);
  }
}

void loam_heap_describe(loam_heap *heap, loam_span *span, uintptr_t object, const loam_type *type, uint64_t count) {
  if (span->object_size >= LOAM_TYPED_SIZE) {
    uint64_t index = ((object - span->base) * span->reciprocal) >> 32;
    loam_typed_cell *cells = (loam_typed_cell *)(void *)loam_heap_side(heap, heap->pointers, span);
    cells[index] = (loam_typed_cell){type, count};
    return;
  }
  uint64_t from = (object - heap->base) >> 3, words = span->object_size >> 3;
  uint64_t *table = (uint64_t *)(void *)heap->pointers;
  if (count == 1 && type->pointer_map) {
    put_bits(table, from, words, type->pointer_map, type->pointer_bytes / 8);
    return;
  }
  uint64_t bits[LOAM_TYPED_SIZE / 512] = {0}, step = type->size / 8;
  if (step == 1) {
    for (uint64_t i = 0; i < count; i += 64)
      bits[i >> 6] = loam_bits_below(count - i < 64 ? (uint32_t)(count - i) : 64);
  } else {
    for (uint64_t i = 0; i < count; i++) collect_bits(type, bits, i * step);
  }
  put_bits(table, from, words, bits, words);
}

// ---- live bytes and the trigger ----

static void raise_wanted(loam_heap *heap, uint32_t why) {
  uint32_t nothing = LOAM_WANTED_NOTHING;
  atomic_compare_exchange_strong_explicit(&heap->wanted, &nothing, why, memory_order_relaxed, memory_order_relaxed);
}

void loam_heap_count_live(loam_heap *heap, uint64_t bytes) {
  uint64_t live = atomic_fetch_add_explicit(&heap->live, bytes, memory_order_relaxed) + bytes;
  if (live >= atomic_load_explicit(&heap->trigger, memory_order_relaxed)) raise_wanted(heap, LOAM_WANTED_GOAL);
}

void loam_heap_set_trigger(loam_heap *heap, uint64_t bytes) {
  atomic_store_explicit(&heap->trigger, bytes, memory_order_relaxed);
  // What was wanted for a lower trigger is wanted no more.
  uint32_t goal = LOAM_WANTED_GOAL;
  if (atomic_load_explicit(&heap->live, memory_order_relaxed) < bytes)
    atomic_compare_exchange_strong_explicit(&heap->wanted, &goal, LOAM_WANTED_NOTHING, memory_order_relaxed,
                                            memory_order_relaxed);
  loam_heap_count_live(heap, 0);
}

/// memlimit: the Nth allocation is refused, and again when it is tried after a collection.
static bool count_refusal(loam_heap *heap, loam_heap_cache *cache) {
  int64_t every = loam_knob_value(heap->knobs, LOAM_KNOB_MEMLIMIT);
  if (every == 0) return false;
  if (cache->refusals > 0) {
    cache->refusals--;
    return true;
  }
  if (atomic_fetch_sub_explicit(&heap->until_refusal, 1, memory_order_relaxed) != 1) return false;
  atomic_store_explicit(&heap->until_refusal, every, memory_order_relaxed);
  loam_knob_fired(heap->knobs, LOAM_KNOB_MEMLIMIT);
  cache->refusals = 1;
  return true;
}

/// gcstress, memlimit and failalloc: counts one allocation; false: it must fail.
static bool count_single(loam_heap *heap, loam_heap_cache *cache) {
  if (loam_os_should_fail(heap->os) || count_refusal(heap, cache)) return false;
  int64_t every = loam_knob_value(heap->knobs, LOAM_KNOB_GCSTRESS);
  if (every && atomic_fetch_sub_explicit(&heap->until_stress, 1, memory_order_relaxed) == 1) {
    atomic_store_explicit(&heap->until_stress, every, memory_order_relaxed);
    loam_knob_fired(heap->knobs, LOAM_KNOB_GCSTRESS);
    raise_wanted(heap, LOAM_WANTED_STRESS);
  }
  return true;
}

// ---- windows ----

/// Enters what was handed out from a window into the tables; the window is empty afterwards, the span still owned.
static void close_window(loam_heap *heap, loam_heap_cache *cache, loam_window *window) {
  uint64_t handed = window->taken & ~window->free;
  window->pass += loam_bits_count(window->free); // which were not to be sampled
  window->free = window->taken = 0;
  if (!handed) return;
  loam_span *span = window->span;
  uint32_t n = loam_bits_count(handed);
  loam_heap_side(heap, heap->allocated, span)[window->word] |= handed;
  span->allocated_count += n;
  window->handed += n;
  uint64_t bytes = (uint64_t)n * span->object_size;
  cache->allocated_bytes += bytes;
  if (cache->barrier.black) {
    cache->black_bytes += bytes;
    cache->barrier.credit -= (int64_t)bytes;
  }
  loam_heap_count_live(heap, bytes);
}

static void clear_runs(uintptr_t base, uint64_t size, uint64_t free) {
  while (free) {
    uint32_t first = loam_bits_lowest(free);
    uint64_t rest = ~(free >> first);
    uint32_t n = rest ? loam_bits_lowest(rest) : 64;
    memset((void *)(base + first * size), 0, n * size);
    if (first + n >= 64) return;
    free &= ~loam_bits_below(first + n);
  }
}

/// Opens the next window with a free object in the window's span; false when the span is full.
// While marking, all of the window is born marked at once: what is not handed out stays free all the same.
static bool open_window(loam_heap *heap, loam_window *window, bool black) {
  loam_span *span = window->span;
  uint64_t *allocated = loam_heap_side(heap, heap->allocated, span);
  for (uint32_t word = span->next_word; word * 64 < span->objects; word++) {
    uint32_t valid = span->objects - word * 64;
    uint64_t free = ~allocated[word] & loam_bits_below(valid < 64 ? valid : 64);
    if (!free) continue;
    uint64_t whole = free;
    if (LOAM_WINDOW_OBJECTS < 64 || heap->single) free = loam_bits_first(free, heap->single ? 1 : LOAM_WINDOW_OBJECTS);
    if (loam_sampling(heap))
      free = loam_bits_first(free, loam_sampler_limit(heap, window, span, loam_bits_count(free)));
    span->next_word = free == whole ? word + 1 : word;
    window->word = word;
    window->size = span->object_size;
    window->base = span->base + (uint64_t)word * 64 * span->object_size;
    window->zero = span->needs_zero && span->object_size > LOAM_PRECLEAR;
    if (span->needs_zero && !window->zero) clear_runs(window->base, window->size, free);
    window->taken = window->free = free;
    if (black)
      atomic_fetch_or_explicit((_Atomic uint64_t *)&loam_heap_side(heap, heap->marks, span)[word], free,
                               memory_order_relaxed);
    return true;
  }
  return false;
}

static void give_span(loam_class_lists *lists, loam_span *span, uint32_t handed) {
  loam_lock_acquire(&lists->lock);
  lists->mallocs += handed;
  loam_span **list = span->allocated_count < span->objects ? &lists->partial : &lists->full;
  span->next = *list;
  *list = span;
  loam_lock_release(&lists->lock);
}

static loam_span *fresh_span(loam_heap *heap, uint32_t slot, loam_class_lists *lists, bool reserve) {
  const loam_size_class *class = &loam_size_classes[slot / 2];
  bool clean;
  loam_span *span = loam_pages_take(heap, class->pages, LOAM_SPAN_SMALL, reserve, &clean);
  if (!span) return NULL;
  span->object_size = class->size;
  span->reciprocal = class->reciprocal;
  span->objects = class->objects;
  span->class_index = (uint8_t)(slot / 2);
  span->pointer_free = !(slot & 1);
  span->allocated_count = 0;
  atomic_store_explicit(&span->swept, atomic_load_explicit(&heap->sweep_generation, memory_order_relaxed),
                        memory_order_relaxed);
  for (uint32_t i = 0; i < class->pages; i++)
    heap->page_info[loam_heap_page(heap, span->base) + i] =
        LOAM_PAGE_INFO(span->pointer_free ? LOAM_PAGE_PLAIN : LOAM_PAGE_POINTERS, slot / 2, i);
  uint64_t words = (class->objects + 63) / 64;
  memset(loam_heap_side(heap, heap->allocated, span), 0, words * 8);
  memset(loam_heap_side(heap, heap->marks, span), 0, words * 8);
  loam_lock_acquire(&lists->lock);
  lists->spans++;
  loam_lock_release(&lists->lock);
  return span;
}

/// A span of the class with a free object, owned by the caller. One allocation does not sweep a heap of full spans:
/// after some it takes fresh pages.
static loam_span *take_span(loam_heap *heap, uint32_t slot, bool reserve) {
  loam_class_lists *lists = &heap->classes[slot];
  for (uint32_t swept = 0;;) {
    loam_lock_acquire(&lists->lock);
    loam_span *span = lists->partial;
    bool unswept = false;
    if (span)
      lists->partial = span->next;
    else if (swept < LOAM_SWEEP_BUDGET && (span = loam_heap_take_unswept(lists)) != NULL)
      unswept = true;
    loam_lock_release(&lists->lock);
    if (!span) {
      span = fresh_span(heap, slot, lists, reserve);
      if (span || swept < LOAM_SWEEP_BUDGET) return span;
      swept = 0; // without memory it does
      continue;
    }
    span->next = NULL;
    if (unswept && loam_heap_sweep_span(heap, span, lists) == span->objects) {
      give_span(lists, span, 0);
      swept++;
      continue;
    }
    span->next_word = 0;
    return span;
  }
}

/// Opens a window with a free object; false without memory.
static bool refill(loam_heap *heap, loam_heap_cache *cache, loam_window *window, uint32_t slot) {
  if (window->span) {
    close_window(heap, cache, window);
    if (LOAM_UNLIKELY(cache->barrier.credit < 0)) loam_barrier_assist(&cache->barrier);
    if (open_window(heap, window, cache->barrier.black)) return true;
    give_span(&heap->classes[slot], window->span, window->handed);
    window->span = NULL;
  }
  loam_span *span = take_span(heap, slot, cache->reserve);
  if (!span) return false;
  window->span = span;
  window->handed = 0;
  return open_window(heap, window, cache->barrier.black);
}

// ---- large objects ----

/// From so many bytes on memory is cleared by having the system take it, which keeps no worker from a safepoint.
/// Writing takes 30 us a megabyte where memory is backed, a quarter of what the faults cost later, but up to 150 where
/// it is not.
#define CLEARED_BY_SYSTEM (256ull << 20)

static void *allocate_large(loam_heap *heap, loam_heap_cache *cache, uint64_t size, const loam_type *type,
                            uint64_t count) {
  uint64_t pages = (size + LOAM_PAGE_SIZE - 1) >> LOAM_PAGE_SHIFT;
  if (size > heap->size) return NULL;
  // Dead large objects first, or their memory would be held beside the new one's.
  loam_heap_sweep(heap, 16 + pages / 16);
  bool clean;
  loam_span *span = loam_pages_take(heap, pages, LOAM_SPAN_LARGE, cache->reserve, &clean);
  if (!span) return NULL;
  uint64_t bytes = pages << LOAM_PAGE_SHIFT;
  if (!clean && !(bytes >= CLEARED_BY_SYSTEM && loam_os_release(heap->os, (void *)span->base, bytes)))
    memset((void *)span->base, 0, bytes);
  span->class_index = 0;
  span->pointer_free = !type;
  span->objects = span->allocated_count = 1;
  span->type = type;
  span->count = count;
  span->bytes = size;
  for (uint64_t i = 0; i < pages; i++)
    heap->page_info[loam_heap_page(heap, span->base) + i] = LOAM_PAGE_INFO(LOAM_PAGE_LARGE, 0, 0);
  if (cache->barrier.black) {
    cache->black_bytes += bytes;
    cache->barrier.credit -= (int64_t)bytes;
  }
  *loam_heap_side(heap, heap->allocated, span) = 1;
  atomic_store_explicit((_Atomic uint64_t *)loam_heap_side(heap, heap->marks, span), cache->barrier.black,
                        memory_order_relaxed);
  atomic_store_explicit(&span->swept, atomic_load_explicit(&heap->sweep_generation, memory_order_relaxed),
                        memory_order_relaxed);
  loam_lock_acquire(&heap->large_lock);
  span->next = heap->large;
  heap->large = span;
  loam_large_figures *figures = &heap->large_figures[type != NULL];
  figures->mallocs++;
  figures->allocated_bytes += bytes;
  figures->live_bytes += bytes;
  loam_lock_release(&heap->large_lock);
  loam_heap_count_live(heap, bytes);
  return (void *)span->base;
}

// ---- the slow path ----

static void *allocate_small(loam_heap *heap, loam_heap_cache *cache, uint64_t size, const loam_type *type,
                            uint64_t count) {
  uint32_t slot = loam_size_class_for(size) * 2 + (type != NULL);
  loam_window *window = &cache->windows[slot];
  if (!window->free && !refill(heap, cache, window, slot)) return NULL;
  uintptr_t object = window->base + loam_bits_lowest(window->free) * window->size;
  window->free &= window->free - 1;
  if (window->zero) memset((void *)object, 0, window->size);
  if (type) loam_heap_describe(heap, window->span, object, type, count);
  if (LOAM_UNLIKELY(window->sample)) loam_sampler_take(heap, cache, window, object);
  return (void *)object;
}

static void *allocate(loam_heap *heap, loam_heap_cache *cache, uint64_t size, const loam_type *type, uint64_t count) {
  if (heap->single && !count_single(heap, cache)) return NULL;
  if (loam_sampling(heap)) loam_sampler_look(heap);
  if (size > LOAM_SMALL_LIMIT) {
    if (LOAM_UNLIKELY(cache->barrier.credit < 0)) loam_barrier_assist(&cache->barrier);
    void *object = allocate_large(heap, cache, size, type, count);
    if (object != NULL && loam_sampling(heap))
      loam_sampler_take_large(heap, cache, loam_heap_span(heap, (uintptr_t)object));
    return object;
  }
  if (size < 16 && !type) {
    uintptr_t block = (uintptr_t)allocate_small(heap, cache, 16, NULL, 0);
    if (!block) return NULL;
    // What is left of the old block is given up, as it is less than this object needs.
    cache->tiny = block + size;
    cache->tiny_end = heap->single || loam_sampler_alone(heap) ? cache->tiny : block + 16;
    return (void *)block;
  }
  return allocate_small(heap, cache, size, type, count);
}

void *loam_heap_allocate_slow(loam_heap *heap, loam_heap_cache *cache, uint64_t size, const loam_type *type,
                              uint64_t count) {
  if (size == 0) return heap->zero_base;
  void *object = allocate(heap, cache, size, type, count);
  if (object == NULL) cache->refused = size;
  if (cache->events != NULL && loam_event_on(cache->events, LOAM_EVENTS_HEAP) && object != NULL)
    loam_event_allocated(cache->events, (uintptr_t)object, size, type == NULL);
  return object;
}

void loam_heap_tell_refused(loam_heap *heap, uint64_t bytes, bool stack, char *text, size_t room) {
  uint64_t maximum = atomic_load(&heap->maximum);
  char limit[40] = "";
  if (maximum != UINT64_MAX) snprintf(limit, sizeof limit, ", limit %llu", (unsigned long long)maximum);
  snprintf(text, room, "runtime: out of memory: cannot allocate %llu-byte %s (%llu in use)%s",
           (unsigned long long)bytes, stack ? "stack" : "block", (unsigned long long)loam_heap_in_use(heap), limit);
}

uint64_t loam_heap_round_size(uint64_t size) {
  if (size <= LOAM_SMALL_LIMIT) return loam_size_classes[loam_size_class_for(size)].size;
  return loam_round_up(size, LOAM_PAGE_SIZE);
}

// ---- caches ----

void loam_heap_cache_attach(loam_heap *heap, loam_heap_cache *cache) {
  struct loam_marker *marker = cache->barrier.marker;
  memset(cache, 0, sizeof *cache);
  cache->heap = heap;
  loam_lock_acquire(&heap->caches_lock);
  cache->barrier.marker = marker;
  cache->barrier.black = atomic_load_explicit(&heap->marking, memory_order_relaxed);
  cache->barrier.on = marker != NULL && heap->barrier;
  cache->next = heap->caches;
  if (cache->next) cache->next->previous = cache;
  atomic_store_explicit(&cache->placing, loam_sampling(heap), memory_order_relaxed);
  heap->caches = cache;
  loam_lock_release(&heap->caches_lock);
}

void loam_heap_cache_flush(loam_heap *heap, loam_heap_cache *cache) {
  for (uint32_t slot = 0; slot < 2 * LOAM_CLASS_COUNT; slot++) {
    loam_window *window = &cache->windows[slot];
    if (!window->span) continue;
    close_window(heap, cache, window);
    give_span(&heap->classes[slot], window->span, window->handed);
    window->span = NULL;
  }
  // The rest of the tiny block dies with the block: the next collection may free it.
  cache->tiny = cache->tiny_end = 0;
  atomic_fetch_add_explicit(&heap->total_allocated, cache->allocated_bytes, memory_order_relaxed);
  atomic_fetch_add_explicit(&heap->tiny_objects, cache->tiny_objects, memory_order_relaxed);
  atomic_fetch_add_explicit(&heap->black, cache->black_bytes, memory_order_relaxed);
  cache->allocated_bytes = cache->tiny_objects = cache->black_bytes = 0;
}

void loam_heap_cache_detach(loam_heap *heap, loam_heap_cache *cache) {
  loam_heap_cache_flush(heap, cache);
  if (cache->barrier.count > 0) loam_barrier_flush(&cache->barrier);
  loam_lock_acquire(&heap->caches_lock);
  if (cache->next) cache->next->previous = cache->previous;
  if (cache->previous)
    cache->previous->next = cache->next;
  else
    heap->caches = cache->next;
  loam_lock_release(&heap->caches_lock);
}

void loam_heap_flush_stopped(loam_heap *heap) {
  loam_lock_acquire(&heap->caches_lock);
  for (loam_heap_cache *cache = heap->caches; cache; cache = cache->next) loam_heap_cache_flush(heap, cache);
  loam_lock_release(&heap->caches_lock);
}

void loam_heap_set_marking(loam_heap *heap, bool marking, bool barrier) {
  loam_lock_acquire(&heap->caches_lock);
  atomic_store_explicit(&heap->marking, marking, memory_order_relaxed);
  heap->barrier = marking && barrier;
  for (loam_heap_cache *cache = heap->caches; cache; cache = cache->next) {
    cache->barrier.black = marking;
    cache->barrier.on = heap->barrier && cache->barrier.marker != NULL;
    cache->barrier.credit = 0;
  }
  loam_lock_release(&heap->caches_lock);
}

void loam_heap_set_single(loam_heap *heap, bool single) {
  loam_heap_flush_stopped(heap);
  heap->single = single || heap->always_single;
}
