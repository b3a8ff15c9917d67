// SPDX-License-Identifier: Apache-2.0
//
// activation.h — calls of native goroutines' functions: C code on a machine stack within a goroutine.
//
// How.      Such a function is a step function of the runtime's own (native_goroutine.c) with one body behind it. Its
//           first step takes a machine stack and switches to it; the body's calls into the runtime that have to wait,
//           run others or run Go switch back, and the step answers what they ask for. Being called again, it switches
//           to the machine stack. The record of this, the activation, lies at the high end of the machine stack. A
//           goroutine has as many as it has such functions on its stack; only the innermost one's can run.
// Upholds.  machine.stack, native.suspended
#ifndef LOAM_ACTIVATION_H
#define LOAM_ACTIVATION_H

#include "base/machine.h"
#include "schedule/schedule.h"

#include "include/loam_native_goroutine.h"

#pragma GCC visibility push(hidden)

/// States of the step function, and what else the body may ask of it.
typedef enum loam_activation_state {
  LOAM_ACTIVATION_START = 0,
  LOAM_ACTIVATION_RESUME,  ///< Go on on the machine stack.
  LOAM_ACTIVATION_CALLED,  ///< The call has returned, or its panic stopped here: go on likewise.
  LOAM_ACTIVATION_ANSWER,  ///< The answer is in the worker: it was made when another goroutine's step ran.
  LOAM_ACTIVATION_REQUEST, ///< No state: do `request` on the worker's stack, then go on.
  LOAM_ACTIVATION_CALL,    ///< No state: make `call`.
  LOAM_ACTIVATION_FINISH,  ///< No state: the body has returned.
} loam_activation_state;

/// What a definition keeps. body_user of the function. Permanent.
typedef struct loam_native_function {
  loam_native body;
  void *user;
  uint64_t stack_size;
  uint32_t call_words;
  uint32_t record_slots; ///< Own slots of the frame: its arguments follow behind the record.
} loam_native_function;

enum { LOAM_HANDLE_CELLS = 30 };
typedef struct loam_handle_block {
  struct loam_handle_block *older;
  uint32_t used;
  void *cells[LOAM_HANDLE_CELLS];
} loam_handle_block;

typedef struct loam_activation loam_activation;
struct loam_activation {
  loam_machine machine; ///< Where the body goes on.
  loam_machine_stack *stack;
  loam_activation *outer; ///< Of the same goroutine.
  const loam_native_function *function;
  loam_context context;      ///< The body's.
  bool left;                 ///< Nothing runs on its machine stack. For the check.
  bool resumable;            ///< It waits, or is runnable, and goes on by a mere switch to its machine stack.
  bool begun;                ///< False: made by a spawn, and its function was not called yet.
  bool misused;              ///< It asked for what only steps can: it panics when it returns.
  bool caught;               ///< A panic of the call stopped here.
  loam_native_status status; ///< What the body returned.
  loam_eface pending;        ///< Root: the panic value that it left; or the text of a fatal error.
  const char *pending_fatal;
  /// Done on the worker's stack; what it answers is the step's answer, NEXT: go on on the machine stack.
  loam_step (*request)(loam_activation *activation, loam_worker *worker);
  void *request_argument;
  void *operand;                 ///< Root: the channel of an operation that has not begun.
  const struct loam_case *cases; ///< Roots: channels, and what is sent, of a select that has not begun.
  uint32_t case_count;
  struct {
    const void *function;
    const uint64_t *arguments;
    uint64_t *results;
    loam_eface panic; ///< Root.
  } call;
  loam_handle_block *handles; ///< Newest block.
  loam_handle_block *spare;   ///< One that a scope left, for the next.
  loam_handle_block first;
};

/// LOAM_OK on a machine stack. Asked first by what needs one: a step or native of another kind has a context too.
static inline loam_status loam_on_machine_stack(const loam_context *context) {
  if (LOAM_UNLIKELY(context == NULL)) return LOAM_INVALID_ARGUMENT;
  return LOAM_UNLIKELY(context->activation == NULL) ? LOAM_WRONG_STATE : LOAM_OK;
}
/// The same, and the instance lives.
static inline loam_status loam_activation_usable(const loam_context *context) {
  loam_status status = loam_on_machine_stack(context);
  return status == LOAM_OK ? loam_usable(context->runtime) : status;
}
/// Leaves the machine stack: the step answers `step`; comes back when the goroutine goes on on the machine stack.
void loam_activation_leave(loam_activation *activation, loam_step step);
/// Leaves to have `request` done with `argument`.
void loam_activation_request(loam_activation *activation,
                             loam_step (*request)(loam_activation *activation, loam_worker *worker), void *argument);
/// After parking was begun: waits until the goroutine was readied.
static inline void loam_activation_wait(loam_activation *activation) {
  loam_activation_leave(activation, loam_step_block(LOAM_ACTIVATION_RESUME));
}
/// A collection, on the worker's stack, which is large enough for whatever the host does.
void loam_activation_collect(loam_activation *activation, loam_collect_reason reason);
/// Keeps what loam_context_panic_* was given until the body returns.
loam_native_status loam_activation_panic(loam_activation *activation, loam_eface value, const char *fatal);
/// Lets whoever asked for attention have it.
static inline void loam_activation_poll(loam_activation *activation) {
  if (LOAM_UNLIKELY(atomic_load_explicit(&activation->context.worker->limit, memory_order_relaxed) == UINTPTR_MAX))
    loam_activation_leave(activation, loam_step_next(LOAM_ACTIVATION_RESUME));
}
/// The words of a goroutine's activations that are roots.
void loam_activations_shade(loam_marker *marker, const loam_goroutine *goroutine);
/// The goroutine is gone: gives its machine stacks back. Not on one of them.
void loam_activations_free(loam_runtime *runtime, loam_goroutine *goroutine);
/// Bytes of a goroutine's machine stacks, and in use; the latter is exact for one that does not run.
void loam_activations_measure(const loam_goroutine *goroutine, uint64_t *out_size, uint64_t *out_used);
loam_status loam_make_native_functions(loam_runtime *runtime);
void loam_handles_free(loam_activation *activation);

#pragma GCC visibility pop
#endif
