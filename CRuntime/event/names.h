// SPDX-License-Identifier: Apache-2.0
//
// names.h — what a trace must remember of goroutines that exist.
#ifndef LOAM_EVENT_NAMES_H
#define LOAM_EVENT_NAMES_H

#include "base/os.h"

#pragma GCC visibility push(hidden)

typedef struct loam_trace_goroutine {
  uint64_t number;   ///< 0: an empty cell.
  uint32_t function; ///< That it was made to call; 0: not known.
  bool arrow;        ///< An arrow to its next start has begun.
} loam_trace_goroutine;

/// A hash table with open addressing; zero-initialised.
typedef struct loam_trace_goroutines {
  loam_os *os;
  loam_trace_goroutine *cells;
  uint64_t capacity, count; ///< A power of two, at least a third of it empty.
} loam_trace_goroutines;

/// Its cell, new if need be; valid until the next call. NULL without memory.
loam_trace_goroutine *loam_trace_goroutines_at(loam_trace_goroutines *table, uint64_t number);
void loam_trace_goroutines_remove(loam_trace_goroutines *table, uint64_t number);
void loam_trace_goroutines_free(loam_trace_goroutines *table);

#pragma GCC visibility pop
#endif
