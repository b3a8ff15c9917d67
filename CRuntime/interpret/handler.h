// SPDX-License-Identifier: Apache-2.0
//
// handler.h — the words that handler bodies are written in, and their two expansions.
//
// How.      A body is HANDLER(NAME) { ... } and ends with NEXT, GOTO, DISPATCH, SLOW or CALLOUT. With preserve_none and
//           musttail each body is a function whose arguments stay in registers from instruction to instruction; on
//           other compilers the same bodies are labels of one function with computed gotos.
// Why not.  A switch: one shared indirect jump. Computed goto on clang: it merges the jumps in some configurations,
//           which made a loop five times slower.
// Upholds.  interpret.registers: the argument list (pc, fp, worker, table, word) is an ABI, native code is to keep the
//           same values in the same registers. The table is an argument, so that a second table (counting, tracing)
//           costs nothing when off. Fast bodies call nothing: what is rare leaves by SLOW, a tail call, so that nothing
//           is spilled.
#ifndef LOAM_INTERPRET_HANDLER_H
#define LOAM_INTERPRET_HANDLER_H

#include "interpret/interpret.h"
#include "schedule/schedule.h"

typedef uint64_t loam_word;
typedef double loam_double_slot __attribute__((may_alias));
typedef float loam_float_slot __attribute__((may_alias));
typedef uint64_t loam_pair __attribute__((vector_size(16), aligned(8), may_alias));

#define FIELD_A ((uint16_t)(word >> 16))
#define FIELD_B ((uint16_t)(word >> 32))
#define FIELD_C ((uint16_t)(word >> 48))
#define SIGNED_B ((int64_t)(int16_t)(word >> 32))
#define SIGNED_C ((int64_t)word >> 48)
#define SIGNED_BC ((int64_t)(int32_t)(word >> 32))

#define RA fp[FIELD_A]
#define RB fp[FIELD_B]
#define RC fp[FIELD_C]
#define IA ((int64_t)fp[FIELD_A])
#define IB ((int64_t)fp[FIELD_B])
#define IC ((int64_t)fp[FIELD_C])
#define DA (*(loam_double_slot *)&fp[FIELD_A])
#define DB (*(loam_double_slot *)&fp[FIELD_B])
#define DC (*(loam_double_slot *)&fp[FIELD_C])
#define SB (*(loam_float_slot *)&fp[FIELD_B])
#define SC (*(loam_float_slot *)&fp[FIELD_C])

// One poll serves growth and preemption: a poisoned limit is above every frame.
#define POLLED() LOAM_UNLIKELY((uintptr_t)fp < atomic_load_explicit(&worker->limit, memory_order_relaxed))

#if LOAM_TAIL_CALLS

struct loam_table;
#define LOAM_STATE                                                                                                     \
  const uint64_t *pc, loam_slot *fp, loam_worker *worker, const struct loam_table *table, loam_word word
#define LOAM_PRESERVE_NONE __attribute__((preserve_none))
#define LOAM_MUSTTAIL __attribute__((musttail))
typedef LOAM_PRESERVE_NONE void (*loam_handler)(LOAM_STATE);
struct loam_table {
  loam_handler handlers[LOAM_HANDLER_COUNT];
};

// Each begins a line of the cache: most fit into one.
#if defined(__ELF__)
#define LOAM_HANDLER_SECTION __attribute__((section("loam_handlers"))) // which faults are known by (fault.c)
#else
#define LOAM_HANDLER_SECTION
#endif
#define HANDLER(name)                                                                                                  \
  static __attribute__((aligned(64))) LOAM_HANDLER_SECTION LOAM_PRESERVE_NONE void handle_##name(LOAM_STATE)
#define DISPATCH()                                                                                                     \
  do {                                                                                                                 \
    word = *pc;                                                                                                        \
    LOAM_MUSTTAIL return table->handlers[(uint16_t)word](pc, fp, worker, table, word);                                 \
  } while (0)
#define SLOW(operation) LOAM_MUSTTAIL return slow_##operation(pc, fp, worker, table, word)
#define POLLED_HANDLER(name, body)                                                                                     \
  static __attribute__((noinline)) LOAM_PRESERVE_NONE void polled_##name(LOAM_STATE) {                                 \
    loam_next next_ = loam_op_poll(worker, pc, fp);                                                                    \
    fp = next_.fp;                                                                                                     \
    if (next_.pc != NULL) {                                                                                            \
      pc = next_.pc;                                                                                                   \
      DISPATCH();                                                                                                      \
    }                                                                                                                  \
    word = *pc;                                                                                                        \
    body                                                                                                               \
  }                                                                                                                    \
  HANDLER(name) {                                                                                                      \
    if (POLLED()) LOAM_MUSTTAIL return polled_##name(pc, fp, worker, table, word);                                     \
    body                                                                                                               \
  }

#else

#define HANDLER(name) handle_##name:
#define DISPATCH()                                                                                                     \
  do {                                                                                                                 \
    word = *pc;                                                                                                        \
    goto *table[(uint16_t)word];                                                                                       \
  } while (0)
#define SLOW(operation) CALLOUT(operation)
#define POLLED_HANDLER(name, body)                                                                                     \
  HANDLER(name) {                                                                                                      \
    if (POLLED()) {                                                                                                    \
      loam_next next_ = loam_op_poll(worker, pc, fp);                                                                  \
      fp = next_.fp;                                                                                                   \
      if (next_.pc != NULL) {                                                                                          \
        pc = next_.pc;                                                                                                 \
        DISPATCH();                                                                                                    \
      }                                                                                                                \
    }                                                                                                                  \
    body                                                                                                               \
  }

#endif

#define NEXT(words)                                                                                                    \
  do {                                                                                                                 \
    pc += (words);                                                                                                     \
    DISPATCH();                                                                                                        \
  } while (0)
#define GOTO(offset) NEXT(offset)
/// Another goroutine, taken from the run queue, goes on.
#define RUN(goroutine)                                                                                                 \
  do {                                                                                                                 \
    loam_goroutine_runs(worker, goroutine);                                                                            \
    if (LOAM_UNLIKELY((goroutine)->callee != NULL)) SLOW(make_call);                                                   \
    pc = (goroutine)->pc;                                                                                              \
    fp = (goroutine)->fp;                                                                                              \
    DISPATCH();                                                                                                        \
  } while (0)
#define CALLOUT(operation)                                                                                             \
  do {                                                                                                                 \
    loam_next next_ = loam_op_##operation(worker, pc, fp);                                                             \
    pc = next_.pc;                                                                                                     \
    fp = next_.fp;                                                                                                     \
    DISPATCH();                                                                                                        \
  } while (0)

#endif
