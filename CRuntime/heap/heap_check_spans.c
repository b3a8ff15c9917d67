// SPDX-License-Identifier: Apache-2.0
//
// heap_check_spans.c — one span: its record, its pages' entries, its tables and objects.
//
// Upholds.  heap.class, heap.span.count, heap.span.owner, heap.pages, heap.zero, collect.swept
#include "heap/heap_check.h"

static uint64_t span_bytes(const loam_span *span) { return span->pages << LOAM_PAGE_SHIFT; }

/// What page_info has of the span's page `number`.
static uint16_t expected_info(const loam_span *span, uint64_t number) {
  if (span->kind == LOAM_SPAN_LARGE) return LOAM_PAGE_INFO(LOAM_PAGE_LARGE, 0, 0);
  if (span->kind != LOAM_SPAN_SMALL) return 0;
  return LOAM_PAGE_INFO(span->pointer_free ? LOAM_PAGE_PLAIN : LOAM_PAGE_POINTERS, span->class_index, number);
}

/// Page table, page_info and clean bits of a span's pages.
static bool check_pages(loam_heap *heap, const loam_span *span) {
  bool free = span->kind == LOAM_SPAN_FREE;
  uint64_t first = loam_heap_page(heap, span->base);
  for (uint64_t i = 0; i < span->pages; i++) {
    bool named = !free || i == 0 || i == span->pages - 1;
    const loam_span *entry = atomic_load_explicit(&heap->pages[first + i], memory_order_relaxed);
    if (!loam_require(heap->bugs, entry == (named ? span : NULL), "heap.pages",
                      "the page table names another span for a page") ||
        !loam_require(heap->bugs, heap->page_info[first + i] == expected_info(span, i), "heap.pages",
                      "page_info is not what the page's span says"))
      return false;
  }
  return free || loam_require(heap->bugs, loam_clean_count(heap, first, span->pages) == 0, "heap.pages",
                              "a page of a span counts as one that takes no memory");
}

// ---- objects ----

static bool has_pointer_bits(const loam_heap *heap, uintptr_t object, uint64_t size) {
  const uint64_t *table = (const uint64_t *)(const void *)heap->pointers;
  for (uint64_t bit = (object - heap->base) / 8, end = bit + size / 8; bit < end; bit++)
    if (table[bit / 64] >> bit % 64 & 1) return true;
  return false;
}

/// An allocated object of a span with pointers is described: by bits, or by a type that fits the size class.
static bool check_description(loam_heap *heap, const loam_span *span, uint64_t index) {
  uintptr_t object = span->base + index * span->object_size;
  if (span->object_size < LOAM_TYPED_SIZE)
    return loam_require(heap->bugs, has_pointer_bits(heap, object, span->object_size), "heap.class",
                        "an object with pointers has no pointer bit");
  const loam_typed_cell *cell =
      (const loam_typed_cell *)(const void *)loam_heap_side(heap, heap->pointers, span) + index;
  uint64_t bytes;
  return loam_require(heap->bugs, cell->type != NULL && cell->type->pointer_bytes > 0, "heap.class",
                      "an object with pointers has no type with pointers") &&
         loam_require(heap->bugs,
                      !__builtin_mul_overflow(cell->type->size, cell->count, &bytes) && bytes <= LOAM_SMALL_LIMIT &&
                          loam_size_class_for(bytes) == span->class_index,
                      "heap.class", "an object's type and count do not fit its size class");
}

static bool reads_as_zero(uintptr_t at, uint64_t bytes) {
  for (uint64_t i = 0; i < bytes / 8; i++)
    if (((const uint64_t *)at)[i] != 0) return false;
  return true;
}

/// One word of the tables of a span of small objects: 64 of them.
static bool check_objects(loam_heap_walk *walk, const loam_span *span, uint32_t word) {
  loam_heap *heap = walk->heap;
  uint64_t allocated = loam_heap_side(heap, heap->allocated, span)[word];
  uint64_t marks = loam_heap_side(heap, heap->marks, span)[word];
  uint32_t valid = span->objects - word * 64;
  uint64_t beyond = ~loam_bits_below(valid < 64 ? valid : 64);
  bool unswept = loam_walk_unswept(walk, span);
  if (!loam_require(heap->bugs, !(allocated & beyond), "heap.class", "an object beyond the span's last one") ||
      !loam_require(heap->bugs, !(marks & beyond), "heap.class", "a mark beyond the span's last object") ||
      !loam_require(heap->bugs, unswept || walk->marking || !marks, "collect.swept", "a swept span has marks"))
    return false;
  // A window that is opened while marking marks what it then may not hand out: marks on free memory mean nothing.
  walk->live += loam_bits_count(unswept ? marks & allocated : allocated) * (uint64_t)span->object_size;
  for (uint64_t bits = span->pointer_free ? 0 : allocated; bits; bits &= bits - 1)
    if (!check_description(heap, span, word * 64ull + loam_bits_lowest(bits))) return false;
  if (span->needs_zero) return true;
  for (uint64_t bits = ~(allocated | beyond); bits; bits &= bits - 1)
    if (!loam_require(
            heap->bugs,
            reads_as_zero(span->base + (word * 64ull + loam_bits_lowest(bits)) * span->object_size, span->object_size),
            "heap.zero", "free memory of a span that needs no zeroing is not zero"))
      return false;
  return true;
}

