// SPDX-License-Identifier: Apache-2.0
//
// loam_trace.h — the event log as a trace file for ui.perfetto.dev and chrome://tracing (the "trace event format").
//
// Tracks.  One for each worker, with a slice for each stretch that a goroutine ran there ("G7 main.worker"), nested
//          slices for blocking calls of C and moves of the stack, and slices while the worker was idle; arrows lead
//          from whoever made a goroutine or let it run again to where it went on. Further tracks for other threads, the
//          phases of collections and the stops of the world; counters of goroutines and of live heap bytes.
//          Times are microseconds since the log began.
// Losses.  Where a ring was overwritten before it was read, the trace says "lost" and the worker's slices end.
#ifndef LOAM_TRACE_H
#define LOAM_TRACE_H

#include "loam_base.h"
#include "loam_event.h"

LOAM_BEGIN_DECLARATIONS

typedef struct loam_trace loam_trace;

/// 0 means the default of loam_events_configuration; for `groups`, those of LOAMDEBUG=events if that is set, whose log
/// the trace takes over.
typedef struct loam_trace_configuration {
  uint32_t groups;
  uint64_t ring_size;
  /// Takes the file's next bytes; false: it cannot, nothing more is written. The thread of open, step or close.
  bool (*write)(void *context, const char *bytes, size_t length);
  void *context;
} loam_trace_configuration;

/// Starts the log. NULL when it cannot: *out_status (not NULL) is LOAM_NO_MEMORY, LOAM_WRONG_STATE (the log is on),
/// LOAM_INVALID_ARGUMENT or LOAM_DEAD.
LOAM_EXPORT loam_trace *loam_trace_open(loam_runtime *runtime, const loam_trace_configuration *configuration,
                                        loam_status *out_status);
/// Writes what has happened so far; to be called often enough that no ring comes round. One thread at a time.
LOAM_EXPORT void loam_trace_step(loam_trace *trace);
/// What became of a trace.
typedef struct loam_trace_result {
  uint64_t events; ///< Taken into the trace.
  uint64_t lost;   ///< Overwritten before.
  bool complete;   ///< Every write succeeded.
} loam_trace_result;
/// Stops the log, writes the rest, discards log and trace. Before the runtime is destroyed.
LOAM_EXPORT loam_trace_result loam_trace_close(loam_trace *trace);

LOAM_END_DECLARATIONS

#endif
