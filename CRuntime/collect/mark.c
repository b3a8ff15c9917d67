// SPDX-License-Identifier: Apache-2.0
//
// mark.c — from a pointer to a marked and scanned object.
//
// How.      Words that point into the heap are collected and looked at LOAM_MARK_WORDS at a time. Each becomes an edge
//           (span, object number); its object and its mark word are prefetched and it waits in a FIFO of LOAM_MARK_FIFO
//           entries. When it leaves, the mark bit is tested and set, and a newly marked object with pointers goes on
//           the grey stack. Nothing recurses. Large objects are scanned a piece at a time, the rest waiting in
//           `ranges`, which is emptied before another object is begun.
// Why not.  Marking when found: the mark word and the object are then cache misses one after the other
//           (1.3 to 1.8 times slower). Looking at each word when found: a prefetch waits for the page tables to be
//           walked, and the next is too many instructions away to be walked for meanwhile (1.4 times slower).
// Fails.    Without memory for another block the object stays marked but unscanned and `failed` is set; finish then
//           scans all marked objects again, until none was left out.
#include "collect/mark.h"

#include "base/bits.h"

void loam_marker_init(loam_marker *marker, loam_collector *collector) {
  loam_heap *heap = collector->heap;
  uintptr_t end = atomic_load_explicit(&heap->committed_end, memory_order_relaxed);
  *marker = (loam_marker){.next = marker->next,
                          .collector = collector,
                          .heap = heap,
                          .block = marker->block,
                          .base = heap->base,
                          .limit = end - heap->base};
}

// ---- blocks of grey objects ----

static loam_mark_block *take_spare(loam_collector *collector) {
  loam_lock_acquire(&collector->work_lock);
  loam_mark_block *block = collector->spare;
  if (block) collector->spare = block->next;
  loam_lock_release(&collector->work_lock);
  if (!block && !(block = loam_collector_map(collector, sizeof *block))) return NULL;
  block->next = NULL;
  block->count = 0;
  return block;
}

static void share(loam_collector *collector, loam_mark_block *block) {
  loam_lock_acquire(&collector->work_lock);
  block->next = collector->shared;
  collector->shared = block;
  loam_lock_release(&collector->work_lock);
  atomic_fetch_add_explicit(&collector->shared_count, 1, memory_order_release);
}

static bool take_shared(loam_marker *marker) {
  loam_collector *collector = marker->collector;
  if (atomic_load_explicit(&collector->shared_count, memory_order_acquire) == 0) return false;
  loam_lock_acquire(&collector->work_lock);
  loam_mark_block *block = collector->shared;
  bool range = collector->shared_range_count > 0;
  if (range) {
    marker->ranges[marker->range_count++] = collector->shared_ranges[--collector->shared_range_count];
    atomic_fetch_sub_explicit(&collector->shared_count, 1, memory_order_relaxed);
  } else if (block) {
    collector->shared = block->next;
    atomic_fetch_sub_explicit(&collector->shared_count, 1, memory_order_relaxed);
    if (marker->block) { // Empty: that is why there is a need.
      marker->block->next = collector->spare;
      collector->spare = marker->block;
    }
    marker->block = block;
  }
  loam_lock_release(&collector->work_lock);
  return range || block;
}

void loam_marker_push(loam_marker *marker, uintptr_t object) {
  loam_mark_block *block = marker->block;
  if (LOAM_UNLIKELY(!block || block->count == LOAM_MARK_BLOCK)) {
    loam_mark_block *fresh = take_spare(marker->collector);
    if (!fresh) {
      atomic_store_explicit(&marker->collector->failed, true, memory_order_relaxed);
      return;
    }
    if (block) share(marker->collector, block);
    marker->block = block = fresh;
  }
  block->address[block->count++] = object;
}

/// Gives the older half of the grey objects to whoever is hungry.
static void share_half(loam_marker *marker) {
  loam_mark_block *block = marker->block, *fresh = take_spare(marker->collector);
  if (!fresh) return;
  uint64_t half = block->count / 2;
  for (uint64_t i = 0; i < half; i++) fresh->address[i] = block->address[i];
  for (uint64_t i = half; i < block->count; i++) block->address[i - half] = block->address[i];
  fresh->count = half;
  block->count -= half;
  share(marker->collector, fresh);
}

