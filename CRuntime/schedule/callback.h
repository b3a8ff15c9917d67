// SPDX-License-Identifier: Apache-2.0
//
// callback.h — C calls that a goroutine has open, and how they are left.
//
// How.      See callback.c.
// Upholds.  call.bound, call.open
#ifndef LOAM_SCHEDULE_CALLBACK_H
#define LOAM_SCHEDULE_CALLBACK_H

#include "runtime.h"

#pragma GCC visibility push(hidden)

/// Makes the functions whose frames stand between C code and the Go functions that it calls.
loam_status loam_make_callback_functions(loam_runtime *runtime);

/// A goroutine that has C calls open can run, and nobody else has it: its own thread goes on with it.
void loam_bound_ready(loam_goroutine *goroutine);
static inline bool loam_goroutine_bound(const loam_goroutine *goroutine) {
  return LOAM_UNLIKELY(goroutine->open_calls != NULL);
}

/// [call.bound] The worker's thread is about to run the goroutine.
void loam_bound_check(loam_worker *worker, const loam_goroutine *goroutine);

/// Whether C calls are open above the frame at this distance from the stack's high end (0: at all).
bool loam_calls_open_above(const loam_goroutine *goroutine, uint64_t frame);
/// The worker's goroutine goes on at `next`, in the frame at this distance, below open C calls: these are left.
loam_next loam_calls_leave(loam_worker *worker, uint64_t frame, loam_next next);
/// Behind a call of C that was left: where the worker goes on.
loam_next loam_calls_left(loam_worker *worker);
/// It has come to its end above open C calls: these are left, and `end` is called then with the worker's
/// `leaving.result`.
loam_next loam_calls_end(loam_worker *worker, loam_next (*end)(loam_worker *worker), loam_result result);
/// The running goroutine has these open and no others, whatever C code did: those beyond were left by a long jump that
/// did not go through this file.
void loam_calls_forget(loam_goroutine *goroutine, loam_open_call *open);
/// C code that the worker's goroutine called ended the thread, whose frames are gone but the first: a fatal error.
loam_next loam_calls_lost(loam_worker *worker);
/// Frees what threads of C code left that did not see the end of their calls. Nobody runs.
void loam_foreign_calls_free(loam_runtime *runtime);
/// Shades what natives hold whose C calls are open.
void loam_calls_shade(loam_marker *marker, const loam_goroutine *goroutine);

#pragma GCC visibility pop
#endif
