// SPDX-License-Identifier: Apache-2.0
//
// loam_step_macros.h — step functions that read like C.
//
//     typedef struct fib_frame {
//       struct { int64_t n, result; } call;  // outgoing words: argument and result of the calls it makes
//       int64_t first;                       // a local
//       loam_step_record record;
//       int64_t n;                           // own argument
//       int64_t result;                      // own result
//     } fib_frame;
//
//     LOAM_STEP(fib, fib_frame) {
//       LOAM_BEGIN;
//       if (f->n < 2) {
//         f->result = f->n;
//         LOAM_RETURN;
//       }
//       f->call.n = f->n - 1;
//       LOAM_CALL(loam_step_self(context));
//       f->first = f->call.result;
//       f->call.n = f->n - 2;
//       LOAM_CALL(loam_step_self(context));
//       f->result = f->first + f->call.result;
//       LOAM_END;
//     }
//
// How.     LOAM_BEGIN opens a switch over the state, LOAM_END closes it, and each LOAM_ statement that waits returns to
//          the runtime and has a case label behind it, where the function goes on. So they may stand in loops and ifs,
//          one on a line, but not in a switch of the function's own: there the state is not found, and the program ends
//          with a fatal error.
// Locals.  Variables of C do not live across such a statement: what must live stands in the frame. Compilers refuse the
//          rest: LOAM_BEGIN turns the warnings about jumps past an initialisation and about variables that are used
//          uninitialised into errors, since the switch jumps past them (make check-locals). A local stands in a block
//          of its own that has no such statement in it. LOAM_BEGIN comes first: what stands before it is done at each
//          step.
// Frame.   `f` is the frame, `context` the context; f is read anew after each statement and by LOAM_ALLOCATE.
#ifndef LOAM_STEP_MACROS_H
#define LOAM_STEP_MACROS_H

#include "loam_channel.h"
#include "loam_goroutine.h"
#include "loam_step.h"

/// Declares the step function `name` over frames of type `frame_type`; the body follows.
#define LOAM_STEP(name, frame_type)                                                                                    \
  static loam_step name##_body(loam_context *context, frame_type *f, uint32_t state);                                  \
  static loam_step name(loam_context *context, void *loam_frame_, uint32_t state) {                                    \
    return name##_body(context, (frame_type *)loam_frame_, state);                                                     \
  }                                                                                                                    \
  static loam_step name##_body(loam_context *context, frame_type *f, uint32_t state)

// clang asks at the beginning of a function which of these warnings are on, so that they are errors from here on for
// the whole file that includes this header; gcc asks at the place.
#if defined(__clang__)
#pragma clang diagnostic error "-Wuninitialized"
#pragma clang diagnostic error "-Wsometimes-uninitialized"
#define LOAM_LOCALS_DIE
#define LOAM_LOCALS_LIVE
#elif defined(__GNUC__) && defined(__cplusplus) // whose jumps never pass an initialisation
#define LOAM_LOCALS_DIE                                                                                                \
  _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic error \"-Wuninitialized\"")                                   \
      _Pragma("GCC diagnostic error \"-Wmaybe-uninitialized\"")
#define LOAM_LOCALS_LIVE _Pragma("GCC diagnostic pop")
#elif defined(__GNUC__)
#define LOAM_LOCALS_DIE                                                                                                \
  _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic error \"-Wjump-misses-init\"")                                \
      _Pragma("GCC diagnostic error \"-Wuninitialized\"") _Pragma("GCC diagnostic error \"-Wmaybe-uninitialized\"")
#define LOAM_LOCALS_LIVE _Pragma("GCC diagnostic pop")
#else
#define LOAM_LOCALS_DIE
#define LOAM_LOCALS_LIVE
#endif

// `pointer` as a pointer of the kind that `lvalue` is: C converts by itself.
#ifdef __cplusplus
#define LOAM_AS(lvalue, pointer) ((__typeof__(lvalue))(pointer))
#else
#define LOAM_AS(lvalue, pointer) (pointer)
#endif

#define LOAM_BEGIN                                                                                                     \
  LOAM_LOCALS_DIE(void) context, (void)f;                                                                              \
  switch (state) {                                                                                                     \
  default:                                                                                                             \
    return loam_step_end(loam_context_fatal(context, "a step function goes on in a state that it does not have"));     \
  case 0:

#define LOAM_END                                                                                                       \
  }                                                                                                                    \
  LOAM_LOCALS_LIVE                                                                                                     \
  return loam_step_done()

/// Returns `step`, and goes on behind it.
#define LOAM_AWAIT(step)                                                                                               \
  do {                                                                                                                 \
    return (step);                                                                                                     \
  case __LINE__:;                                                                                                      \
  } while (0)