void loam_marker_release(loam_collector *collector) {
  for (uint32_t i = 0; i < LOAM_MARKERS; i++)
    if (collector->markers[i].block) {
      collector->markers[i].block->next = collector->spare;
      collector->spare = collector->markers[i].block;
      collector->markers[i].block = NULL;
    }
  if (collector->outside.block) {
    collector->outside.block->next = collector->spare;
    collector->spare = collector->outside.block;
    collector->outside.block = NULL;
  }
  for (loam_mark_block *block = collector->spare, *next; block; block = next) {
    next = block->next;
    loam_collector_unmap(collector, block, sizeof *block);
  }
  collector->spare = NULL;
}

// ---- edges ----

static __attribute__((noinline)) void mark_large(loam_marker *marker, uintptr_t object) {
  const loam_span *span = loam_heap_span(marker->heap, object);
  marker->large_bytes += span->pages << LOAM_PAGE_SHIFT;
  marker->other_work += 64; // Its contents count when they are scanned.
  if (!span->pointer_free) loam_marker_push(marker, object);
}

static inline LOAM_RACY void mark_edge(loam_marker *marker, const loam_mark_edge *edge) {
  uint64_t bit = 1ull << edge->bit;
  if (atomic_load_explicit(edge->word, memory_order_relaxed) & bit) return;
  if (atomic_fetch_or_explicit(edge->word, bit, memory_order_relaxed) & bit) return;
  uint32_t kind = edge->info & 3;
  marker->marked_objects++;
  if (LOAM_UNLIKELY(kind == LOAM_PAGE_LARGE)) {
    mark_large(marker, edge->object);
    return;
  }
  marker->small_bytes += loam_size_classes[loam_page_class(edge->info)].size;
  if (kind != LOAM_PAGE_POINTERS) return;
  loam_mark_block *block = marker->block;
  if (LOAM_LIKELY(block && block->count < LOAM_MARK_BLOCK))
    block->address[block->count++] = edge->object;
  else
    loam_marker_push(marker, edge->object);
}

/// The oldest edge leaves: what it leads to was asked for first.
static void take_edge(loam_marker *marker) {
  uint32_t at = (marker->fifo_head + LOAM_MARK_FIFO - marker->fifo_count--) % LOAM_MARK_FIFO;
  loam_mark_edge leaving = marker->fifo[at];
  mark_edge(marker, &leaving);
}

/// checkptr: the word leads to nothing that is allocated. What was allocated since marking began, and is not yet in the
/// table, was born marked.
static LOAM_RACY void check_stray(loam_marker *marker, uintptr_t word) {
  loam_heap_place place = loam_heap_where(marker->heap, (void *)word);
  bool object = place.span && place.span->kind != LOAM_SPAN_STACK;
  if (!place.allocated && !(object && loam_mark_is_set(marker->heap, place.span, place.index)))
    loam_bug_report(marker->collector->bugs, "collect.stray", "a live pointer leads to free memory");
}

