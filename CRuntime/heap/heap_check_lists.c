// SPDX-License-Identifier: Apache-2.0
//
// heap_check_lists.c — the lists that spans are in: each in one, and in the right one.
//
// How.      A list that leads back into itself ends the walk as a span that was seen before or, without the table of
//           those, when it is longer than it can be.
// Upholds.  heap.span.owner, heap.balance, heap.pages
#include "heap/heap_check.h"

/// Notes that a span is in a list; false when it was in one already, or is not the span of its first page.
static bool see(loam_heap_walk *walk, const loam_span *span) {
  loam_heap *heap = walk->heap;
  bool inside = span->base >= heap->base &&
                span->base < atomic_load_explicit(&heap->committed_end, memory_order_relaxed) &&
                (span->base - heap->base) % LOAM_PAGE_SIZE == 0;
  if (!loam_require(heap->bugs, inside && loam_heap_span(heap, span->base) == span, "heap.span.owner",
                    "a list has a record that is no span's"))
    return false;
  if (walk->seen == NULL) return true;
  uint64_t page = loam_heap_page(heap, span->base), bit = 1ull << page % 64;
  bool first = !(walk->seen[page / 64] & bit);
  walk->seen[page / 64] |= bit;
  return loam_require(heap->bugs, first, "heap.span.owner", "a span is in two lists");
}

typedef enum list_kind { PARTIAL, FULL, UNSWEPT, UNSWEPT_FULL, LISTS } list_kind;

static bool check_place(const loam_heap_walk *walk, const loam_span *span, uint32_t slot, list_kind list) {
  loam_bugs *bugs = walk->heap->bugs;
  return loam_require(
             bugs, span->kind == LOAM_SPAN_SMALL && span->class_index == slot / 2 && span->pointer_free == !(slot & 1),
             "heap.span.owner", "a span is in the list of another class") &&
         loam_require(bugs, loam_walk_unswept(walk, span) == (list >= UNSWEPT), "heap.span.owner",
                      "an unswept span is in a list of swept ones, or the other way round") &&
         loam_require(bugs, (list != FULL && list != UNSWEPT_FULL) || span->allocated_count == span->objects,
                      "heap.span.owner", "a span with room is in the full list") &&
         loam_require(bugs, (list != PARTIAL && list != UNSWEPT) || span->allocated_count < span->objects,
                      "heap.span.owner", "a full span is in the list of those with room");
}

static bool check_class(loam_heap_walk *walk, uint32_t slot) {
  loam_heap *heap = walk->heap;
  const loam_class_lists *lists = &heap->classes[slot];
  loam_span *const heads[LISTS] = {lists->partial, lists->full, lists->unswept, lists->unswept_full};
  loam_heap_found *found = &walk->listed[slot];
  for (list_kind list = PARTIAL; list < LISTS; list++)
    for (const loam_span *span = heads[list]; span; span = span->next) {
      if (!loam_require(heap->bugs, found->spans++ < lists->spans, "heap.span.owner",
                        "the lists of a class are longer than its spans are many") ||
          !see(walk, span) || !check_place(walk, span, slot, list))
        return false;
      found->objects += span->allocated_count;
    }
  return loam_require(heap->bugs, found->spans == lists->spans, "heap.span.owner", "a span is in no list") &&
         loam_require(heap->bugs, found->objects == lists->mallocs - lists->frees, "heap.balance",
                      "allocated minus freed is not what is live");
}

static bool check_large(loam_heap_walk *walk) {
  loam_heap *heap = walk->heap;
  loam_span *const heads[] = {heap->large, heap->large_unswept};
  uint64_t most = heap->large_pages; // a span has one at least
  for (int unswept = 0; unswept < 2; unswept++)
    for (const loam_span *span = heads[unswept]; span; span = span->next) {
      loam_heap_found *found = &walk->listed[!span->pointer_free];
      if (!loam_require(heap->bugs, most-- > 0, "heap.span.owner", "the lists of large objects do not end") ||
          !see(walk, span) ||
          !loam_require(heap->bugs, span->kind == LOAM_SPAN_LARGE, "heap.span.owner",
                        "a span in the list of large ones") ||
          !loam_require(heap->bugs, loam_walk_unswept(walk, span) == (unswept != 0), "heap.span.owner",
                        "an unswept large object is in the list of swept ones, or the other way round"))
        return false;
      found->spans++;
      found->bytes += span->pages << LOAM_PAGE_SHIFT;
    }
  for (int pointers = 0; pointers < 2; pointers++) {
    const loam_large_figures *figures = &heap->large_figures[pointers];
    const loam_heap_found *found = &walk->listed[pointers];
    if (!loam_require(heap->bugs, found->spans == figures->mallocs - figures->frees, "heap.balance",
                      "large objects allocated minus freed are not those that live") ||
        !loam_require(heap->bugs, found->bytes == figures->live_bytes, "heap.balance",
                      "the bytes of large objects are not what is live") ||
        !loam_require(heap->bugs, figures->allocated_bytes >= figures->live_bytes, "heap.balance",
                      "more bytes of large objects are live than were allocated"))
      return false;
  }
  return true;
}

bool loam_heap_walk_lists(loam_heap_walk *walk) {
  loam_heap *heap = walk->heap;
  uint64_t bytes = 0;
  for (uint32_t slot = 2; slot < 2 * LOAM_CLASS_COUNT; slot++) {
    if (!check_class(walk, slot)) return false;
    bytes += heap->classes[slot].mallocs * loam_size_classes[slot / 2].size;
  }
  return check_large(walk) &&
         loam_require(heap->bugs, bytes == atomic_load_explicit(&heap->total_allocated, memory_order_relaxed),
                      "heap.balance", "the bytes allocated are not those of the objects of each class");
}

bool loam_heap_walk_runs(loam_heap_walk *walk) {
  loam_heap *heap = walk->heap;
  for (uint32_t bin = 0; bin < LOAM_RUN_BINS; bin++) {
    const loam_span *previous = NULL;
    if (!loam_require(heap->bugs, (heap->run_bits[bin / 64] >> bin % 64 & 1) == (heap->runs[bin] != NULL), "heap.pages",
                      "a bin of free runs is empty and its bit says otherwise, or the other way round"))
      return false;
    for (const loam_span *run = heap->runs[bin]; run; previous = run, run = run->next)
      if (!loam_require(heap->bugs, walk->listed_runs++ <= heap->free_pages, "heap.pages",
                        "the bins of free runs do not end") ||
          !see(walk, run) ||
          !loam_require(heap->bugs, run->kind == LOAM_SPAN_FREE && loam_run_bin(run->pages) == bin, "heap.pages",
                        "a bin of free runs has something else") ||
          !loam_require(heap->bugs, run->previous == previous, "heap.pages", "a bin of free runs is linked wrongly"))
        return false;
  }
  return true;
}
