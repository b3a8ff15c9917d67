// SPDX-License-Identifier: Apache-2.0
//
// print.h — text for standard error: the print builtin, panic values, traces.
#ifndef LOAM_INTERPRET_PRINT_H
#define LOAM_INTERPRET_PRINT_H

#include "interpret/interpret.h"

#pragma GCC visibility push(hidden)

enum { LOAM_FLOAT_TEXT = 32 };
/// Shortest digits that read back as `value` (as a float32 when `single`), in the manner of %g with precision 6.
void loam_format_float(double value, bool single, char out[LOAM_FLOAT_TEXT]);
/// A panic value as a crash report shows it, without calling Go.
void loam_print_panic_value(loam_runtime *runtime, loam_eface value);
/// What is printed next begins a line of its own, where a hook sees to that.
void loam_print_fresh_line(loam_runtime *runtime);
/// With a tab after each newline.
void loam_print_indented(loam_runtime *runtime, loam_string text);

/// Go's words for what the goroutine does.
const char *loam_goroutine_status_text(const loam_goroutine *goroutine, bool running);
/// For debuggers. `running`: the caller's own goroutine, saved.
void loam_goroutine_describe(const loam_runtime *runtime, const loam_goroutine *goroutine, bool running,
                             loam_goroutine_info *out);
/// The trace of one goroutine, behind an empty line; `running` as above.
void loam_trace_goroutine(loam_runtime *runtime, const loam_goroutine *goroutine, bool running);
/// The instruction that a frame stands at: of a panic in it, else its return from the call above.
const uint64_t *loam_trace_place(const loam_goroutine *goroutine, const loam_frame *frame);
/// All but `except`, the main one first. World stopped or nothing running.
void loam_trace_others(loam_runtime *runtime, const loam_goroutine *except);

#pragma GCC visibility pop
#endif
