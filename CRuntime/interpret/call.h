// SPDX-License-Identifier: Apache-2.0
//
// call.h — entering functions off the fast path, and stack moves.
#ifndef LOAM_INTERPRET_CALL_H
#define LOAM_INTERPRET_CALL_H

#include "interpret/operation.h"

#pragma GCC visibility push(hidden)

/// Calls `function` (with `closure`, or NULL) from the frame at fp, whose safepoint word is return_pc[-1]. Grows the
/// stack when needed; never yields.
loam_next loam_enter(loam_worker *worker, const loam_function *function, void *closure, loam_slot *fp,
                     const uint64_t *return_pc);
/// Words outside the frames of a goroutine that may point into its stack.
loam_stack_words loam_goroutine_words(loam_goroutine *goroutine);
/// Writes the worker's limit for its current goroutine, or the poison when attention is asked.
void loam_worker_set_limit(loam_worker *worker);
/// Somebody asked the current goroutine for attention, or a debug switch wants that it gives way.
bool loam_wants_attention(loam_worker *worker);
/// LOAMDEBUG=movestack=N: every Nth call moves the stack of the goroutine that stands at fp.
void loam_move_stack(loam_worker *worker, loam_slot **fp, const uint64_t *safepoint, const loam_function *callee);
/// Text of the line that stackgrow prints.
void loam_print_move(loam_runtime *runtime, const loam_goroutine *goroutine, const loam_stack_move *move);

#pragma GCC visibility pop
#endif
