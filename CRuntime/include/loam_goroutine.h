// SPDX-License-Identifier: Apache-2.0
//
// loam_goroutine.h — starting goroutines from C, and how they ended.
//
// Goroutines run while a thread of the host is in loam_runtime_run or loam_runtime_call, and rest in between. Another
// thread that wants to give a running program something to do starts a goroutine for it: one that sends the thread's
// words to a channel, say. It calls loam_runtime_hold first, so that a program that only waits for it is no deadlock.
// A host thread learns of an end by loam_outcome_ended, or by whatever a goroutine of its own tells it.
#ifndef LOAM_GOROUTINE_PUBLIC_H
#define LOAM_GOROUTINE_PUBLIC_H

#include "loam_base.h"
#include "loam_native.h"
#include "loam_runtime.h"

LOAM_BEGIN_DECLARATIONS

enum { LOAM_SPAWN_WORDS = 250 }; ///< Most words of arguments and results of a function that is started.

/// How a goroutine ended. The host's memory, which stays valid until `ended` is set or the runtime is destroyed; that
/// of loam_runtime_call has always ended when the call returns.
typedef struct loam_outcome {
  const loam_function *function; ///< The runtime's.
  uint64_t *results;             ///< Set by the host: room for the function's result words; may be NULL.
  uint32_t ended;                ///< Read it with loam_outcome_ended.
  loam_status status; ///< LOAM_OK: it returned, or called runtime.Goexit. LOAM_LIMIT: its stack could not grow.
                      ///  LOAM_NO_MEMORY: it wanted memory that there was not. Others ended the program, or its run,
                      ///  and this goroutine with it.
  char text[112];     ///< What a status other than LOAM_OK means, in words.
} loam_outcome;
/// True once the goroutine has ended; then the other fields may be read. Threads: any.
static inline bool loam_outcome_ended(const loam_outcome *outcome) {
  return __atomic_load_n(&outcome->ended, __ATOMIC_ACQUIRE) == 1;
}
/// Waits until the goroutine has ended. False: the program has ended, or the runtime is about to be destroyed, before
/// that; then it may still end, and its record must stay valid. Threads: one at a time; none that runs a step or
/// native.
LOAM_EXPORT bool loam_outcome_await(loam_runtime *runtime, loam_outcome *outcome);

/// Starts a goroutine that calls `function` (a loam_function, or a function value of Go) with a copy of its argument
/// words (NULL when it has none). `outcome` may be NULL. LOAM_INVALID_ARGUMENT: no function, no arguments for one that
/// has some, a pointer among them that leads to a stack (only the heap and globals will do), or more than
/// LOAM_SPAWN_WORDS words. LOAM_LIMIT when the configuration allows no more goroutines. LOAM_NO_MEMORY: nothing is
/// collected here, so at the instance's memory limit loam_context_collect may make room.
LOAM_EXPORT loam_status loam_context_spawn(loam_context *context, const void *function, const uint64_t *arguments,
                                           loam_outcome *outcome);
/// The same from a thread of the host, before, between or during runs; the goroutine runs during the next run at the
/// latest. What pointers among the arguments lead to must be kept alive by handles until this returns.
/// LOAM_INVALID_ARGUMENT also for a function of another runtime. LOAM_WRONG_STATE: the calling thread has stopped the
/// world (loam_collect_start, loam_world_stop), or runs a step or native, which have loam_context_spawn.
LOAM_EXPORT loam_status loam_runtime_spawn(loam_runtime *runtime, const void *function, const uint64_t *arguments,
                                           loam_outcome *outcome);
/// loam_runtime_run with argument words for the main goroutine, and how it ended (may be NULL), where its results go.
/// `outcome` is ended when this returns: when the program ended before main did, with the result's status.
LOAM_EXPORT loam_result loam_runtime_call(loam_runtime *runtime, const void *function, const uint64_t *arguments,
                                          loam_outcome *outcome);

LOAM_END_DECLARATIONS

#endif