/// The program may be writing the word's object and others of its span: whatever is read here was there at some time
/// since marking began, and what is not is shaded by the barrier.
/// The edge that a word at this offset of the heap is, its object asked for; false: it leads to no object.
static inline LOAM_RACY bool find(const loam_marker *marker, uint64_t offset, loam_mark_edge *out) {
  loam_heap *heap = marker->heap;
  uint64_t page = offset >> LOAM_PAGE_SHIFT;
  uint32_t info = heap->page_info[page], kind = info & 3;
  out->info = info;
  if (LOAM_LIKELY(kind == LOAM_PAGE_POINTERS || kind == LOAM_PAGE_PLAIN)) {
    const loam_size_class *class = &loam_size_classes[loam_page_class(info)];
    page -= loam_page_number(info);
    uint64_t index = ((offset - (page << LOAM_PAGE_SHIFT)) * class->reciprocal) >> 32;
    if (LOAM_UNLIKELY(index >= class->objects)) return false;
    uint64_t object = (page << LOAM_PAGE_SHIFT) + index * class->size;
    out->object = marker->base + object;
    out->word = (_Atomic uint64_t *)(void *)(heap->marks + page * LOAM_SIDE_BYTES) + (index >> 6);
    out->bit = index & 63;
    if (kind == LOAM_PAGE_POINTERS) {
      __builtin_prefetch((void *)out->object);
      __builtin_prefetch(heap->pointers + (object >> 6));
    }
  } else if (kind == LOAM_PAGE_LARGE) {
    const loam_span *span = loam_heap_span(heap, marker->base + offset);
    out->object = span->base;
    out->word = (_Atomic uint64_t *)loam_heap_side(heap, heap->marks, span);
    out->bit = 0;
  } else {
    return false; // A stack's, or free memory.
  }
  __builtin_prefetch((void *)out->word, 1);
  return true;
}

/// The words that were found become edges, all at once: so that many are asked for before the first answer is needed.
static LOAM_RACY void look(loam_marker *marker) {
  loam_mark_edge leaving[LOAM_MARK_WORDS];
  uint32_t n = marker->word_count, left = 0;
  marker->word_count = 0;
  for (uint32_t i = 0; i < n; i++) {
    loam_mark_edge edge;
    if (!find(marker, marker->words[i], &edge)) continue;
    loam_mark_edge *slot = &marker->fifo[marker->fifo_head];
    marker->fifo_head = (marker->fifo_head + 1) % LOAM_MARK_FIFO;
    if (LOAM_LIKELY(marker->fifo_count == LOAM_MARK_FIFO))
      leaving[left++] = *slot;
    else
      marker->fifo_count++;
    *slot = edge;
  }
  for (uint32_t i = 0; i < left; i++) mark_edge(marker, &leaving[i]);
}

static inline LOAM_RACY void visit(loam_marker *marker, uintptr_t word) {
  uint64_t offset = word - marker->base;
  if (offset >= marker->limit) return;
  // Now, not when it is looked at: a word into a stack leads nowhere once that has moved.
  if (LOAM_UNLIKELY(marker->check)) check_stray(marker, word);
  marker->words[marker->word_count++] = offset;
  if (marker->word_count == LOAM_MARK_WORDS) look(marker);
}

// ---- scanning ----

static LOAM_RACY void scan_bits(loam_marker *marker, uintptr_t base, const uint64_t *map, uint64_t words) {
  for (uint64_t i = 0; i < words; i += 64) {
    uint64_t bits = map[i >> 6];
    if (words - i < 64) bits &= loam_bits_below((uint32_t)(words - i));
    for (; bits; bits &= bits - 1) visit(marker, *(uintptr_t *)(base + (i + loam_bits_lowest(bits)) * 8));
  }
}

/// `count` values of a type, whatever their size.
static LOAM_RACY void scan_values(loam_marker *marker, uintptr_t base, const loam_type *type, uint64_t count) {
  if (!type->pointer_bytes) return;
  if (type->pointer_map) {
    uint64_t words = type->pointer_bytes / 8;
    if (type->size == 8) {
      for (uint64_t i = 0; i < count; i++) visit(marker, ((uintptr_t *)base)[i]);
      return;
    }
    for (uint64_t i = 0; i < count; i++) scan_bits(marker, base + i * type->size, type->pointer_map, words);
    return;
  }
  for (uint64_t i = 0; i < count; i++, base += type->size) {
    if (type->kind == LOAM_KIND_ARRAY)
      scan_values(marker, base, type->element, type->length);
    else
      for (uint32_t f = 0; f < type->field_count; f++)
        scan_values(marker, base + type->fields[f].offset, type->fields[f].type, 1);
  }
}

