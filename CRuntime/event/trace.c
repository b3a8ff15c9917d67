// SPDX-License-Identifier: Apache-2.0
//
// trace.c — events become slices, arrows, marks and counters of a trace file.
//
// How.      A reader's events, in order of time, are taken one by one; of each worker it is known which slices are
//           open, so that what a loss leaves open is closed and every end has a beginning. A move of a stack is told by
//           three kinds of events: the first is kept until MOVED, which knows how long it took.
// Fails.    After a write that failed events are still read, and nothing is written.
#include "event/event.h"
#include "event/names.h"
#include "event/trace_rows.h"
#include "include/loam_trace.h"
#include "runtime.h"
#include "schedule/schedule.h"

#include <stdlib.h>
#include <string.h>

enum {
  READ_AT_ONCE = 256,
  STEP_EVENTS = 1 << 20,
  TRACKS = LOAM_WORKERS_MOST + 1,
  OTHERS = 1001,
  COLLECTOR = 1002,
  WORLD = 1003
};

/// What is open on a worker's track; [0] is the other threads'.
typedef struct track {
  bool named, idle, calling;
  uint64_t running; ///< The goroutine whose slice is open; 0: none.
  uint32_t next;    ///< Sequence number expected. Of a ring, not a track, when all write into one.
  loam_event move;  ///< Of the move under way.
} track;

struct loam_trace {
  loam_runtime *runtime;
  loam_event_reader *reader;
  loam_trace_rows rows;
  loam_trace_goroutines goroutines;
  int64_t time; ///< Of the newest event.
  uint64_t events, live;
  uint32_t phase;
  bool stopped, one_ring;
  bool named[3]; ///< Tracks of others, collector, world.
  track tracks[TRACKS];
};

// ---- tracks ----

/// A track that is no worker's gets its name when it is first used.
static uint32_t special(loam_trace *t, uint32_t thread) {
  static const char *const names[] = {"other threads", "collector", "world"};
  if (!t->named[thread - OTHERS]) loam_row_track_name(&t->rows, thread, names[thread - OTHERS], -1);
  t->named[thread - OTHERS] = true;
  return thread;
}

// ---- goroutines and workers ----

/// Ends whatever is open on a worker's track.
static void close_track(loam_trace *t, track *at, uint32_t thread, int64_t time) {
  if (at->calling) loam_row_slice_end(&t->rows, thread, time);
  if (at->running != 0) loam_row_slice_end(&t->rows, thread, time);
  if (at->idle) loam_row_slice_end(&t->rows, thread, time);
  at->calling = at->idle = false;
  at->running = 0;
}

static void close_all(loam_trace *t, int64_t time) {
  for (uint32_t i = 1; i < TRACKS; i++) close_track(t, &t->tracks[i], i, time);
  if (t->phase != LOAM_PHASE_OFF) loam_row_slice_end(&t->rows, COLLECTOR, time);
  if (t->stopped) loam_row_slice_end(&t->rows, WORLD, time);
  t->phase = LOAM_PHASE_OFF;
  t->stopped = false;
}

static void start(loam_trace *t, track *at, uint32_t thread, const loam_event *event) {
  close_track(t, at, thread, event->time);
  loam_trace_goroutine *known = loam_trace_goroutines_at(&t->goroutines, event->goroutine);
  loam_row_begin(&t->rows, "B", thread, event->time);
  loam_row_text(&t->rows, ",\"cat\":\"goroutine\",\"name\":\"G");
  loam_row_number(&t->rows, event->goroutine);
  loam_row_function(&t->rows, known != NULL && known->function != 0 ? known->function : event->arguments[0] >> 32);
  loam_row_text(&t->rows, "\"");
  loam_row_arguments(&t->rows, event, NULL);
  loam_row_end(&t->rows);
  at->running = event->goroutine;
  if (known != NULL && known->arrow) loam_row_arrow(&t->rows, false, thread, event->time, event->goroutine);
  if (known != NULL) known->arrow = false;
}

/// The goroutine leaves its worker: its slice ends and says why.
static void leave(loam_trace *t, track *at, uint32_t thread, const loam_event *event) {
  if (at->running == 0) return;
  if (at->calling) loam_row_slice_end(&t->rows, thread, event->time);
  at->calling = false;
  loam_row_begin(&t->rows, "E", thread, event->time);
  loam_row_arguments(&t->rows, event, NULL);
  loam_row_end(&t->rows);
  at->running = 0;
}

static void may_run(loam_trace *t, const track *at, uint32_t thread, const loam_event *event, uint32_t function) {
  loam_trace_goroutine *known = loam_trace_goroutines_at(&t->goroutines, event->arguments[0]);
  if (known == NULL) return;
  if (function != 0) known->function = function;
  // An arrow begins at a slice.
  if (at->running == 0 || known->arrow) return;
  loam_row_arrow(&t->rows, true, thread, event->time, event->arguments[0]);
  known->arrow = true;
}

