// SPDX-License-Identifier: Apache-2.0
//
// moves.h — what the log says of a stack that has moved.
#ifndef LOAM_EVENT_MOVES_H
#define LOAM_EVENT_MOVES_H

#include "stack/stack.h"

#pragma GCC visibility push(hidden)

/// The stream to tell of a move made with this cache (or NULL), or NULL when nobody wants to know. *out_began is the
/// time, or 0.
loam_event_stream *loam_event_moving(const loam_stack_pool *pool, const loam_stack_cache *cache, int64_t *out_began);
/// The move is done and `position` is the new one; the old block may have been given back.
void loam_event_moved(loam_event_stream *stream, const loam_stack_move *move, const loam_stack *stack,
                      const loam_stack_position *position, loam_stack_words words, int64_t began);

#pragma GCC visibility pop
#endif