static void push_range(loam_marker *marker, uintptr_t base, const loam_type *type, uint64_t count) {
  if (!type || !type->pointer_bytes || !count) return;
  if (count == 1 && !type->pointer_map && type->kind == LOAM_KIND_ARRAY) {
    count = type->length; // One long array is as good as many elements, and can be cut.
    type = type->element;
  }
  if (marker->range_count == LOAM_MARK_RANGES) {
    scan_values(marker, base, type, count);
    return;
  }
  marker->ranges[marker->range_count++] = (loam_mark_range){base, type, count};
}

static void scan_range(loam_marker *marker) {
  loam_mark_range *range = &marker->ranges[marker->range_count - 1], piece = *range;
  uint64_t most = LOAM_MARK_PIECE / piece.type->size + 1;
  if (piece.count > most) {
    piece.count = most;
    range->base += most * range->type->size;
    range->count -= most;
  } else {
    marker->range_count--;
  }
  marker->other_work += piece.count * piece.type->size;
  scan_values(marker, piece.base, piece.type, piece.count);
}

LOAM_RACY void loam_marker_scan_object(loam_marker *marker, uintptr_t object) {
  loam_heap *heap = marker->heap;
  uint32_t info = heap->page_info[loam_heap_page(heap, object)];
  if ((info & 3) == LOAM_PAGE_LARGE) {
    const loam_span *span = loam_heap_span(heap, object);
    if (!span->pointer_free) push_range(marker, object, span->type, span->count);
    return;
  }
  if ((info & 3) != LOAM_PAGE_POINTERS) return;
  const loam_size_class *class = &loam_size_classes[loam_page_class(info)];
  if (class->size >= LOAM_TYPED_SIZE) {
    const loam_span *span = loam_heap_span(heap, object);
    const loam_typed_cell *cell = (loam_typed_cell *)(void *)loam_heap_side(heap, heap->pointers, span) +
                                  (((object - span->base) * class->reciprocal) >> 32);
    if (cell->type) scan_values(marker, object, cell->type, cell->count);
    return;
  }
  uint64_t from = (object - marker->base) >> 3, words = class->size >> 3;
  const uint64_t *table = (const uint64_t *)(const void *)heap->pointers;
  for (uint64_t i = 0; i < words; i += 64) {
    uint64_t n = words - i < 64 ? words - i : 64, at = from + i;
    uint32_t shift = at & 63;
    // Where the bits lie in one word, `high` is that word again, and what it adds is cut off.
    uint64_t low = table[at >> 6] >> shift, high = table[(at + n - 1) >> 6] << 1 << (63 - shift);
    uint64_t bits = (low | high) & loam_bits_below((uint32_t)n);
    for (; bits; bits &= bits - 1) visit(marker, ((uintptr_t *)object)[i + loam_bits_lowest(bits)]);
  }
}

bool loam_marker_work(loam_marker *marker, uint64_t budget) {
  uint64_t until = loam_marker_done(marker) + budget;
  if (until < budget) until = UINT64_MAX;
  for (;;) {
    loam_mark_block *block = marker->block;
    if (marker->range_count) {
      scan_range(marker);
    } else if (block && block->count) {
      loam_marker_scan_object(marker, block->address[--block->count]);
    } else if (marker->word_count) {
      look(marker);
    } else if (marker->fifo_count) {
      take_edge(marker);
    } else if (!take_shared(marker)) {
      return true;
    }
    block = marker->block;
    if (block && block->count >= LOAM_MARK_SHARE &&
        atomic_load_explicit(&marker->collector->hungry, memory_order_relaxed))
      share_half(marker);
    if (loam_marker_done(marker) >= until) return false;
  }
}

static void share_ranges(loam_marker *marker) {
  loam_collector *collector = marker->collector;
  loam_lock_acquire(&collector->work_lock);
  while (marker->range_count > 0 && collector->shared_range_count < LOAM_MARK_SHARED_RANGES) {
    collector->shared_ranges[collector->shared_range_count++] = marker->ranges[--marker->range_count];
    atomic_fetch_add_explicit(&collector->shared_count, 1, memory_order_release);
  }
  loam_lock_release(&collector->work_lock);
}

