// SPDX-License-Identifier: Apache-2.0
//
// heap_check.c — what an address is, and the walk that checks the whole heap.
#include "heap/heap_check.h"

#include <string.h>

static uint64_t span_bytes(const loam_span *span) { return span->pages << LOAM_PAGE_SHIFT; }

// The caller may hold nothing that keeps the span as it is: what is used twice is read once, and a span that is being
// made, whose objects have no size yet, holds none.
#if LOAM_THREAD_SANITIZER // which watches atomic reads of racy functions, too
#define READ(field) (*(const volatile __typeof__(field) *)&(field))
#else
#define READ(field) __atomic_load_n(&(field), __ATOMIC_RELAXED)
#endif
LOAM_RACY loam_heap_place loam_heap_where(loam_heap *heap, const void *address) {
  loam_heap_place place = {0};
  uintptr_t at = (uintptr_t)address;
  loam_span *span = at < heap->committed_end ? loam_heap_span(heap, at) : NULL;
  if (!span) return place;
  uint32_t kind = READ(span->kind), objects = READ(span->objects);
  uintptr_t base = READ(span->base);
  uint64_t bytes = READ(span->pages) << LOAM_PAGE_SHIFT;
  if (kind == LOAM_SPAN_FREE || at - base >= bytes) return place;
  uint64_t size = kind == LOAM_SPAN_LARGE   ? bytes
                  : kind == LOAM_SPAN_STACK ? 1ull << (READ(span->block_shift) & 63)
                                            : READ(span->object_size);
  if (size == 0) return place;
  uint64_t index = (at - base) / size;
  if (index >= objects) return place; // The tail of a span holds no object.
  place.span = span;
  place.index = index;
  place.base = base + index * size;
  place.size = size;
  if (kind == LOAM_SPAN_STACK)
    place.allocated = READ(loam_heap_stack_owners(heap, span)[index]) & 2; // See LOAM_STACK_OWNED.
  else
    place.allocated = ((const uint64_t *)(const void *)(heap->allocated +
                                                        loam_heap_page(heap, base) * LOAM_SIDE_BYTES))[index >> 6] >>
                          (index & 63) &
                      1;
  return place;
}

// ---- the walk ----

/// Each region knows how many of its pages are in spans.
static bool check_regions(loam_heap *heap) {
  uint64_t end = loam_heap_page(heap, heap->committed_end);
  for (uint64_t page = 0; page < end; page += LOAM_REGION_PAGES) {
    uint64_t used = 0;
    for (uint64_t i = page; i < page + LOAM_REGION_PAGES && i < end; i++) {
      const loam_span *span = atomic_load_explicit(&heap->pages[i], memory_order_relaxed);
      used += span && span->kind != LOAM_SPAN_FREE;
    }
    if (!loam_require(heap->bugs, used == heap->regions[page / LOAM_REGION_PAGES].used, "heap.pages",
                      "the count of a region's pages in use is wrong"))
      return false;
  }
  return true;
}

/// What is ahead is whole, and reads as zero as far as it is backed.
static bool check_ahead(loam_heap *heap) {
  uintptr_t at = heap->committed_end, end = heap->ahead.end;
  bool fine = at <= end && end - heap->base <= heap->size && heap->ahead.backed <= end;
  if (at < heap->ahead.from) at = heap->ahead.from;
  for (; fine && at < heap->ahead.backed; at += LOAM_PAGE_SIZE) fine = *(const uint64_t *)at == 0;
  return loam_require(heap->bugs, fine, "heap.ahead", "what is committed ahead is out of bounds, or not zero");
}

