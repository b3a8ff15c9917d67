// SPDX-License-Identifier: Apache-2.0
//
// loam_callback.h — C code that Go calls and that calls Go back.
//
// A native hands C code to loam_context_call_c, which runs it on the worker's thread as a call that may block
// (loam_context_enter_blocking). That code may call Go functions by loam_call_back, and these may call C again. As long
// as a goroutine has C frames open it is bound to their thread: it waits there, and nobody else runs there meanwhile,
// so that C code sees the thread it began on. A panic or Goexit that nobody below the C frames recovers leaves them as
// longjmp does: what they would have freed is not freed. So it is when C code faults (loam_fault.h).
#ifndef LOAM_CALLBACK_H
#define LOAM_CALLBACK_H

#include "loam_fault.h"
#include "loam_handle.h"
#include "loam_native.h"

LOAM_BEGIN_DECLARATIONS

/// Machine stack that must be left for C code, in bytes: a call of C with less panics.
enum { LOAM_CALL_STACK = 256 << 10 };

/// Calls function(argument), which may block, for a native: return what this returns, unless that is LOAM_NATIVE_DONE;
/// then the call has returned, and context->frame is to be read anew. Before it, nothing may have had an effect
/// (LOAM_NATIVE_RETRY). `function` touches no memory of the program but what does not move and is kept alive: objects
/// of the heap that an argument slot, context->roots or a handle leads to. On a machine stack
/// (loam_native_goroutine.h) it cannot call back.
LOAM_EXPORT LOAM_TO_RETURN loam_native_status loam_context_call_c(loam_context *context,
                                                                  void (*function)(void *argument), void *argument);

/// Calls a function value of Go and waits for its end. Threads: any but one that runs Go code itself. Below
/// loam_context_call_c of this runtime the calling goroutine runs it, on this thread; on another thread a new
/// goroutine does, while this one waits. `arguments` (NULL when there are none) and `results` (may be NULL) are words
/// as in loam_runtime_spawn. LOAM_INVALID_ARGUMENT: no function, or more words than LOAM_SPAWN_WORDS. LOAM_WRONG_STATE:
/// there is no run, or it ended meanwhile, when nothing may be known of `results`; another thread in the seeded mode,
/// where all that happens has one order. LOAM_NO_MEMORY. LOAM_PANICKED: only on
/// other threads: it did not return; the program, or its own goroutine in a session, has ended of that.
LOAM_EXPORT loam_status loam_call_back(loam_runtime *runtime, loam_handle function, const uint64_t *arguments,
                                       uint64_t *results);

/// The same of a function value that something else keeps alive, such as a handle.
LOAM_EXPORT loam_status loam_call_back_value(loam_runtime *runtime, void *function, const uint64_t *arguments,
                                             uint64_t *results);

/// Panics with a run-time error of this text (copied) where the innermost call of C was made, as if it had been left:
/// the C frames are gone. Threads: one that is below loam_context_call_c of this runtime and above no Go code of it
/// (loam_call_depth is not 0); on others it returns false.
LOAM_EXPORT bool loam_call_panic(loam_runtime *runtime, const char *text);

/// LOAMDEBUG=ffislow: whoever has a quick way to call C, or to be called, and another takes the other. Counts that.
LOAM_EXPORT bool loam_context_slow_calls(loam_context *context);

/// C calls that the goroutine running on the calling thread has open; 0 on other threads.
LOAM_EXPORT uint32_t loam_call_depth(const loam_runtime *runtime);

LOAM_END_DECLARATIONS

#endif