void loam_marker_hand_over(loam_marker *marker) {
  for (;;) {
    if (marker->range_count > 0) share_ranges(marker);
    if (marker->range_count > 0)
      scan_range(marker); // no room: one piece of it is done here
    else if (marker->word_count)
      look(marker);
    else if (marker->fifo_count)
      take_edge(marker);
    else
      break;
  }
  if (!marker->block || marker->block->count == 0) return;
  share(marker->collector, marker->block);
  marker->block = NULL;
}

void loam_marker_add(loam_marker *marker, const loam_marker *other) {
  marker->small_bytes += other->small_bytes;
  marker->large_bytes += other->large_bytes;
  marker->marked_objects += other->marked_objects;
  marker->stack_bytes += other->stack_bytes;
  marker->global_bytes += other->global_bytes;
  marker->other_work += other->other_work;
}

void loam_marker_drop_block(loam_marker *marker) {
  loam_mark_block *block = marker->block;
  marker->block = NULL;
  if (!block) return;
  loam_lock_acquire(&marker->collector->work_lock);
  block->next = marker->collector->spare;
  marker->collector->spare = block;
  loam_lock_release(&marker->collector->work_lock);
}

void loam_collect_hand_over(loam_marker *marker) { loam_marker_hand_over(marker); }

static bool rescan(void *context, const loam_span *span, uintptr_t base, uint64_t size) {
  loam_marker *marker = context;
  uint64_t index = (base - span->base) / size;
  if (loam_mark_is_set(marker->heap, span, index)) {
    loam_marker_scan_object(marker, base);
    loam_marker_work(marker, UINT64_MAX);
  }
  return true;
}

void loam_marker_rescan_heap(loam_marker *marker) { loam_heap_each_object(marker->heap, rescan, marker); }

// ---- what callbacks pass in ----

void loam_collect_word(loam_marker *marker, uintptr_t word) {
  if (LOAM_UNLIKELY(marker->visitor != NULL))
    marker->visitor->word(marker->visitor, word);
  else
    visit(marker, word);
}

LOAM_RACY void loam_collect_words(loam_marker *marker, const void *words, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) loam_collect_word(marker, ((const uintptr_t *)words)[i]);
}

void loam_collect_values(loam_marker *marker, const void *base, const loam_type *type, uint64_t count) {
  if (LOAM_UNLIKELY(marker->visitor != NULL))
    marker->visitor->values(marker->visitor, base, type, count);
  else if (type->size * count <= LOAM_MARK_AT_ONCE)
    scan_values(marker, (uintptr_t)base, type, count);
  else
    push_range(marker, (uintptr_t)base, type, count);
}

void loam_collect_arguments(loam_marker *marker, const loam_stack_position *position) {
  if (position->callee && position->callee->argument_map)
    scan_bits(marker, position->fp, position->callee->argument_map, position->callee->argument_slots);
}

LOAM_RACY bool loam_collect_frames(loam_marker *marker, loam_frame *frame, uintptr_t hi, uint64_t bytes) {
  uintptr_t start = frame->fp, end;
  bool more;
  do {
    const uint64_t *map = loam_frame_map(frame);
    if (map) scan_bits(marker, frame->fp, map, 64ull * frame->function->map_words);
    end = frame->fp + 8ull * frame->frame_slots + 8;
    loam_frame next = *frame;
    more = loam_frame_next(&next, hi);
    if (more && end - start >= bytes) break;
    if (more) *frame = next;
  } while (more);
  if (!more) end = hi;
  marker->stack_bytes += end - start;
  marker->other_work += end - start;
  return more;
}

void loam_collect_stack(loam_marker *marker, const loam_stack *stack, const loam_stack_position *position) {
  loam_frame frame;
  if (LOAM_UNLIKELY(marker->visitor != NULL)) {
    marker->visitor->stack(marker->visitor, stack->owner, stack->hi, position);
    return;
  }
  loam_collect_arguments(marker, position);
  if (loam_frame_first(position, &frame)) (void)loam_collect_frames(marker, &frame, stack->hi, UINT64_MAX);
}
