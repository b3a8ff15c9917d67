// SPDX-License-Identifier: Apache-2.0
//
// move.c — changes a goroutine's block: growth, shrinking, and moving for its own sake.
//
// How.      A block that can have the pages below, or give its lower half, stays where it is and no word changes.
//           Otherwise the used part keeps its distance from the high end, and every frame's map is read once: a word it
//           names is changed exactly when it points into the old block, so the order does not matter and no word is
//           changed twice (the blocks are disjoint). Return pcs are code addresses and frames are found by size, so
//           nothing else needs a change. Much memory changes place by whole pages, which also spares a second copy.
// Upholds.  stack.bounds, stack.interior, stack.sealed, stack.figures
// Fails.    LOAM_NO_MEMORY or LOAM_LIMIT, the old stack untouched.
#include "stack/stack.h"
#include "event/moves.h"

#include <string.h>

// ---- rewriting ----

static void adjust_words(loam_stack_adjustment *adjustment, uintptr_t base, const uint64_t *map, uint64_t words) {
  for (uint64_t word = 0; word < words; word++)
    for (uint64_t set = map[word]; set; set &= set - 1)
      loam_stack_adjust(adjustment, (void *)(base + (word * 64 + loam_bits_lowest(set)) * 8));
}

/// Adjusts the frames from `position` (whose fp is the new one) outwards; returns their number. The walk is that of
/// loam_frame_next. What a safepoint says is kept for the next frame: in a recursion the processor then guesses the
/// next frame's place instead of waiting for two loads.
static uint64_t adjust_frames(loam_stack_adjustment *adjustment, const loam_stack_position *position, uintptr_t hi) {
  uint64_t frames = 0;
  if (position->callee && position->callee->argument_map)
    adjust_words(adjustment, position->fp, position->callee->argument_map,
                 (position->callee->argument_slots + 63) / 64);
  if (!position->fp) return 0;
  uintptr_t fp = position->fp;
  const uint64_t *safepoint = position->safepoint, *known = NULL, *map = NULL;
  uint64_t bytes = 0, map_words = 0;
  for (;;) {
    if (safepoint != known) {
      uint64_t word = *safepoint;
      known = safepoint;
      bytes = 8ull * loam_safepoint_slots(word);
      map = NULL;
      if (loam_safepoint_map(word)) {
        const loam_function *function = loam_safepoint_function(safepoint);
        map_words = function->map_words;
        map = function->maps + loam_safepoint_map(word) * map_words;
      }
    }
    frames++;
    if (map) adjust_words(adjustment, fp, map, map_words);
    uintptr_t record = fp + bytes;
    if (record + 8 >= hi) return frames;
    const uint64_t *pc = *(const uint64_t *const *)record;
    if (!pc) return frames;
    if (pc - 1 != known) {
      if ((*pc & 0xffff) == LOAM_OP_GOEXIT) return frames;
      pc = loam_return_pc(pc);
    }
    safepoint = pc - 1;
    fp = record + 8;
  }
}

// ---- copying ----

/// Moves whole pages, piece by piece: the system moves no range that lies in several mappings, and moves of the past
/// have left such ranges; whatever it refuses is copied. Returns the bytes that went by pages.
static uint64_t move_pages(loam_stack_pool *pool, uintptr_t from, uintptr_t to, uint64_t bytes, bool whole) {
  if (atomic_fetch_add_explicit(&pool->page_moves, 1, memory_order_relaxed) < LOAM_STACK_PAGE_MOVES &&
      loam_os_move_pages(pool->heap->os, (void *)from, (void *)to, bytes))
    return bytes;
  uint64_t moved = 0;
  if (whole && bytes > LOAM_CHUNK_BYTES) {
    for (uint64_t done = 0, piece; done < bytes; done += piece) {
      piece = LOAM_CHUNK_BYTES - ((from + done) & (LOAM_CHUNK_BYTES - 1));
      if (piece > bytes - done) piece = bytes - done;
      moved += move_pages(pool, from + done, to + done, piece, false);
    }
    return moved;
  }
  memcpy((void *)to, (void *)from, bytes);
  return 0;
}

/// Copies [from, from + bytes) to `to`, both ending at the high end of their blocks; returns the bytes that went by
/// pages. `clean`: the new block has no memory yet, which moved pages bring along.
static uint64_t copy_used(loam_stack_pool *pool, uintptr_t from, uintptr_t to, uint64_t bytes, bool clean) {
  if (bytes < (clean ? pool->page_move_clean : pool->page_move)) {
    memcpy((void *)to, (void *)from, bytes);
    return 0;
  }
  uint64_t whole = bytes & ~(pool->heap->os->page_size - 1), head = bytes - whole;
  // The pages first: the head, written to a place without memory, would bring a huge page that they then replace.
  uint64_t moved = move_pages(pool, from + head, to + head, whole, true);
  memcpy((void *)to, (void *)from, head);
  return moved;
}

// ---- moves ----