static void moved(loam_trace *t, track *at, uint32_t thread, const loam_event *event) {
  if (loam_event_info(at->move.kind)->group != LOAM_EVENTS_STACKS) return; // its beginning was lost
  int64_t took = (int64_t)event->arguments[LOAM_EVENT_ARGUMENTS - 1];
  loam_row_begin(&t->rows, "X", thread, event->time - took);
  loam_row_text(&t->rows, ",\"dur\":");
  loam_json_microseconds(&t->rows.json, took);
  loam_row_text(&t->rows, ",\"cat\":\"stack\",\"name\":\"");
  loam_row_text(&t->rows, loam_event_info(at->move.kind)->name);
  loam_row_text(&t->rows, " stack of G");
  loam_row_number(&t->rows, event->goroutine);
  loam_row_text(&t->rows, "\"");
  loam_row_arguments(&t->rows, &at->move, event);
  loam_row_end(&t->rows);
  at->move = (loam_event){0};
}

// ---- the collector's tracks ----

static void phase(loam_trace *t, const loam_event *event) {
  static const char *const names[] = {"off", "mark", "mark termination", "sweep"};
  uint32_t thread = special(t, COLLECTOR);
  if (t->phase != LOAM_PHASE_OFF) loam_row_slice_end(&t->rows, thread, event->time);
  t->phase = event->arguments[0] < 4 ? (uint32_t)event->arguments[0] : LOAM_PHASE_OFF;
  if (t->phase != LOAM_PHASE_OFF) {
    loam_row_begin(&t->rows, "B", thread, event->time);
    loam_row_name(&t->rows, names[t->phase]);
    loam_row_arguments(&t->rows, event, NULL);
    loam_row_end(&t->rows);
  }
  loam_row_counter(&t->rows, event->time, "live heap", event->arguments[1]);
}

static void world(loam_trace *t, const loam_event *event) {
  uint32_t thread = special(t, WORLD);
  if (event->kind == LOAM_EVENT_STOP && !t->stopped) {
    loam_row_begin(&t->rows, "B", thread, event->time);
    loam_row_name(&t->rows, "stopped");
    loam_row_arguments(&t->rows, event, NULL);
    loam_row_end(&t->rows);
    t->stopped = true;
  } else if (event->kind == LOAM_EVENT_GO && t->stopped) {
    loam_row_slice_end(&t->rows, thread, event->time);
    t->stopped = false;
  }
}

// ---- one event ----

static void open_slice(loam_trace *t, bool *open, uint32_t thread, const loam_event *event, const char *text) {
  if (*open) return;
  loam_row_begin(&t->rows, "B", thread, event->time);
  loam_row_name(&t->rows, text);
  loam_row_end(&t->rows);
  *open = true;
}

static void close_slice(loam_trace *t, bool *open, uint32_t thread, const loam_event *event) {
  if (*open) loam_row_slice_end(&t->rows, thread, event->time);
  *open = false;
}

static void missed(loam_trace *t, track *ring, track *at, uint32_t thread, const loam_event *event) {
  uint32_t count = event->sequence - ring->next;
  ring->next = event->sequence + 1;
  if (count == 0) return;
  if (t->one_ring)
    close_all(t, event->time);
  else if (thread < TRACKS)
    close_track(t, at, thread, event->time);
  at->move = (loam_event){0};
  loam_row_begin(&t->rows, "i", thread, event->time);
  loam_row_name(&t->rows, "lost");
  loam_row_text(&t->rows, ",\"s\":\"t\",\"args\":{\"events\":");
  loam_row_number(&t->rows, count);
  loam_row_text(&t->rows, "}}");
}

static void take(loam_trace *t, const loam_event *event) {
  uint32_t number = event->worker == LOAM_EVENT_OTHERS ? 0 : event->worker + 1u;
  if (number >= TRACKS || event->kind >= LOAM_EVENT_COUNT) return;
  track *at = &t->tracks[number];
  uint32_t thread = number == 0 ? special(t, OTHERS) : number;
  if (number != 0 && !at->named) loam_row_track_name(&t->rows, thread, "worker ", (int32_t)event->worker);
  at->named = true;
  missed(t, t->one_ring ? &t->tracks[0] : at, at, thread, event);
  t->events++;
  t->time = event->time;
  switch (event->kind) {
  case LOAM_EVENT_CREATE:
    may_run(t, at, thread, event, (uint32_t)event->arguments[1]);
    loam_row_counter(&t->rows, event->time, "goroutines", ++t->live);
    return;
  case LOAM_EVENT_START:
    start(t, at, thread, event);
    return;
  case LOAM_EVENT_YIELD:
  case LOAM_EVENT_PARK:
    leave(t, at, thread, event);
    return;
  case LOAM_EVENT_READY:
    may_run(t, at, thread, event, 0);
    return;
  case LOAM_EVENT_END:
    leave(t, at, thread, event);
    loam_trace_goroutines_remove(&t->goroutines, event->goroutine);
    if (t->live > 0) loam_row_counter(&t->rows, event->time, "goroutines", --t->live);
    return;
  case LOAM_EVENT_IDLE:
    open_slice(t, &at->idle, thread, event, "idle");
    return;
  case LOAM_EVENT_WAKE:
    close_slice(t, &at->idle, thread, event);
    return;
  case LOAM_EVENT_ENTER:
    open_slice(t, &at->calling, thread, event, "blocking call");
    return;
  case LOAM_EVENT_LEAVE:
    close_slice(t, &at->calling, thread, event);
    return;
  case LOAM_EVENT_GROW:
  case LOAM_EVENT_SHRINK:
  case LOAM_EVENT_MOVE:
    at->move = *event;
    return;
  case LOAM_EVENT_MOVED:
    moved(t, at, thread, event);
    return;
  case LOAM_EVENT_PHASE:
    phase(t, event);
    return;
  case LOAM_EVENT_STOP:
  case LOAM_EVENT_GO:
    world(t, event);
    return;
  default:
    loam_row_mark(&t->rows, thread, event);
  }
}

