// SPDX-License-Identifier: Apache-2.0
//
// move.c — moves a goroutine's stack: growth, shrinking, and moving for its own sake.
//
// How.      The used part keeps its distance from the high end. Then every frame's map is read once: a word it names is
//           changed exactly when it points into the old block, so the order does not matter and no word is changed
//           twice (the blocks are disjoint). Return pcs are code addresses and frames are found by size, so nothing
//           else needs a change. From LOAM_STACK_PAGE_MOVE used bytes on whole pages change place instead of being
//           copied, which also spares the memory of a second copy.
// Upholds.  stack.bounds, stack.interior, stack.sealed
// Fails.    LOAM_NO_MEMORY or LOAM_LIMIT, the old stack untouched.
#include "stack/stack.h"

#include <string.h>

static void adjust_words(loam_stack_adjustment *adjustment, uintptr_t base, const uint64_t *map, uint64_t bits) {
  for (uint64_t word = 0; word * 64 < bits; word++)
    for (uint64_t set = map[word]; set; set &= set - 1)
      loam_stack_adjust(adjustment, (void *)(base + (word * 64 + loam_bits_lowest(set)) * 8));
}

/// Adjusts the frames from `position` (whose fp is the new one) outwards; returns their number.
static uint64_t adjust_frames(loam_stack_adjustment *adjustment, const loam_stack_position *position, uintptr_t hi) {
  loam_frame frame;
  uint64_t frames = 0;
  if (position->callee && position->callee->argument_map)
    adjust_words(adjustment, position->fp, position->callee->argument_map, position->callee->argument_slots);
  if (!loam_frame_first(position, &frame)) return 0;
  do {
    frames++;
    const uint64_t *map = loam_frame_map(&frame);
    if (map) adjust_words(adjustment, frame.fp, map, 64ull * frame.function->map_words);
  } while (loam_frame_next(&frame, hi));
  return frames;
}

static bool move_pages(loam_stack_pool *pool, uintptr_t from, uintptr_t to, uint64_t bytes) {
  if (atomic_fetch_add_explicit(&pool->page_moves, 1, memory_order_relaxed) >= LOAM_STACK_PAGE_MOVES) return false;
  return loam_os_move_pages(pool->heap->os, (void *)from, (void *)to, bytes);
}

/// Copies [from, from + bytes) to `to`, both ending at the high end of their blocks.
static void copy_used(loam_stack_pool *pool, uintptr_t from, uintptr_t to, uint64_t bytes) {
  if (bytes >= LOAM_STACK_PAGE_MOVE) {
    uint64_t whole = bytes & ~(pool->heap->os->page_size - 1), head = bytes - whole;
    if (move_pages(pool, from + head, to + head, whole)) bytes = head;
  }
  memcpy((void *)to, (void *)from, bytes);
}

static loam_status move_to(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                           loam_stack_position *position, uint64_t new_size, loam_stack_words words,
                           loam_stack_move *out) {
  loam_stack old = *stack;
  uint64_t used = old.hi - position->fp;
  loam_status status = loam_stack_allocate(pool, cache, stack, new_size, old.owner);
  if (status != LOAM_OK) return status;
  uintptr_t fp = stack->hi - used;
  copy_used(pool, position->fp, fp, used);
  loam_stack_adjustment adjustment = {old.lo, loam_stack_size(&old), stack->hi - old.hi, 0};
  position->fp = fp;
  uint64_t frames = adjust_frames(&adjustment, position, stack->hi);
  if (words.each) words.each(words.context, &adjustment);
  if (used > stack->peak) stack->peak = used;
  loam_stack_move move = {adjustment.size, new_size, used, frames, adjustment.rewritten, adjustment.delta};
  atomic_fetch_add_explicit(&pool->bytes_copied, used, memory_order_relaxed);
  atomic_fetch_add_explicit(&pool->slots_rewritten, adjustment.rewritten, memory_order_relaxed);
  atomic_fetch_add_explicit(&pool->frames, frames, memory_order_relaxed);
  uintptr_t old_lo = old.lo;
  loam_stack_retire(pool, cache, &old);
#if LOAM_CHECK >= 3
  loam_stack_check(pool, stack, position, old_lo, move.old_size);
#endif
  (void)old_lo;
  if (out) *out = move;
  return LOAM_OK;
}

