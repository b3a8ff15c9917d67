// SPDX-License-Identifier: Apache-2.0
//
// loam_native_goroutine.h — ordinary C functions as goroutines, on machine stacks of their own.
//
// For C code that cannot be cut into steps (loam_step.h). The function is defined once and is then a loam_function like
// any other: loam_context_spawn, loam_runtime_spawn and loam_runtime_call start goroutines with it, Go code starts it
// by `go` or calls it. When it is called it gets a machine stack of a fixed size, backed by memory as it is touched,
// with a guard below that faults; while it waits, the thread runs other goroutines.
//
// Body.     The same signature as natives' (loam_native.h): arguments and results are words of context->frame, which
//           moves; read them by loam_argument(context, i) each time, and write a result in a statement without other
//           calls. Whatever loam_native.h offers works here as well; what says "park and return LOAM_NATIVE_BLOCK"
//           there (loam_context_sleep, loam_semaphore_acquire, loam_notify_wait) has waited when it comes back. The
//           body returns LOAM_NATIVE_DONE, or what loam_context_panic_*, loam_context_exit or loam_context_goexit
//           answered.
// Any depth. Everything here may be called from C functions that the body calls, with the body's context. The
//           operations of loam_channel.h are answers of steps; natives have those below.
// Roots.    Arguments and results that the description lists, the body's handles, and context->roots are traced. A heap
//           pointer that only C variables hold does not keep its object: objects do not move, but one that nothing
//           else reaches is gone after the next call here that may collect. All of them may, but for handles and
//           lengths.
// Threads.  After every call here that may wait or let others run, the body may be on another thread: errno and
//           thread-local variables are not kept, a lock that belongs to a thread (pthread_mutex_t) may not be held, and
//           the address of a thread-local variable must be taken anew. Locale, signal mask and the like are the
//           thread's; the control words of floating point are the body's own.
// Time.     A body that computes for long is not preempted and keeps the world from stopping: it calls
//           loam_native_yield now and then, or computes between loam_context_enter_blocking and _leave_blocking.
// The end.  A runtime that is destroyed, or whose program is interrupted (loam_runtime_interrupt), unmaps the stacks of
//           bodies that wait: their C frames are not unwound, what they hold outside the runtime stays held.
#ifndef LOAM_NATIVE_GOROUTINE_H
#define LOAM_NATIVE_GOROUTINE_H

#include "loam_base.h"
#include "loam_channel.h"
#include "loam_goroutine.h"
#include "loam_native.h"

LOAM_BEGIN_DECLARATIONS

/// A function that runs on a machine stack. Everything is copied.
typedef struct loam_native_description {
  const char *name; ///< As traces show it: "example.reader".
  const char *file; ///< Source file and line, for traces; may be NULL.
  uint32_t line;
  loam_native body;
  uint64_t stack_size; ///< Bytes of its machine stack, rounded up to a power of two from 16 KiB to 1 GiB; 0: 64 KiB.
  uint32_t argument_words; ///< Own arguments, then own results, words of 8 bytes; zero at entry but for the arguments.
  uint32_t result_words;
  const uint32_t *pointers; ///< Numbers of the words among them that hold pointers.
  uint32_t pointer_count;
  uint32_t call_words; ///< Arguments and results of the largest call it makes, together; at most 1,000.
  void *user;          ///< For loam_native_user.
} loam_native_description;

/// Makes such a function. LOAM_INVALID_ARGUMENT: no name or body, a size or word out of range. Threads: any.
LOAM_EXPORT loam_status loam_native_define(loam_runtime *runtime, const loam_native_description *description,
                                           loam_function **out_function);
/// `user` of the running function's description; NULL outside of such a function.
LOAM_EXPORT void *loam_native_user(loam_context *context);

/// loam_context_spawn with a stack of another size, mapped before this returns: LOAM_NO_MEMORY when it cannot be.
/// LOAM_INVALID_ARGUMENT for a function that is none of these.
LOAM_EXPORT loam_status loam_native_spawn(loam_context *context, const loam_function *function,
                                          const uint64_t *arguments, uint64_t stack_size, loam_outcome *outcome);
/// loam_runtime_spawn in the same way.
LOAM_EXPORT loam_status loam_runtime_spawn_native(loam_runtime *runtime, const loam_function *function,
                                                  const uint64_t *arguments, uint64_t stack_size,
                                                  loam_outcome *outcome);

// ---- on a machine stack only: LOAM_WRONG_STATE with the context of a step or another native, LOAM_DEAD ----

/// Lets others run. Does nothing with the context of a step or another native.
LOAM_EXPORT void loam_native_yield(loam_context *context);
/// Calls `function` (a loam_function, or a function value of Go) with its argument words and copies its result words
/// (NULL: dropped). It runs on the goroutine's growable stack like any Go code: it may wait, grow, be preempted.
/// LOAM_PANICKED: it panicked and nobody recovered; *out_panic (may be NULL) is the value, whose type is NULL when it
/// called runtime.Goexit instead: then the body should return. Results and value are roots no longer once this has
/// returned. LOAM_INVALID_ARGUMENT: nil, or more words than the description's call_words. LOAM_NO_MEMORY.
LOAM_EXPORT loam_status loam_native_call(loam_context *context, const void *function, const uint64_t *arguments,
                                         uint64_t *results, loam_eface *out_panic);

/// Channels, Go's own. Values are in memory form, element->size bytes, in memory that is not a goroutine's frame.
/// Send: LOAM_PANICKED when the channel is closed. A nil channel waits for ever. All but close: LOAM_NO_MEMORY, nothing
/// was changed.
LOAM_EXPORT loam_status loam_native_send(loam_context *context, void *channel, const void *value);
/// Receives into *value (NULL: dropped); *out_ok (may be NULL) = false when the channel is closed and empty.
LOAM_EXPORT loam_status loam_native_receive(loam_context *context, void *channel, void *value, bool *out_ok);
/// LOAM_PANICKED when it is nil, or closed already.
LOAM_EXPORT loam_status loam_native_close(loam_context *context, void *channel);
/// Waits until one of the cases can run, and runs it; of several a random one. *out_selected is its index, or
/// LOAM_SELECT_NONE when `timeout` nanoseconds went by first (0: when none is ready at once; LOAM_FOREVER: no limit).
/// LOAM_PANICKED: it is a send, and its channel is closed.
LOAM_EXPORT loam_status loam_native_select(loam_context *context, const loam_select_case *cases, uint32_t count,
                                           int64_t timeout, uint32_t *out_selected);

// ---- handles ----

/// A cell that keeps what it points to alive until the body returns, or its scope is closed; it may be read and
/// assigned like a variable (heap pointers and nil only). NULL without memory, and where it is not allowed.
LOAM_EXPORT void **loam_native_handle(loam_context *context, void *pointer);
/// Where a scope of handles began. The runtime's fields.
typedef struct loam_handle_scope {
  void *block;
  uint32_t used;
} loam_handle_scope;
/// Begins a scope: the handles that the body makes from here on end when it is closed. Scopes nest.
LOAM_EXPORT loam_handle_scope loam_handle_scope_open(loam_context *context);
/// Ends a scope, with those opened within it and all their handles; their cells may not be used any more.
LOAM_EXPORT void loam_handle_scope_close(loam_context *context, loam_handle_scope scope);

LOAM_END_DECLARATIONS

#endif
