// SPDX-License-Identifier: Apache-2.0
//
// loam_step.h — step functions: goroutines and callees of Go code, written in C, on the growable stacks.
//
// A step function is a C function that is called again and again with its frame and a state. Each call does one step
// and answers what comes next: call another function, let others run, wait, return. Between two steps the goroutine's
// stack may be moved, so that nothing of a step outlives it but the frame: no C local, no pointer into the frame.
//
// Frame.   A struct that overlays the function's frame (loam_bytecode.h), in this order:
//              outgoing words: arguments, then results, of the calls it makes (as large as the largest call)
//              locals
//              loam_step_record
//              own arguments, own results
//          Every argument and result starts at a multiple of 8 bytes. At entry everything but the own arguments is
//          zero.
// Maps.    One list of the offsets of pointer words holds for all states. A listed word is nil or a good pointer at
//          each return of the step and at each call that may move; it may point to the heap, to globals, or into this
//          goroutine's own stack (its own frame or one further out), and moves keep it true. Outgoing words need not be
//          listed when arguments are written right before the call and results are read first thing after it.
// Calls.   A step function is a loam_function: Go code calls it, and it calls Go functions, by the same word. The
//          callee finds its arguments in the outgoing words and leaves its results behind them.
// Panics.  A panic that passes through a step's frame runs what the step deferred and unwinds the frame: its function
//          is not called again.
// Threads. A goroutine may go on on another thread after each step.
#ifndef LOAM_STEP_H
#define LOAM_STEP_H

#include "loam_base.h"
#include "loam_bytecode.h"
#include "loam_native.h"

LOAM_BEGIN_DECLARATIONS

/// What comes after a step. Steps answer by the functions below, not by these.
typedef enum LOAM_CLOSED_ENUM loam_step_kind {
  LOAM_STEP_NEXT = 0, ///< Go on with `state`.
  LOAM_STEP_CALL,     ///< Call `callee`, then go on with `state`.
  LOAM_STEP_YIELD,    ///< Let others run, then go on with `state`.
  LOAM_STEP_BLOCK,    ///< Announced by loam_context_sleep or loam_semaphore_acquire: wait, then go on with `state`.
  LOAM_STEP_PARKED,   ///< Made by channel operations only: the goroutine waits already.
  LOAM_STEP_SWITCHED, ///< The runtime's: the worker runs another goroutine now, which goes on where it was saved.
  LOAM_STEP_DONE,     ///< The results are in the frame: return to the caller.
  LOAM_STEP_PANIC,    ///< Raise what loam_context_panic_*, or _fatal, was given.
  LOAM_STEP_GOEXIT,   ///< End the goroutine, running its deferred calls.
  LOAM_STEP_EXIT,     ///< loam_context_exit was called: the program ends.
} loam_step_kind;

/// What a step answers; made by the functions below.
typedef struct loam_step {
  uint32_t kind; ///< loam_step_kind.
  uint32_t state;
  const void *callee; ///< A loam_function, or a function value of Go. Of LOAM_STEP_PANIC: a loam_status, or NULL.
} loam_step;

/// One step. `frame` is also context->frame, and must be taken from there anew after anything that may move.
typedef loam_step (*loam_step_function)(loam_context *context, void *frame, uint32_t state);

/// The member that every frame struct has between its locals and its arguments.
typedef struct loam_step_record {
  uint32_t state;     ///< The runtime's.
  uint32_t selected;  ///< After a select: the case that ran, or LOAM_SELECT_NONE. Read it before the next call.
  uint64_t return_pc; ///< The runtime's.
} loam_step_record;

/// A step function as loam_step_define takes it. Sizes and offsets are bytes, multiples of 8. Everything is copied.
typedef struct loam_step_description {
  const char *name; ///< As traces show it: "example.fib".
  const char *file; ///< Source file and first line, for traces; may be NULL.
  uint32_t line;
  /// States are line numbers, as loam_step_macros.h makes them: what shows where a goroutine stands (traces,
  /// loam_goroutine_info, loam_where_frame, START events) gives the state's line, not the function's first. While a
  /// step runs it is the line of the state in which it began.
  bool states_are_lines;
  loam_step_function function;
  uint32_t frame_size;      ///< sizeof of the frame struct.
  uint32_t outgoing_size;   ///< Arguments and results of the largest call it makes; at the frame's low end.
  uint32_t record_offset;   ///< offsetof of the loam_step_record.
  uint32_t argument_size;   ///< Own arguments, behind the record; own results take the rest.
  const uint32_t *pointers; ///< Offsets of the words that hold pointers; NULL when there is none.
  uint32_t pointer_count;
  void *user; ///< For loam_step_user.
} loam_step_description;

/// Makes a step function. LOAM_INVALID_ARGUMENT when sizes and offsets do not make a frame (multiples of 8, record
/// between outgoing words and arguments, at most 65,000 words, pointers inside the frame and not in the record).
/// Threads: any.
LOAM_EXPORT loam_status loam_step_define(loam_runtime *runtime, const loam_step_description *description,
                                         loam_function **out_function);
