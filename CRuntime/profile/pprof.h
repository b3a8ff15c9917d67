// SPDX-License-Identifier: Apache-2.0
//
// pprof.h — writes a profile as profile.proto has it, for `go tool pprof` and what else reads that.
//
// How.      Protocol buffers by hand: a field is its number and wire type as a varint, then a varint or a length and
//           bytes. The fields of a message may come in any order and repeated ones piecemeal, so samples are written as
//           they come, and functions, locations and strings when they are first met. What is met once more is found by
//           hash. One location stands for each place in the code and line, its address being that of the instruction.
// Why not.  Compression: readers take either, and this library has none.
// Fails.    Without memory, and when `write` refuses, nothing more is written; loam_pprof_end says which it was.
#ifndef LOAM_PPROF_H
#define LOAM_PPROF_H

#include "base/os.h"
#include "include/loam_profile.h"

#pragma GCC visibility push(hidden)

/// Of a value: "alloc_space" in "bytes".
typedef struct loam_pprof_kind {
  const char *type, *unit;
} loam_pprof_kind;

typedef struct loam_pprof_header {
  const char *first; ///< Type that is shown first.
  loam_pprof_kind period_kind;
  int64_t period; ///< In that kind's unit: what lies between two samples.
  int64_t time;   ///< Nanoseconds since 1970.
} loam_pprof_header;

enum { LOAM_PPROF_BUFFER = 32 << 10 };

/// What was written already, by content: its number is the cell's, from 1 on.
typedef struct loam_pprof_table {
  struct loam_pprof_cell *cells;
  uint64_t capacity, count;
} loam_pprof_table;

typedef struct loam_pprof {
  loam_os *os;
  loam_profile_write write;
  void *context;
  loam_status status;
  loam_pprof_table strings, functions, locations;
  uint32_t kinds;
  uint64_t used;
  uint8_t *buffer;
} loam_pprof;

/// Begins a file with `count` kinds of values. Texts must live until loam_pprof_end.
void loam_pprof_begin(loam_pprof *pprof, loam_os *os, loam_profile_write write, void *context,
                      const loam_pprof_kind *kinds, uint32_t count, const loam_pprof_header *header);
/// A sample with one value for each kind. `label` NULL: none.
void loam_pprof_sample(loam_pprof *pprof, const loam_profile_frame *frames, uint32_t count, const int64_t *values,
                       const char *label, int64_t label_value);
/// Writes the rest and gives memory back. LOAM_NO_MEMORY, LOAM_EXITED.
loam_status loam_pprof_end(loam_pprof *pprof);

#pragma GCC visibility pop
#endif
