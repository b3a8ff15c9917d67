// SPDX-License-Identifier: Apache-2.0
//
// moves.c — the events of a move: GROW, SHRINK or MOVE, a SLOT for each slot rewritten, MOVED.
//
// How.      The frames are walked once more after the move, so that moving itself knows nothing of the log. Before it,
//           nothing pointed into the new block; so a live word that does now is one that was rewritten, and what it was
//           follows from the distance. A block that grows where it lies changes no word. Words outside the stack
//           (closures of defer records) are only counted.
#include "event/moves.h"
#include "runtime.h"
#include "schedule/schedule.h"

typedef struct teller {
  loam_event_stream *stream;
  const loam_stack *stack;
  uintptr_t delta; ///< New address = old address + delta.
} teller;

static void tell_word(teller *t, uint64_t place, uint64_t frame, uintptr_t fp, uint64_t slot) {
  uintptr_t word = *(uintptr_t *)(fp + 8 * slot);
  if (word - t->stack->lo >= loam_stack_size(t->stack)) return;
  const loam_event_log *log = t->stream->log;
  LOAM_EVENT(t->stream, SLOTS, SLOT, t->stack->owner, place, frame << 32 | slot, t->stack->hi - fp,
             loam_event_address_of(log, word - t->delta), loam_event_address_of(log, word));
}

static void tell_map(teller *t, uint64_t place, uint64_t frame, uintptr_t fp, const uint64_t *map, uint64_t bits) {
  for (uint64_t word = 0; word * 64 < bits; word++)
    for (uint64_t set = map[word]; set != 0; set &= set - 1)
      tell_word(t, place, frame, fp, word * 64 + loam_bits_lowest(set));
}

static void tell_frames(teller *t, const loam_stack_position *position) {
  const loam_function *callee = position->callee;
  if (callee != NULL && callee->argument_map != NULL)
    tell_map(t, (uint64_t)callee->number << 32, LOAM_EVENT_CALLEE, position->fp, callee->argument_map,
             callee->argument_slots);
  loam_frame frame;
  if (!loam_frame_first(position, &frame)) return;
  uint64_t number = 0;
  do {
    const uint64_t *map = loam_frame_map(&frame);
    if (map != NULL) tell_map(t, loam_event_place_in(&frame), number, frame.fp, map, 64ull * frame.function->map_words);
    number++;
  } while (loam_frame_next(&frame, t->stack->hi));
}

loam_event_stream *loam_event_moving(const loam_stack_pool *pool, const loam_stack_cache *cache, int64_t *out_began) {
  loam_event_stream *stream = cache != NULL ? cache->events : pool->heap->events;
  *out_began = 0;
  if (stream == NULL || !loam_event_on(stream, LOAM_EVENTS_STACKS)) return NULL;
  *out_began = loam_clock(stream->log->runtime);
  return stream;
}

void loam_event_moved(loam_event_stream *stream, const loam_stack_move *move, const loam_stack *stack,
                      const loam_stack_position *position, loam_stack_words words, int64_t began) {
  static const loam_event_kind kinds[] = {[LOAM_STACK_GROW] = LOAM_EVENT_GROW,
                                          [LOAM_STACK_SHRINK] = LOAM_EVENT_SHRINK,
                                          [LOAM_STACK_MOVE] = LOAM_EVENT_MOVE};
  const loam_event_log *log = stream->log;
  int64_t took = loam_clock(log->runtime) - began;
  loam_event_write(stream, kinds[move->reason], stack->owner, loam_event_address_of(log, move->old_lo),
                   loam_event_address_of(log, move->new_lo), move->old_size, move->new_size, stack->hi - position->fp);
  uint64_t elsewhere = 0;
  if (move->delta != 0) {
    teller t = {stream, stack, move->delta};
    if (loam_event_on(stream, LOAM_EVENTS_SLOTS)) tell_frames(&t, position);
    // Moves nothing: counts the words elsewhere that point into the new block.
    loam_stack_adjustment count = {stack->lo, move->new_size, 0, 0};
    if (words.each != NULL) words.each(words.context, &count);
    elsewhere = count.rewritten;
  }
  loam_event_write(stream, LOAM_EVENT_MOVED, stack->owner, move->frames, move->slots - elsewhere, elsewhere,
                   position->callee == NULL ? 0 : position->callee->number, (uint64_t)took);
}