static bool check_pages(loam_heap_walk *walk) {
  loam_heap *heap = walk->heap;
  uint64_t pages[4] = {0}, clean_free = 0;
  bool last_free = false;
  for (uintptr_t at = heap->base; at < heap->committed_end;) {
    loam_span *span = loam_heap_span(heap, at);
    if (!loam_require(heap->bugs,
                      span && span->base == at && span->pages > 0 && span_bytes(span) <= heap->committed_end - at,
                      "heap.pages", "the page table does not name the span that begins here") ||
        !loam_require(heap->bugs, !(last_free && span->kind == LOAM_SPAN_FREE), "heap.pages",
                      "two free runs lie side by side") ||
        !loam_heap_walk_span(walk, span))
      return false;
    last_free = span->kind == LOAM_SPAN_FREE;
    pages[span->kind] += span->pages;
    if (last_free) clean_free += loam_clean_count(heap, loam_heap_page(heap, at), span->pages);
    at += span_bytes(span);
  }
  return loam_require(heap->bugs, walk->runs == walk->listed_runs, "heap.pages", "a free run is in no bin") &&
         loam_require(heap->bugs, pages[LOAM_SPAN_FREE] == heap->free_pages && clean_free == heap->clean_pages,
                      "heap.pages", "the count of free pages is wrong") &&
         loam_require(heap->bugs,
                      pages[LOAM_SPAN_SMALL] == heap->small_pages && pages[LOAM_SPAN_LARGE] == heap->large_pages &&
                          pages[LOAM_SPAN_STACK] == heap->stack_pages,
                      "heap.pages", "the count of pages of a kind is wrong") &&
         check_regions(heap);
}

/// What pages hold is what lists have and what is counted.
static bool check_sums(const loam_heap_walk *walk) {
  loam_heap *heap = walk->heap;
  for (uint32_t slot = 0; slot < 2 * LOAM_CLASS_COUNT; slot++)
    if (!loam_require(heap->bugs, walk->in_pages[slot].spans == walk->listed[slot].spans, "heap.span.owner",
                      "a class has more spans in pages than in lists"))
      return false;
  return loam_require(heap->bugs, walk->live == atomic_load_explicit(&heap->live, memory_order_relaxed), "heap.balance",
                      "the live bytes are not those of the objects that live");
}

static bool check_caches(loam_heap *heap) {
  bool open = false;
  loam_lock_acquire(&heap->caches_lock);
  for (const loam_heap_cache *cache = heap->caches; cache; cache = cache->next)
    for (uint32_t slot = 0; slot < 2 * LOAM_CLASS_COUNT; slot++) open |= cache->windows[slot].span != NULL;
  loam_lock_release(&heap->caches_lock);
  return loam_require(heap->bugs, !open, "heap.span.owner", "a cache was not flushed before the heap is walked");
}

static bool walk_all(loam_heap_walk *walk) {
  loam_heap *heap = walk->heap;
  if (!check_caches(heap) || !loam_heap_walk_lists(walk)) return false;
  // The scavenger does not stop with the world.
  loam_lock_acquire(&heap->pages_lock);
  bool fine = loam_heap_walk_runs(walk) && check_pages(walk) && check_ahead(walk->heap);
  loam_lock_release(&heap->pages_lock);
  return fine && check_sums(walk);
}

bool loam_heap_check(loam_heap *heap) {
  loam_heap_walk walk = {.heap = heap,
                         .generation = atomic_load_explicit(&heap->sweep_generation, memory_order_relaxed),
                         .marking = atomic_load_explicit(&heap->marking, memory_order_relaxed)};
  if (heap->knobs) loam_knob_fired(heap->knobs, LOAM_KNOB_VERIFYHEAP);
  uint64_t pages = loam_heap_page(heap, atomic_load_explicit(&heap->committed_end, memory_order_relaxed));
  walk.seen_bytes = loam_round_up(pages / 8 + 8, LOAM_PAGE_SIZE);
  walk.seen = loam_os_map(heap->os, walk.seen_bytes);
  bool fine = walk_all(&walk);
  if (walk.seen) loam_os_unmap(heap->os, walk.seen, walk.seen_bytes, walk.seen_bytes);
  return fine;
}

void loam_heap_each_object(loam_heap *heap,
                           bool (*visit)(void *context, const loam_span *span, uintptr_t base, uint64_t size),
                           void *context) {
  for (uintptr_t at = heap->base; at < heap->committed_end;) {
    loam_span *span = loam_heap_span(heap, at);
    if (!span || !span->pages) return;
    if (span->kind == LOAM_SPAN_LARGE && !visit(context, span, span->base, span_bytes(span))) return;
    if (span->kind == LOAM_SPAN_SMALL) {
      uint64_t *allocated = loam_heap_side(heap, heap->allocated, span);
      for (uint32_t word = 0; word * 64 < span->objects; word++)
        for (uint64_t bits = allocated[word]; bits; bits &= bits - 1)
          if (!visit(context, span, span->base + (word * 64ull + loam_bits_lowest(bits)) * span->object_size,
                     span->object_size))
            return;
    }
    at += span_bytes(span);
  }
}