/// `user` of the running step function's description; NULL on a machine stack (loam_native_user).
LOAM_EXPORT void *loam_step_user(loam_context *context);
/// The running step function itself, for recursion.
LOAM_EXPORT const loam_function *loam_step_self(loam_context *context);

/// Has `function` (a loam_function, or a function value of Go, without arguments and results) called when the running
/// step function ends, in whatever way: it returns, panics, or one that it called does. Of several the last one is
/// called first. A deferred function of Go may recover the panic: then this one returns, with the results in its frame
/// as they are. When the program ends, or is interrupted, nothing is called. LOAM_INVALID_ARGUMENT; LOAM_NO_MEMORY;
/// LOAM_WRONG_STATE outside of a step.
LOAM_EXPORT loam_status loam_step_defer(loam_context *context, const void *function);
/// In a step function that is called because it was deferred: the frame of the function that deferred it, whose locals,
/// arguments and results it may read and write. To be asked anew after whatever may move; NULL: it was called
/// otherwise.
LOAM_EXPORT void *loam_step_deferrer(loam_context *context);

/// Stores a pointer into a heap object (not needed for words of frames). `cell` lies in an object, `value` is nil or
/// leads to the heap or to globals, never to a stack.
LOAM_EXPORT void loam_context_store(loam_context *context, void **cell, void *value);
/// Copies `count` values of `type`, which may hold pointers, to memory that may be the heap; may overlap. `to` and
/// `from` may also be in the frame.
LOAM_EXPORT void loam_context_copy(loam_context *context, void *to, const void *from, const loam_type *type,
                                   uint64_t count);
/// A pointer that was or will be in memory that may be the heap, and is taken from there or put there by other means
/// than the two above (an atomic exchange). Before the next safepoint, for the pointer overwritten and for the stored.
LOAM_EXPORT void loam_context_shade(loam_context *context, const void *pointer);
/// The same for every pointer in `count` values of `type`, which are about to go elsewhere.
LOAM_EXPORT void loam_context_shade_values(loam_context *context, const void *values, const loam_type *type,
                                           uint64_t count);

static inline LOAM_TO_RETURN loam_step loam_step_make(loam_step_kind kind, uint32_t state, const void *callee) {
  loam_step step;
  step.kind = (uint32_t)kind;
  step.state = state;
  step.callee = callee;
  return step;
}
static inline LOAM_TO_RETURN loam_step loam_step_next(uint32_t state) {
  return loam_step_make(LOAM_STEP_NEXT, state, NULL);
}
static inline LOAM_TO_RETURN loam_step loam_step_call(const void *callee, uint32_t state) {
  return loam_step_make(LOAM_STEP_CALL, state, callee);
}
static inline LOAM_TO_RETURN loam_step loam_step_yield(uint32_t state) {
  return loam_step_make(LOAM_STEP_YIELD, state, NULL);
}
static inline LOAM_TO_RETURN loam_step loam_step_block(uint32_t state) {
  return loam_step_make(LOAM_STEP_BLOCK, state, NULL);
}
static inline LOAM_TO_RETURN loam_step loam_step_done(void) { return loam_step_make(LOAM_STEP_DONE, 0, NULL); }
static inline LOAM_TO_RETURN loam_step loam_step_goexit(void) { return loam_step_make(LOAM_STEP_GOEXIT, 0, NULL); }
/// Of what loam_context_panic_string and its like answer, or loam_context_exit.
static inline LOAM_TO_RETURN loam_step loam_step_end(loam_native_status status) {
  return loam_step_make(status == LOAM_NATIVE_EXIT ? LOAM_STEP_EXIT : LOAM_STEP_PANIC, 0, NULL);
}
/// `step` with another state: for one that ends, the line where it does.
static inline LOAM_TO_RETURN loam_step loam_step_at(uint32_t state, loam_step step) {
  step.state = state;
  return step;
}
/// Whether an operation of loam_channel.h failed: LOAM_OK when it did not, and the answer must be returned, since the
/// goroutine may wait already. Else nothing was changed: the answer raises the panic when it is returned, or is dropped
/// and the step answers something else.
static inline loam_status loam_step_status(loam_step step) {
  return step.kind == LOAM_STEP_PANIC ? (loam_status)(uintptr_t)step.callee : LOAM_OK;
}
/// Waits `nanoseconds`, then goes on with `state`.
static inline LOAM_TO_RETURN loam_step loam_step_sleep(loam_context *context, uint32_t state, int64_t nanoseconds) {
  loam_native_status status = loam_context_sleep(context, nanoseconds);
  if (status == LOAM_NATIVE_BLOCK) return loam_step_block(state);
  return status == LOAM_NATIVE_YIELD ? loam_step_yield(state) : loam_step_end(status);
}

LOAM_END_DECLARATIONS

#endif
