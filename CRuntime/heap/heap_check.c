// SPDX-License-Identifier: Apache-2.0
//
// heap_check.c — what an address is, and the walk that checks the whole heap.
#include "base/bits.h"
#include "heap/heap.h"

#include <string.h>

static uint64_t span_bytes(const loam_span *span) { return span->pages << LOAM_PAGE_SHIFT; }

// The caller may hold nothing that keeps the span as it is: what is used twice is read once, and a span that is being
// made, whose objects have no size yet, holds none.
#define READ(field) __atomic_load_n(&(field), __ATOMIC_RELAXED)
loam_heap_place loam_heap_where(loam_heap *heap, const void *address) {
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

static bool check_small(loam_heap *heap, const loam_span *span, bool unswept) {
  const loam_size_class *class = &loam_size_classes[span->class_index];
  uint64_t *allocated = loam_heap_side(heap, heap->allocated, span), *marks = loam_heap_side(heap, heap->marks, span);
  uint32_t count = 0;
  for (uint32_t word = 0; word * 64 < span->objects; word++) {
    uint32_t valid = span->objects - word * 64;
    uint64_t mask = loam_bits_below(valid < 64 ? valid : 64);
    count += loam_bits_count(allocated[word]);
    if (!loam_require(heap->bugs, !(allocated[word] & ~mask), "heap.class", "an object beyond the span's last one") ||
        !loam_require(heap->bugs, unswept || !marks[word] || atomic_load(&heap->marking), "collect.swept",
                      "a swept span has marks"))
      return false;
  }
  return loam_require(heap->bugs, span->class_index > 0 && span->class_index < LOAM_CLASS_COUNT, "heap.class",
                      "a span of no class") &&
         loam_require(heap->bugs,
                      span->object_size == class->size && span->objects == class->objects &&
                          span->pages == class->pages,
                      "heap.class", "a span does not have the shape of its class") &&
         loam_require(heap->bugs, count == span->allocated_count, "heap.span.count",
                      "a span's count differs from its table");
}

static bool check_span(loam_heap *heap, const loam_span *span, uint32_t generation) {
  bool unswept = atomic_load_explicit(&span->swept, memory_order_relaxed) != generation;
  if (span->kind == LOAM_SPAN_SMALL) return check_small(heap, span, unswept);
  if (span->kind == LOAM_SPAN_LARGE)
    return loam_require(heap->bugs, span->bytes <= span_bytes(span), "heap.class", "a large object exceeds its span");
  if (span->kind == LOAM_SPAN_STACK)
    return loam_require(heap->bugs, (uint64_t)span->objects << span->block_shift <= span_bytes(span), "heap.class",
                        "stack blocks exceed their span");
  return true;
}

static bool check_lists(loam_heap *heap) {
  uint64_t bytes = 0;
  for (uint32_t slot = 2; slot < 2 * LOAM_CLASS_COUNT; slot++) {
    loam_class_lists *lists = &heap->classes[slot];
    uint64_t spans = 0, objects = 0;
    loam_span *const heads[] = {lists->partial, lists->full, lists->unswept, lists->unswept_full};
    for (int i = 0; i < 4; i++)
      for (loam_span *span = heads[i]; span; span = span->next) {
        spans++;
        objects += span->allocated_count;
        if (!loam_require(heap->bugs,
                          span->kind == LOAM_SPAN_SMALL && span->class_index == slot / 2 &&
                              span->pointer_free == !(slot & 1),
                          "heap.span.owner", "a span is in the list of another class") ||
            !loam_require(heap->bugs, i != 1 || span->allocated_count == span->objects, "heap.span.owner",
                          "a span with room is in the full list"))
          return false;
      }
    if (!loam_require(heap->bugs, spans == lists->spans, "heap.span.owner", "a span is in no list") ||
        !loam_require(heap->bugs, objects == lists->mallocs - lists->frees, "heap.balance",
                      "allocated minus freed is not what is live"))
      return false;
    bytes += lists->mallocs * loam_size_classes[slot / 2].size;
  }
  return loam_require(heap->bugs, bytes == atomic_load_explicit(&heap->total_allocated, memory_order_relaxed),
                      "heap.balance", "the bytes allocated are not those of the objects of each class");
}

static bool check_large(loam_heap *heap) {
  loam_large_figures found[2] = {0};
  loam_span *const heads[] = {heap->large, heap->large_unswept};
  for (int i = 0; i < 2; i++)
    for (const loam_span *span = heads[i]; span; span = span->next) {
      if (!loam_require(heap->bugs, span->kind == LOAM_SPAN_LARGE, "heap.span.owner",
                        "a span in the list of large ones"))
        return false;
      found[!span->pointer_free].mallocs++;
      found[!span->pointer_free].live_bytes += span_bytes(span);
    }
  for (int i = 0; i < 2; i++) {
    const loam_large_figures *figures = &heap->large_figures[i];
    if (!loam_require(heap->bugs, found[i].mallocs == figures->mallocs - figures->frees, "heap.balance",
                      "large objects allocated minus freed are not those that live") ||
        !loam_require(heap->bugs, found[i].live_bytes == figures->live_bytes, "heap.balance",
                      "the bytes of large objects are not what is live"))
      return false;
  }
  return true;
}

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

static bool check_pages(loam_heap *heap) {
  uint32_t generation = atomic_load_explicit(&heap->sweep_generation, memory_order_relaxed);
  uint64_t pages[4] = {0}, clean_free = 0;
  bool last_free = false;
  for (uintptr_t at = heap->base; at < heap->committed_end;) {
    loam_span *span = loam_heap_span(heap, at);
    if (!loam_require(heap->bugs, span && span->base == at && span->pages > 0, "heap.pages",
                      "the page table does not name the span that begins here") ||
        !loam_require(heap->bugs, loam_heap_span(heap, at + span_bytes(span) - 1) == span, "heap.pages",
                      "the page table does not name the span that ends here") ||
        !loam_require(heap->bugs, !(last_free && span->kind == LOAM_SPAN_FREE), "heap.pages",
                      "two free runs lie side by side") ||
        !check_span(heap, span, generation))
      return false;
    last_free = span->kind == LOAM_SPAN_FREE;
    pages[span->kind] += span->pages;
    if (last_free)
      for (uint64_t page = loam_heap_page(heap, at), n = 0; n < span->pages; n++, page++)
        clean_free += heap->clean[page >> 3] >> (page & 7) & 1;
    at += span_bytes(span);
  }
  return loam_require(heap->bugs, pages[LOAM_SPAN_FREE] == heap->free_pages && clean_free == heap->clean_pages,
                      "heap.pages", "the count of free pages is wrong") &&
         loam_require(heap->bugs,
                      pages[LOAM_SPAN_SMALL] == heap->small_pages && pages[LOAM_SPAN_LARGE] == heap->large_pages &&
                          pages[LOAM_SPAN_STACK] == heap->stack_pages,
                      "heap.pages", "the count of pages of a kind is wrong") &&
         check_regions(heap);
}

// The scavenger does not stop with the world.
bool loam_heap_check(loam_heap *heap) {
  if (heap->knobs) loam_knob_fired(heap->knobs, LOAM_KNOB_VERIFYHEAP);
  loam_lock_acquire(&heap->pages_lock);
  bool fine = check_pages(heap);
  loam_lock_release(&heap->pages_lock);
  return fine && check_lists(heap) && check_large(heap) && loam_sampler_check(heap);
}

void loam_heap_each_object(loam_heap *heap,
                           void (*visit)(void *context, const loam_span *span, uintptr_t base, uint64_t size),
                           void *context) {
  for (uintptr_t at = heap->base; at < heap->committed_end;) {
    loam_span *span = loam_heap_span(heap, at);
    if (!span || !span->pages) return;
    if (span->kind == LOAM_SPAN_LARGE) visit(context, span, span->base, span_bytes(span));
    if (span->kind == LOAM_SPAN_SMALL) {
      uint64_t *allocated = loam_heap_side(heap, heap->allocated, span);
      for (uint32_t word = 0; word * 64 < span->objects; word++)
        for (uint64_t bits = allocated[word]; bits; bits &= bits - 1)
          visit(context, span, span->base + (word * 64ull + loam_bits_lowest(bits)) * span->object_size,
                span->object_size);
    }
    at += span_bytes(span);
  }
}