// ---- the whole ----

loam_trace *loam_trace_open(loam_runtime *runtime, const loam_trace_configuration *configuration,
                            loam_status *out_status) {
  loam_events_configuration events;
  loam_status status = loam_usable(runtime);
  if (status == LOAM_OK && (configuration == NULL || configuration->write == NULL)) status = LOAM_INVALID_ARGUMENT;
  if (out_status == NULL) out_status = &status;
  *out_status = status;
  if (status != LOAM_OK) return NULL;
  loam_events_configuration_init(&events);
  uint32_t switched = (uint32_t)loam_knob_value(&runtime->knobs, LOAM_KNOB_EVENTS);
  if (configuration->groups != 0) events.groups = configuration->groups;
  // The switch chooses the groups; the log that it started becomes the trace's.
  if (configuration->groups == 0 && switched != 0) {
    events.groups = switched;
    loam_events_discard(runtime);
  }
  events.ring_size = configuration->ring_size;
  loam_trace *t = loam_os_allocate(&runtime->os, sizeof *t);
  if (t != NULL) t->reader = loam_event_reader_create(runtime);
  *out_status = t == NULL || t->reader == NULL ? LOAM_NO_MEMORY : LOAM_OK;
  int64_t start = loam_clock(runtime);
  if (*out_status == LOAM_OK) *out_status = loam_events_start(runtime, &events);
  if (*out_status != LOAM_OK) {
    if (t != NULL) loam_event_reader_destroy(t->reader);
    free(t);
    return NULL;
  }
  t->runtime = runtime;
  t->goroutines.os = &runtime->os;
  t->rows.json.write = configuration->write;
  t->rows.json.context = configuration->context;
  t->one_ring = runtime->seeded;
  t->rows.start = t->time = start;
  t->rows.runtime = runtime;
  loam_row_text(&t->rows, "{\"traceEvents\":[");
  loam_row_begin(&t->rows, "M", 0, t->rows.start);
  loam_row_name(&t->rows, "process_name");
  loam_row_text(&t->rows, ",\"args\":{\"name\":\"loam\"}}");
  return t;
}

// Up to `most` events of before `until`, and some more.
static void take_until(loam_trace *t, int64_t until, uint64_t most) {
  loam_event events[READ_AT_ONCE];
  uint64_t taken = 0, count;
  while (taken < most && (count = loam_event_reader_read(t->reader, events, READ_AT_ONCE)) > 0) {
    for (uint64_t i = 0; i < count; i++) take(t, &events[i]);
    taken += count;
    if (events[count - 1].time >= until) return;
  }
}

// A program may log faster than its events are written: what comes meanwhile is for the next step.
void loam_trace_step(loam_trace *t) {
  if (t != NULL) take_until(t, loam_clock(t->runtime), STEP_EVENTS);
}

loam_trace_result loam_trace_close(loam_trace *t) {
  if (t == NULL) return (loam_trace_result){0};
  loam_events_stop(t->runtime);
  take_until(t, INT64_MAX, UINT64_MAX);
  loam_events_discard(t->runtime);
  close_all(t, t->time);
  uint64_t lost = loam_event_reader_lost(t->reader);
  loam_row_text(&t->rows, "\n],\"displayTimeUnit\":\"ns\",\"otherData\":{\"events\":");
  loam_row_number(&t->rows, t->events);
  loam_row_text(&t->rows, ",\"lost\":");
  loam_row_number(&t->rows, lost);
  loam_row_text(&t->rows, "}}\n");
  loam_json_flush(&t->rows.json);
  loam_trace_result result = {t->events, lost, !t->rows.json.failed};
  loam_event_reader_destroy(t->reader);
  loam_trace_goroutines_free(&t->goroutines);
  free(t);
  return result;
}
