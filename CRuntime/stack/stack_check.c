// SPDX-License-Identifier: Apache-2.0
//
// stack_check.c — walks one stack, or the pool's lists, and reports the first thing that is out of order.
//
// How.      Words outside the frames are looked at through the walk that a move uses, as a move by 0: it counts the
//           words that point into a range and changes none.
// Upholds.  stack.bounds, stack.interior, stack.figures, frame.walkable, heap.span.owner
#include "stack/stack.h"

/// False when the word points below fp into its own stack, into another stack, or into the block it came from.
static bool word_in_order(loam_stack_pool *pool, const loam_stack *stack, uintptr_t fp, uint64_t word, uintptr_t old_lo,
                          uint64_t old_size) {
  if (word - stack->lo < loam_stack_size(stack)) return word >= fp;
  if (word - old_lo < old_size) return false;
  const loam_span *span = loam_heap_span(pool->heap, word);
  return !span || span->kind != LOAM_SPAN_STACK;
}

static bool map_in_order(loam_stack_pool *pool, const loam_stack *stack, const loam_stack_position *position,
                         uintptr_t base, const uint64_t *map, uint64_t words, uintptr_t old_lo, uint64_t old_size) {
  for (uint64_t word = 0; word < words; word++)
    for (uint64_t set = map[word]; set; set &= set - 1) {
      uintptr_t at = base + (word * 64 + loam_bits_lowest(set)) * 8;
      if (!loam_require(pool->heap->bugs, at < stack->hi, "frame.walkable", "a map reaches beyond the stack") ||
          !loam_require(pool->heap->bugs, word_in_order(pool, stack, position->fp, *(uint64_t *)at, old_lo, old_size),
                        "stack.interior", "a live word points into an old or foreign stack"))
        return false;
    }
  return true;
}

/// Words outside the frames that point into a range.
static uint64_t words_into(loam_stack_words words, uintptr_t lo, uint64_t size) {
  loam_stack_adjustment by_nothing = {lo, size, 0, 0};
  if (words.each) words.each(words.context, &by_nothing);
  return by_nothing.rewritten;
}

static bool block_in_order(loam_stack_pool *pool, const loam_stack *stack) {
  uint64_t size = loam_stack_size(stack);
  loam_span *span = loam_heap_span(pool->heap, stack->lo);
  if (!loam_is_power_of_two(size) || size < LOAM_STACK_LEAST || !span || span->kind != LOAM_SPAN_STACK) return false;
  if (size != 1ull << span->block_shift || (stack->lo - span->base) & (size - 1)) return false;
  uint64_t number = (stack->lo - span->base) >> span->block_shift;
  return number < span->objects &&
         loam_heap_stack_owners(pool->heap, span)[number] == (stack->owner << 2 | LOAM_STACK_OWNED);
}

static bool record_in_order(const loam_stack *stack) {
  const loam_stack_record *record = stack->record;
  uint64_t count = record ? loam_stack_record_count(record) : 0;
  if (!count) return true;
  const loam_stack_step *last = &record->steps[(count - 1) % LOAM_STACK_HISTORY];
  return last->new_lo == stack->lo && loam_stack_size(stack) == 1ull << last->new_shift;
}

bool loam_stack_check(loam_stack_pool *pool, const loam_stack *stack, const loam_stack_position *position,
                      loam_stack_words words, uintptr_t old_lo, uint64_t old_size) {
  loam_bugs *bugs = pool->heap->bugs;
  if (!loam_require(bugs, block_in_order(pool, stack), "stack.bounds", "a stack is not the block it says") ||
      !loam_require(bugs, position->fp >= stack->lo && position->fp <= stack->hi, "stack.bounds",
                    "fp lies outside its stack") ||
      !loam_require(bugs, record_in_order(stack), "stack.figures", "the last move of a stack led elsewhere") ||
      !loam_require(bugs, loam_frames_check(position, stack->lo, stack->hi), "frame.walkable",
                    "a frame cannot be walked") ||
      !loam_require(bugs, words_into(words, old_lo, old_size) == 0, "stack.interior",
                    "a record of a goroutine points into its old stack") ||
      !loam_require(bugs, words_into(words, stack->lo, position->fp - stack->lo) == 0, "stack.interior",
                    "a record of a goroutine points below its frames"))
    return false;
  loam_frame frame;
  if (!loam_frame_first(position, &frame)) return true;
  const loam_function *callee = position->callee;
  if (callee && callee->argument_map &&
      !map_in_order(pool, stack, position, position->fp, callee->argument_map, (callee->argument_slots + 63) / 64,
                    old_lo, old_size))
    return false;
  do {
    const uint64_t *map = loam_frame_map(&frame);
    if (map && !map_in_order(pool, stack, position, frame.fp, map, frame.function->map_words, old_lo, old_size))
      return false;
  } while (loam_frame_next(&frame, stack->hi));
  return true;
}

// ---- the pool ----

/// Shared spans with a free block, as the page table has them. Requires: the pool's lock.
static uint64_t spans_with_room(loam_heap *heap) {
  uint64_t found = 0;
  loam_lock_acquire(&heap->pages_lock);
  for (uintptr_t at = heap->base, end = atomic_load(&heap->committed_end); at < end;) {
    const loam_span *span = loam_heap_span(heap, at);
    if (!span || !span->pages) break;
    found += span->kind == LOAM_SPAN_STACK && span->objects > 1 && span->allocated_count < span->objects;
    at += span->pages << LOAM_PAGE_SHIFT;
  }
  loam_lock_release(&heap->pages_lock);
  return found;
}

static bool lists_in_order(const loam_stack_pool *pool, uint64_t *out_listed) {
  loam_bugs *bugs = pool->heap->bugs;
  uint64_t listed = 0;
  for (uint32_t order = 0; order < LOAM_STACK_ORDERS; order++) {
    const loam_span *previous = NULL;
    for (const loam_span *span = pool->partial[order]; span; previous = span, span = span->next)
      if (!loam_require(bugs, listed++ <= pool->heap->stack_pages, "heap.span.owner",
                        "a list of stack spans does not end") ||
          !loam_require(
              bugs, span->kind == LOAM_SPAN_STACK && span->objects > 1 && span->block_shift == LOAM_STACK_SHIFT + order,
              "heap.span.owner", "a span is in the list of stack blocks of another size") ||
          !loam_require(bugs, span->allocated_count < span->objects, "heap.span.owner",
                        "a stack span without a free block is in a list") ||
          !loam_require(bugs, span->previous == previous, "heap.span.owner", "a list of stack spans is linked wrongly"))
        return false;
  }
  *out_listed = listed;
  return true;
}

bool loam_stack_pool_check(loam_stack_pool *pool) {
  uint64_t listed;
  loam_lock_acquire(&pool->lock);
  bool fine = lists_in_order(pool, &listed) && loam_require(pool->heap->bugs, listed == spans_with_room(pool->heap),
                                                            "heap.span.owner", "a stack span with room is in no list");
  loam_lock_release(&pool->lock);
  return fine;
}
