// SPDX-License-Identifier: Apache-2.0
//
// natives.h — what every file of natives uses: words of the frame by number, and the tables.
//
// A native sees its arguments as words 0, 1, ... and its results behind them; the numbers at each function follow from
// its Go declaration, which stands above it as a comment. Booleans and narrow integers lie extended in their words.
#ifndef LOAM_NATIVES_INTERNAL_H
#define LOAM_NATIVES_INTERNAL_H

#include "loam_natives.h"
#include "loam_step.h"

#include <string.h>

#pragma GCC visibility push(hidden)

#define NATIVE(name) static loam_native_status name(loam_context *context)
/// One that holds nothing and keeps its hands off the runtime while it reads or writes where its arguments lead: left
/// when that is nowhere, by its section (loam_instruction_fault).
#define TOUCHING_NATIVE(name) static LEAVABLE loam_native_status name(loam_context *context)
#if defined(__ELF__)
#define LEAVABLE __attribute__((section("loam_leavable")))
#else
#define LEAVABLE
#endif
#define INTEGER(i) ((int64_t)loam_argument(context, i))
#define POINTER(i) ((void *)loam_argument(context, i))
#define STRING(i) loam_argument_string(context, i)
#define SLICE(i) loam_argument_slice(context, i)
#define RESULT(i, value) (loam_argument(context, i) = (loam_slot)(value))
#define RESULT_STRING(i, value) (loam_argument_string(context, i) = (value))

/// The natives of one package, sorted by name within the package ("Sleep", "(*File).x").
typedef struct loam_native_table {
  const char *package;
  const loam_native_entry *entries;
  size_t count;
} loam_native_table;

/// Defines the table of a package. `symbol` names it in natives.c.
#define NATIVE_TABLE(symbol, package, ...)                                                                             \
  static const loam_native_entry symbol##_entries[] = {__VA_ARGS__};                                                   \
  const loam_native_table loam_natives_##symbol = {package, symbol##_entries,                                          \
                                                   sizeof symbol##_entries / sizeof symbol##_entries[0]};

#pragma GCC visibility pop

#endif
