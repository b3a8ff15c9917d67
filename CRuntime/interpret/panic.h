// SPDX-License-Identifier: Apache-2.0
//
// panic.h — raising panics, and how a goroutine or the program ends by one.
#ifndef LOAM_INTERPRET_PANIC_H
#define LOAM_INTERPRET_PANIC_H

#include "interpret/interpret.h"

#pragma GCC visibility push(hidden)

/// What kind of run-time error; chooses the Go type of the panic value.
typedef enum loam_error_kind {
  LOAM_ERROR_RUNTIME = 0, ///< "runtime error: " + text.
  LOAM_ERROR_PLAIN,       ///< A runtime.Error whose text has no prefix.
  LOAM_ERROR_STRING,      ///< A plain string as panic value.
  LOAM_ERROR_ASSERTION,   ///< *runtime.TypeAssertionError.
} loam_error_kind;

/// The value that a panic with this text has; type NULL without memory. Never collects.
loam_eface loam_error_value(loam_worker *worker, loam_error_kind kind, const char *text, uint64_t length);
/// The value that a panic for want of memory has; allocates nothing.
loam_eface loam_error_no_memory(loam_runtime *runtime);
/// Panics at pc with a value of the kind's type. `format` as printf's.
__attribute__((format(printf, 5, 6))) loam_next loam_panic_format(loam_worker *worker, const uint64_t *pc,
                                                                  loam_slot *fp, loam_error_kind kind,
                                                                  const char *format, ...);
loam_next loam_panic_value(loam_worker *worker, const uint64_t *pc, loam_slot *fp, loam_eface value);
/// nil dereference at `address`.
loam_next loam_panic_nil(loam_worker *worker, const uint64_t *pc, loam_slot *fp);
/// A failed type assertion; `interface` is the static type, `concrete` NULL for nil, `missing` a method's name or
/// empty.
loam_next loam_panic_assertion(loam_worker *worker, const uint64_t *pc, loam_slot *fp, const loam_type *interface,
                               const loam_type *concrete, const loam_type *asserted, loam_string missing);
/// Makes room for one more deferred call; false without memory.
bool loam_defers_reserve(loam_runtime *runtime, loam_goroutine *goroutine);
/// Nobody recovers the newest panic, whose frame is at fp: the report, then the program's end.
loam_next loam_panic_unrecovered(loam_worker *worker, loam_slot *fp);
/// The printer function came back: fp is its frame.
loam_next loam_panic_text_ready(loam_worker *worker, loam_slot *fp);
loam_status loam_make_internal_functions(loam_runtime *runtime);
/// Starts runtime.Goexit: the goroutine's deferred calls run, then it ends.
loam_next loam_goexit(loam_worker *worker, const uint64_t *pc, loam_slot *fp);
/// The stack of the goroutine, saved, cannot grow: its deferred calls run, each on top of the frame that deferred it,
/// and it ends with `status`. One that overflows again is given up, and the next one runs.
loam_next loam_end_overflown(loam_worker *worker, const uint64_t *pc, loam_slot *fp, loam_status status);
/// The same for one that was interrupted, with LOAM_PANICKED and without a report.
loam_next loam_end_interrupted(loam_worker *worker, const uint64_t *pc, loam_slot *fp);
/// That status while this goes on; else LOAM_OK.
static inline loam_status loam_goroutine_ends(const loam_goroutine *goroutine) {
  return goroutine->panics == NULL ? LOAM_OK : goroutine->panics->ends;
}
/// The program ends: "fatal error: " + text, the traces that GOTRACEBACK asks for, exit code 2.
loam_next loam_fatal(loam_worker *worker, const uint64_t *pc, loam_slot *fp, const char *text);

/// The deferred call of `record` by the panic or RUN_DEFERS of the frame at fp; it returns to that frame's pad.
loam_next loam_call_deferred(loam_worker *worker, const loam_function *function, loam_slot *fp, loam_defer *record);
const uint64_t *loam_function_pad(const loam_function *function);

#pragma GCC visibility pop
#endif