/// The record of a stack, made when it first moves. NULL without memory: then this goroutine's moves are not recorded.
static loam_stack_record *record_of(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack) {
  loam_stack_record *record = stack->record;
  if (record) return record;
  if (cache && cache->records) {
    record = cache->records;
    cache->records = record->next;
    cache->record_count--;
    memset(record, 0, sizeof *record);
  } else {
    record = loam_os_allocate(pool->heap->os, sizeof *record);
  }
  return stack->record = record;
}

/// To a block of `size` bytes, which unless `elsewhere` may be the same one made larger or smaller.
static loam_status change(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                          loam_stack_position *position, uint64_t size, loam_stack_reason reason, bool elsewhere,
                          loam_stack_words words, loam_stack_move *out) {
  uint64_t start = loam_os_ticks();
  loam_stack old = *stack;
  uint64_t used = old.hi - position->fp;
  int64_t began;
  loam_event_stream *events = loam_event_moving(pool, cache, &began);
  loam_stack_move move = {.reason = reason, .old_lo = old.lo, .old_size = loam_stack_size(&old), .new_size = size};
  if (elsewhere || !loam_stack_resize(pool, cache, stack, size)) {
    bool clean;
    loam_status status = loam_stack_take(pool, cache, stack, size, old.owner, &clean);
    if (status != LOAM_OK) return status;
    uintptr_t fp = stack->hi - used;
    loam_stack_adjustment adjustment = {old.lo, move.old_size, stack->hi - old.hi, 0};
    move.by_pages = copy_used(pool, position->fp, fp, used, clean);
    position->fp = fp;
    move.bytes = used;
    move.delta = adjustment.delta;
    move.frames = adjust_frames(&adjustment, position, stack->hi);
    if (words.each) words.each(words.context, &adjustment);
    move.slots = adjustment.rewritten;
    loam_stack_retire(pool, cache, &old);
  }
  move.new_lo = stack->lo;
  if (LOAM_UNLIKELY(events != NULL)) loam_event_moved(events, &move, stack, position, words, began);
  loam_stack_record *record = record_of(pool, cache, stack);
  uint64_t ticks = loam_os_ticks() - start;
  if (record) loam_stack_record_move(record, &move, used, ticks);
  loam_stack_counts_move(cache ? &cache->counts : &pool->counts, &move, ticks, !cache);
  if (LOAM_CHECK >= 3 || loam_stack_switch(pool, LOAM_KNOB_CHECKPTR)) {
    if (pool->heap->knobs) loam_knob_fired(pool->heap->knobs, LOAM_KNOB_CHECKPTR);
    loam_stack_check(pool, stack, position, words, move.delta ? move.old_lo : 0, move.delta ? move.old_size : 0);
  }
  if (out) *out = move;
  return LOAM_OK;
}

loam_status loam_stack_grow(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                            loam_stack_position *position, uint64_t needed, uint64_t maximum, loam_stack_words words,
                            loam_stack_move *out) {
  uint64_t used = stack->hi - position->fp, size = loam_stack_size(stack) * 2;
  while (size - used < needed && size < 1ull << 62) size *= 2;
  if (size > maximum) return LOAM_LIMIT;
  return change(pool, cache, stack, position, size, LOAM_STACK_GROW, false, words, out);
}

bool loam_stack_shrink(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack, loam_stack_position *position,
                       uint64_t least, loam_stack_words words, loam_stack_move *out) {
  uint64_t used = stack->hi - position->fp, size = loam_stack_size(stack);
  if (stack->record && used > stack->record->peak) stack->record->peak = used;
  if (least < LOAM_STACK_LEAST) least = LOAM_STACK_LEAST;
  if (size / 2 < least || used * 4 >= size) return false;
  if (loam_stack_switch(pool, LOAM_KNOB_SHRINKOFF)) {
    loam_knob_fired(pool->heap->knobs, LOAM_KNOB_SHRINKOFF);
    return false;
  }
  // By one half only: a stack that is deep again and again is not taken down to nothing between two collections.
  return change(pool, cache, stack, position, size / 2, LOAM_STACK_SHRINK, false, words, out) == LOAM_OK;
}

loam_status loam_stack_relocate(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                                loam_stack_position *position, loam_stack_words words, loam_stack_move *out) {
  return change(pool, cache, stack, position, loam_stack_size(stack), LOAM_STACK_MOVE, true, words, out);
}

loam_status loam_stack_force(loam_stack_pool *pool, loam_stack_cache *cache, loam_stack *stack,
                             loam_stack_position *position, loam_stack_reason reason, uint64_t maximum,
                             loam_stack_words words, loam_stack_move *out) {
  uint64_t used = stack->hi - position->fp, size = loam_stack_size(stack);
  if (reason == LOAM_STACK_GROW) size *= 2;
  if (reason == LOAM_STACK_SHRINK) size /= 2;
  if (size < LOAM_STACK_LEAST || size < used || (reason == LOAM_STACK_GROW && size > maximum)) return LOAM_LIMIT;
  return change(pool, cache, stack, position, size, reason, true, words, out);
}