/// Does `operation`, of loam_channel.h with __LINE__ as the state to go on with; `status`, a member of f, tells how it
/// went, and the function goes on behind it also when it failed.
#define LOAM_TRY(status, operation)                                                                                    \
  do {                                                                                                                 \
    {                                                                                                                  \
      (status) = LOAM_OK; /* before: the goroutine may run elsewhere afterwards */                                     \
      loam_step loam_step_ = (operation);                                                                              \
      if (loam_step_status(loam_step_) == LOAM_OK) return loam_step_;                                                  \
      (status) = loam_step_status(loam_step_);                                                                         \
    }                                                                                                                  \
    __attribute__((fallthrough));                                                                                      \
  case __LINE__:;                                                                                                      \
  } while (0)

/// Calls a loam_function or a function value of Go: arguments are in f's outgoing words, results are read there behind.
#define LOAM_CALL(function) LOAM_AWAIT(loam_step_call((function), __LINE__))
/// Lets other goroutines run.
#define LOAM_YIELD LOAM_AWAIT(loam_step_yield(__LINE__))
/// Gives the runtime occasion to stop here: for loops that wait for nothing.
#define LOAM_POLL LOAM_AWAIT(loam_step_next(__LINE__))
#define LOAM_SLEEP(nanoseconds) LOAM_AWAIT(loam_step_sleep(context, __LINE__, (nanoseconds)))
/// Sends *value.
#define LOAM_SEND(channel, value) LOAM_AWAIT(loam_channel_send(context, __LINE__, (channel), (value)))
/// Receives into *value, a member of f (or NULL); *ok likewise.
#define LOAM_RECEIVE(channel, value, ok) LOAM_AWAIT(loam_channel_receive(context, __LINE__, (channel), (value), (ok)))
#define LOAM_CLOSE(channel) LOAM_AWAIT(loam_channel_close(context, __LINE__, (channel)))
/// Waits for one of the cases, written LOAM_CASE_SEND(...), LOAM_CASE_RECEIVE(...); then f->record.selected tells
/// which.
#define LOAM_SELECT(timeout, ...)                                                                                      \
  do {                                                                                                                 \
    {                                                                                                                  \
      const loam_select_case loam_cases_[] = {__VA_ARGS__};                                                            \
      return loam_channel_select(context, __LINE__, loam_cases_, sizeof loam_cases_ / sizeof loam_cases_[0],           \
                                 (timeout));                                                                           \
    }                                                                                                                  \
  case __LINE__:;                                                                                                      \
  } while (0)
#define LOAM_CASE_SEND(channel, value) loam_select_case_make((channel), (value), NULL, NULL)
#define LOAM_CASE_RECEIVE(channel, value, ok) loam_select_case_make((channel), NULL, (value), (ok))

/// f->*target = zeroed heap memory for `count` values of `type`; NULL without memory. `target` is an lvalue over f.
#define LOAM_ALLOCATE(target, type, count)                                                                             \
  do {                                                                                                                 \
    void *loam_memory_ = loam_context_allocate(context, (type), (count));                                              \
    f = LOAM_AS(f, (void *)context->frame);                                                                            \
    (target) = LOAM_AS(target, loam_memory_);                                                                          \
  } while (0)
/// The same for a channel; NULL without memory.
#define LOAM_MAKE_CHANNEL(target, element, capacity)                                                                   \
  do {                                                                                                                 \
    void *loam_channel_ = NULL;                                                                                        \
    (void)loam_channel_create(context, (element), (capacity), &loam_channel_);                                         \
    f = LOAM_AS(f, (void *)context->frame);                                                                            \
    (target) = LOAM_AS(target, loam_channel_);                                                                         \
  } while (0)

#define LOAM_RETURN return loam_step_done()
/// Raises a panic whose value is a string.
#define LOAM_PANIC(text) return loam_step_at(__LINE__, loam_step_end(loam_context_panic_string(context, (text))))
#define LOAM_GOEXIT return loam_step_at(__LINE__, loam_step_goexit())

/// Bytes that members `first` to `last` of a frame take: for the outgoing words and the arguments of a description.
#define LOAM_BYTES(frame_type, first, last)                                                                            \
  (uint32_t)(((offsetof(frame_type, last) + sizeof(((frame_type *)0)->last) + 7) & ~7ull) - offsetof(frame_type, first))
/// The pointer words of a description, an array of offsets.
#define LOAM_POINTERS(offsets) .pointers = (offsets), .pointer_count = sizeof(offsets) / sizeof(offsets)[0]

/// The part of a description that follows from the frame type: members `record` and the first argument (or the type's
/// end) say where what lies. `outgoing` and `arguments` are bytes.
#define LOAM_DESCRIBE(name_, frame_type, outgoing, arguments)                                                          \
  .name = #name_, .file = __FILE__, .line = __LINE__, .states_are_lines = true, .function = name_,                     \
  .frame_size = sizeof(frame_type), .outgoing_size = (outgoing), .record_offset = offsetof(frame_type, record),        \
  .argument_size = (arguments)

#endif