static bool check_small(loam_heap_walk *walk, const loam_span *span) {
  loam_heap *heap = walk->heap;
  if (!loam_require(heap->bugs, span->class_index > 0 && span->class_index < LOAM_CLASS_COUNT, "heap.class",
                    "a span of no class"))
    return false;
  const loam_size_class *class = &loam_size_classes[span->class_index];
  if (!loam_require(heap->bugs,
                    span->object_size == class->size && span->objects == class->objects &&
                        span->pages == class->pages && span->reciprocal == class->reciprocal,
                    "heap.class", "a span does not have the shape of its class"))
    return false;
  uint32_t count = 0;
  for (uint32_t word = 0; word * 64 < span->objects; word++) {
    if (!check_objects(walk, span, word)) return false;
    count += loam_bits_count(loam_heap_side(heap, heap->allocated, span)[word]);
  }
  loam_heap_found *found = &walk->in_pages[span->class_index * 2 + !span->pointer_free];
  found->spans++;
  found->objects += count;
  found->bytes += (uint64_t)count * span->object_size;
  return loam_require(heap->bugs, count == span->allocated_count, "heap.span.count",
                      "a span's count differs from its table");
}

static bool check_large(loam_heap_walk *walk, const loam_span *span) {
  loam_heap *heap = walk->heap;
  uint64_t bytes = span->bytes, allocated = *loam_heap_side(heap, heap->allocated, span);
  uint64_t marks = *loam_heap_side(heap, heap->marks, span);
  bool unswept = loam_walk_unswept(walk, span);
  if (!loam_require(heap->bugs, bytes > LOAM_SMALL_LIMIT && loam_round_up(bytes, LOAM_PAGE_SIZE) == span_bytes(span),
                    "heap.class", "a large object does not fit its span") ||
      !loam_require(heap->bugs, span->class_index == 0 && span->objects == 1, "heap.class",
                    "a large object's span has another shape") ||
      !loam_require(heap->bugs, span->pointer_free == (span->type == NULL), "heap.class",
                    "a large object with pointers has no type") ||
      !loam_require(heap->bugs,
                    span->type == NULL ||
                        (span->type->pointer_bytes > 0 &&
                         !__builtin_mul_overflow(span->type->size, span->count, &bytes) && bytes == span->bytes),
                    "heap.class", "a large object's type and count are not its size") ||
      !loam_require(heap->bugs, span->allocated_count == 1 && allocated == 1, "heap.span.count",
                    "a large object is not allocated") ||
      !loam_require(heap->bugs, marks <= 1, "heap.class", "a mark beyond the span's last object") ||
      !loam_require(heap->bugs, unswept || walk->marking || !marks, "collect.swept", "a swept span has marks"))
    return false;
  if (!unswept || marks) walk->live += span_bytes(span);
  loam_heap_found *found = &walk->in_pages[!span->pointer_free];
  found->spans++;
  found->objects++;
  found->bytes += span_bytes(span);
  return true;
}

static bool check_stack(loam_heap *heap, loam_span *span) {
  uint32_t owned = 0;
  if (!loam_require(heap->bugs,
                    span->block_shift < 48 && (uint64_t)span->objects << span->block_shift <= span_bytes(span),
                    "heap.class", "stack blocks exceed their span"))
    return false;
  const uint64_t *owners = loam_heap_stack_owners(heap, span);
  for (uint32_t i = 0; i < span->objects; i++) owned += __atomic_load_n(&owners[i], __ATOMIC_RELAXED) != 0;
  return loam_require(heap->bugs, owned == span->allocated_count, "heap.span.count",
                      "a stack span's count differs from its owners");
}

bool loam_heap_walk_span(loam_heap_walk *walk, loam_span *span) {
  loam_heap *heap = walk->heap;
  uint64_t page = loam_heap_page(heap, span->base);
  bool listed = span->kind == LOAM_SPAN_STACK || walk->seen == NULL || walk->seen[page / 64] >> page % 64 & 1;
  if (!loam_require(heap->bugs, span->kind <= LOAM_SPAN_STACK, "heap.pages", "a span of no kind") ||
      !loam_require(heap->bugs, listed, "heap.span.owner", "a span is in no list") || !check_pages(heap, span))
    return false;
  switch (span->kind) {
  case LOAM_SPAN_SMALL:
    return check_small(walk, span);
  case LOAM_SPAN_LARGE:
    return check_large(walk, span);
  case LOAM_SPAN_STACK:
    return check_stack(heap, span);
  default:
    walk->runs++;
    return true;
  }
}