loam_status loam_stack_grow(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                            loam_stack_position *position, uint64_t needed, uint64_t maximum, loam_stack_words words,
                            loam_stack_move *out) {
  uint64_t used = stack->hi - position->fp, size = loam_stack_size(stack) * 2;
  while (size - used < needed && size < 1ull << 62) size *= 2;
  if (size > maximum) return LOAM_LIMIT;
  loam_status status = move_to(pool, cache, stack, position, size, words, out);
  if (status != LOAM_OK) return status;
  stack->grows++;
  atomic_fetch_add_explicit(&pool->grows, 1, memory_order_relaxed);
  return LOAM_OK;
}

bool loam_stack_shrink(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, loam_stack_position *position,
                       uint64_t least, loam_stack_words words, loam_stack_move *out) {
  uint64_t used = stack->hi - position->fp, size = loam_stack_size(stack);
  if (used > stack->peak) stack->peak = used;
  if (pool->heap->knobs && loam_knob_value(pool->heap->knobs, LOAM_KNOB_SHRINKOFF)) return false;
  if (least < LOAM_STACK_LEAST) least = LOAM_STACK_LEAST;
  if (size / 2 < least || used * 4 >= size) return false;
  // By one half only: a stack that is deep again and again is not taken down to nothing between two collections.
  size /= 2;
  if (move_to(pool, cache, stack, position, size, words, out) != LOAM_OK) return false;
  stack->shrinks++;
  atomic_fetch_add_explicit(&pool->shrinks, 1, memory_order_relaxed);
  return true;
}

loam_status loam_stack_relocate(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                                loam_stack_position *position, loam_stack_words words, loam_stack_move *out) {
  return move_to(pool, cache, stack, position, loam_stack_size(stack), words, out);
}

// ---- check ----

/// False when the word points below fp into its own stack, into another stack, or into the block it came from.
static bool word_in_order(loam_stack_pool *pool, const loam_stack *stack, uintptr_t fp, uint64_t word, uintptr_t old_lo,
                          uint64_t old_size) {
  if (word - old_lo < old_size && !(word - stack->lo < loam_stack_size(stack))) return false;
  if (word - stack->lo < loam_stack_size(stack)) return word >= fp;
  const loam_span *span = loam_heap_span(pool->heap, word);
  return !span || span->kind != LOAM_SPAN_STACK;
}

bool loam_stack_check(loam_stack_pool *pool, const loam_stack *stack, const loam_stack_position *position,
                      uintptr_t old_lo, uint64_t old_size) {
  loam_bugs *bugs = pool->heap->bugs;
  if (!loam_require(
          bugs, loam_is_power_of_two(loam_stack_size(stack)) && position->fp >= stack->lo && position->fp <= stack->hi,
          "stack.bounds", "fp lies outside its stack") ||
      !loam_require(bugs, loam_frames_check(position, stack->lo, stack->hi), "frame.walkable",
                    "a frame cannot be walked"))
    return false;
  loam_frame frame;
  if (!loam_frame_first(position, &frame)) return true;
  do {
    const uint64_t *map = loam_frame_map(&frame);
    for (uint64_t word = 0; map && word < frame.function->map_words; word++)
      for (uint64_t set = map[word]; set; set &= set - 1) {
        uintptr_t at = frame.fp + (word * 64 + loam_bits_lowest(set)) * 8;
        if (!loam_require(bugs, at < stack->hi, "frame.walkable", "a map reaches beyond the stack") ||
            !loam_require(bugs, word_in_order(pool, stack, position->fp, *(uint64_t *)at, old_lo, old_size),
                          "stack.interior", "a live word points into an old or foreign stack"))
          return false;
      }
  } while (loam_frame_next(&frame, stack->hi));
  return true;
}
