// SPDX-License-Identifier: Apache-2.0
//
// trace_rows.h — the rows of a trace file, one after the other: phase, track, time, name and what an event says.
//
// How.      A row is begun by loam_row_begin, gets its members by the functions behind it, and is ended by
//           loam_row_end; the short ones are written whole.
#ifndef LOAM_TRACE_ROWS_H
#define LOAM_TRACE_ROWS_H

#include "event/json.h"
#include "include/loam_event.h"

#pragma GCC visibility push(hidden)

typedef struct loam_trace_rows {
  loam_runtime *runtime;
  loam_json json;
  int64_t start; ///< Time 0 of the file.
  bool some;     ///< There is a row already.
} loam_trace_rows;

/// {"ph":"B","pid":1,"tid":3,"ts":1.250
void loam_row_begin(loam_trace_rows *rows, const char *phase, uint32_t track, int64_t time);
void loam_row_name(loam_trace_rows *rows, const char *text);
/// A space and a function's name, inside a string; nothing when it is not known.
void loam_row_function(loam_trace_rows *rows, uint64_t number);
/// ,"args":{...}: what the event says, and what `more` (or NULL) says.
void loam_row_arguments(loam_trace_rows *rows, const loam_event *event, const loam_event *more);
static inline void loam_row_text(loam_trace_rows *rows, const char *text) { loam_json_text(&rows->json, text); }
static inline void loam_row_number(loam_trace_rows *rows, uint64_t number) { loam_json_number(&rows->json, number); }
static inline void loam_row_end(loam_trace_rows *rows) { loam_row_text(rows, "}"); }

/// The end of the innermost slice of a track.
void loam_row_slice_end(loam_trace_rows *rows, uint32_t track, int64_t time);
/// `number` is added to the text unless it is negative.
void loam_row_track_name(loam_trace_rows *rows, uint32_t track, const char *text, int32_t number);
void loam_row_mark(loam_trace_rows *rows, uint32_t track, const loam_event *event);
void loam_row_counter(loam_trace_rows *rows, int64_t time, const char *text, uint64_t value);
/// One end of the arrow from who let a goroutine run to where it runs.
void loam_row_arrow(loam_trace_rows *rows, bool from, uint32_t track, int64_t time, uint64_t goroutine);

#pragma GCC visibility pop
#endif
