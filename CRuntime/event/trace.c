// SPDX-License-Identifier: Apache-2.0
//
// trace.c — events become slices, arrows, marks and counters of a trace file.
//
// How.      A reader's events, in order of time, are taken one by one; of each worker it is known which slices are
//           open, so that what a loss leaves open is closed and every end has a beginning. A move of a stack is told by
//           three kinds of events: the first is kept until MOVED, which knows how long it took.
// Fails.    After a write that failed events are still read, and nothing is written.
#include "event/event.h"
#include "event/json.h"
#include "event/names.h"
#include "include/loam_trace.h"
#include "runtime.h"
#include "schedule/schedule.h"

#include <stdlib.h>
#include <string.h>

enum { READ_AT_ONCE = 256, TRACKS = LOAM_WORKERS_MOST + 1, OTHERS = 1001, COLLECTOR = 1002, WORLD = 1003 };

/// What is open on a worker's track; [0] is the other threads'.
typedef struct track {
  bool named, idle, calling;
  uint64_t running; ///< The goroutine whose slice is open; 0: none.
  uint64_t seen;
  uint32_t next;   ///< Sequence number expected. Of a ring, not a track, when all write into one.
  loam_event move; ///< Of the move under way.
} track;

struct loam_trace {
  loam_runtime *runtime;
  loam_event_reader *reader;
  loam_json json;
  loam_trace_goroutines goroutines;
  int64_t start, time; ///< Of the log; of the newest event.
  uint64_t events, live;
  uint32_t phase;
  bool stopped, first, one_ring;
  bool named[3]; ///< Tracks of others, collector, world.
  track tracks[TRACKS];
};

// ---- pieces ----

static void say(loam_trace *t, const char *text) { loam_json_text(&t->json, text); }

/// {"ph":"B","pid":1,"tid":3,"ts":1.250
static void begin_at(loam_trace *t, const char *phase, uint32_t thread, int64_t time) {
  say(t, t->first ? "\n" : ",\n");
  t->first = false;
  say(t, "{\"ph\":\"");
  say(t, phase);
  say(t, "\",\"pid\":1,\"tid\":");
  loam_json_number(&t->json, thread);
  say(t, ",\"ts\":");
  loam_json_microseconds(&t->json, time - t->start);
}

static void name(loam_trace *t, const char *text) {
  say(t, ",\"name\":\"");
  say(t, text);
  say(t, "\"");
}

static void end_slice(loam_trace *t, uint32_t thread, int64_t time) {
  begin_at(t, "E", thread, time);
  say(t, "}");
}

static void name_thread(loam_trace *t, uint32_t thread, const char *text, int32_t number) {
  begin_at(t, "M", thread, t->start);
  name(t, "thread_name");
  say(t, ",\"args\":{\"name\":\"");
  say(t, text);
  if (number >= 0) loam_json_number(&t->json, (uint64_t)number);
  say(t, "\"}}");
}

/// A track that is no worker's gets its name when it is first used.
static uint32_t special(loam_trace *t, uint32_t thread) {
  static const char *const names[] = {"other threads", "collector", "world"};
  if (!t->named[thread - OTHERS]) name_thread(t, thread, names[thread - OTHERS], -1);
  t->named[thread - OTHERS] = true;
  return thread;
}

static void say_argument(loam_trace *t, const loam_event *event, uint32_t i) {
  const loam_event_information *information = loam_event_info(event->kind);
  char text[256];
  say(t, "\"");
  say(t, information->arguments[i].name);
  say(t, "\":");
  switch (information->arguments[i].form) {
  case LOAM_FORM_NUMBER:
  case LOAM_FORM_BYTES:
  case LOAM_FORM_GOROUTINE:
  case LOAM_FORM_WORKER:
    loam_json_number(&t->json, event->arguments[i]);
    return;
  default:
    say(t, "\"");
    loam_event_describe_argument(t->runtime, event, i, text, sizeof text);
    loam_json_escaped(&t->json, (const uint8_t *)text, (int64_t)strlen(text));
    say(t, "\"");
  }
}

/// ,"args":{...}: what the event says, and what `more` says.
static void say_arguments(loam_trace *t, const loam_event *event, const loam_event *more) {
  bool some = false;
  say(t, ",\"args\":{");
  for (const loam_event *from = event; from != NULL; from = from == event ? more : NULL) {
    const loam_event_information *information = loam_event_info(from->kind);
    for (uint32_t i = 0; i < LOAM_EVENT_ARGUMENTS && information->arguments[i].form != LOAM_FORM_NONE; i++) {
      if (some) say(t, ",");
      say_argument(t, from, i);
      some = true;
      if (information->arguments[i].form == LOAM_FORM_TEXT) break;
    }
  }
  say(t, "}");
}

static void mark(loam_trace *t, uint32_t thread, const loam_event *event) {
  begin_at(t, "i", thread, event->time);
  name(t, loam_event_info(event->kind)->name);
  say(t, ",\"s\":\"t\"");
  say_arguments(t, event, NULL);
  say(t, "}");
}

static void counter(loam_trace *t, int64_t time, const char *text, uint64_t value) {
  begin_at(t, "C", 0, time);
  name(t, text);
  say(t, ",\"args\":{\"value\":");
  loam_json_number(&t->json, value);
  say(t, "}}");
}

static void arrow(loam_trace *t, bool from, uint32_t thread, int64_t time, uint64_t goroutine) {
  begin_at(t, from ? "s" : "f", thread, time);
  name(t, "ready");
  say(t, from ? ",\"cat\":\"ready\",\"id\":" : ",\"cat\":\"ready\",\"bp\":\"e\",\"id\":");
  loam_json_number(&t->json, goroutine);
  say(t, "}");
}

// ---- goroutines and workers ----

static void say_function(loam_trace *t, uint64_t number) {
  const loam_function *function = loam_event_function(t->runtime, number);
  if (function == NULL || function->name.length <= 0) return;
  say(t, " ");
  loam_json_escaped(&t->json, function->name.bytes, function->name.length);
}

/// Ends whatever is open on a worker's track.
static void close_track(loam_trace *t, track *at, uint32_t thread, int64_t time) {
  if (at->calling) end_slice(t, thread, time);
  if (at->running != 0) end_slice(t, thread, time);
  if (at->idle) end_slice(t, thread, time);
  at->calling = at->idle = false;
  at->running = 0;
}

static void close_all(loam_trace *t, int64_t time) {
  for (uint32_t i = 1; i < TRACKS; i++) close_track(t, &t->tracks[i], i, time);
  if (t->phase != LOAM_PHASE_OFF) end_slice(t, COLLECTOR, time);
  if (t->stopped) end_slice(t, WORLD, time);
  t->phase = LOAM_PHASE_OFF;
  t->stopped = false;
}

static void start(loam_trace *t, track *at, uint32_t thread, const loam_event *event) {
  close_track(t, at, thread, event->time);
  loam_trace_goroutine *known = loam_trace_goroutines_at(&t->goroutines, event->goroutine);
  begin_at(t, "B", thread, event->time);
  say(t, ",\"cat\":\"goroutine\",\"name\":\"G");
  loam_json_number(&t->json, event->goroutine);
  say_function(t, known != NULL && known->function != 0 ? known->function : event->arguments[0] >> 32);
  say(t, "\"");
  say_arguments(t, event, NULL);
  say(t, "}");
  at->running = event->goroutine;
  if (known != NULL && known->arrow) arrow(t, false, thread, event->time, event->goroutine);
  if (known != NULL) known->arrow = false;
}

/// The goroutine leaves its worker: its slice ends and says why.
static void leave(loam_trace *t, track *at, uint32_t thread, const loam_event *event) {
  if (at->running == 0) return;
  if (at->calling) end_slice(t, thread, event->time);
  at->calling = false;
  begin_at(t, "E", thread, event->time);
  say_arguments(t, event, NULL);
  say(t, "}");
  at->running = 0;
}

static void may_run(loam_trace *t, const track *at, uint32_t thread, const loam_event *event, uint32_t function) {
  loam_trace_goroutine *known = loam_trace_goroutines_at(&t->goroutines, event->arguments[0]);
  if (known == NULL) return;
  if (function != 0) known->function = function;
  // An arrow begins at a slice.
  if (at->running == 0 || known->arrow) return;
  arrow(t, true, thread, event->time, event->arguments[0]);
  known->arrow = true;
}

static void moved(loam_trace *t, track *at, uint32_t thread, const loam_event *event) {
  if (loam_event_info(at->move.kind)->group != LOAM_EVENTS_STACKS) return; // its beginning was lost
  int64_t took = (int64_t)event->arguments[LOAM_EVENT_ARGUMENTS - 1];
  begin_at(t, "X", thread, event->time - took);
  say(t, ",\"dur\":");
  loam_json_microseconds(&t->json, took);
  say(t, ",\"cat\":\"stack\",\"name\":\"");
  say(t, loam_event_info(at->move.kind)->name);
  say(t, " stack of G");
  loam_json_number(&t->json, event->goroutine);
  say(t, "\"");
  say_arguments(t, &at->move, event);
  say(t, "}");
  at->move = (loam_event){0};
}

// ---- the collector's tracks ----

static void phase(loam_trace *t, const loam_event *event) {
  static const char *const names[] = {"off", "mark", "mark termination", "sweep"};
  uint32_t thread = special(t, COLLECTOR);
  if (t->phase != LOAM_PHASE_OFF) end_slice(t, thread, event->time);
  t->phase = event->arguments[0] < 4 ? (uint32_t)event->arguments[0] : LOAM_PHASE_OFF;
  if (t->phase != LOAM_PHASE_OFF) {
    begin_at(t, "B", thread, event->time);
    name(t, names[t->phase]);
    say_arguments(t, event, NULL);
    say(t, "}");
  }
  counter(t, event->time, "live heap", event->arguments[1]);
}

static void world(loam_trace *t, const loam_event *event) {
  uint32_t thread = special(t, WORLD);
  if (event->kind == LOAM_EVENT_STOP && !t->stopped) {
    begin_at(t, "B", thread, event->time);
    name(t, "stopped");
    say_arguments(t, event, NULL);
    say(t, "}");
    t->stopped = true;
  } else if (event->kind == LOAM_EVENT_GO && t->stopped) {
    end_slice(t, thread, event->time);
    t->stopped = false;
  }
}

// ---- one event ----

static void open_slice(loam_trace *t, bool *open, uint32_t thread, const loam_event *event, const char *text) {
  if (*open) return;
  begin_at(t, "B", thread, event->time);
  name(t, text);
  say(t, "}");
  *open = true;
}

static void close_slice(loam_trace *t, bool *open, uint32_t thread, const loam_event *event) {
  if (*open) end_slice(t, thread, event->time);
  *open = false;
}

static void missed(loam_trace *t, track *ring, track *at, uint32_t thread, const loam_event *event) {
  uint32_t count = event->sequence - ring->next;
  bool lost = (ring->seen > 0 || event->sequence > 0) && count != 0;
  ring->seen++;
  ring->next = event->sequence + 1;
  if (!lost) return;
  if (t->one_ring)
    close_all(t, event->time);
  else if (thread < TRACKS)
    close_track(t, at, thread, event->time);
  at->move = (loam_event){0};
  begin_at(t, "i", thread, event->time);
  name(t, "lost");
  say(t, ",\"s\":\"t\",\"args\":{\"events\":");
  loam_json_number(&t->json, count);
  say(t, "}}");
}

static void take(loam_trace *t, const loam_event *event) {
  uint32_t number = event->worker == LOAM_EVENT_OTHERS ? 0 : event->worker + 1u;
  if (number >= TRACKS || event->kind >= LOAM_EVENT_COUNT) return;
  track *at = &t->tracks[number];
  uint32_t thread = number == 0 ? special(t, OTHERS) : number;
  if (number != 0 && !at->named) name_thread(t, thread, "worker ", (int32_t)event->worker);
  at->named = true;
  missed(t, t->one_ring ? &t->tracks[0] : at, at, thread, event);
  t->events++;
  t->time = event->time;
  switch (event->kind) {
  case LOAM_EVENT_CREATE:
    may_run(t, at, thread, event, (uint32_t)event->arguments[1]);
    counter(t, event->time, "goroutines", ++t->live);
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
    if (t->live > 0) counter(t, event->time, "goroutines", --t->live);
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
    mark(t, thread, event);
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
  t->json.write = configuration->write;
  t->json.context = configuration->context;
  t->one_ring = runtime->seeded;
  t->start = t->time = start;
  t->first = true;
  say(t, "{\"traceEvents\":[");
  begin_at(t, "M", 0, t->start);
  name(t, "process_name");
  say(t, ",\"args\":{\"name\":\"loam\"}}");
  return t;
}

void loam_trace_step(loam_trace *t) {
  if (t == NULL) return;
  loam_event events[READ_AT_ONCE];
  uint64_t count;
  while ((count = loam_event_reader_read(t->reader, events, READ_AT_ONCE)) > 0)
    for (uint64_t i = 0; i < count; i++) take(t, &events[i]);
}

loam_trace_result loam_trace_close(loam_trace *t) {
  if (t == NULL) return (loam_trace_result){0};
  loam_events_stop(t->runtime);
  loam_trace_step(t);
  loam_events_discard(t->runtime);
  close_all(t, t->time);
  uint64_t lost = loam_event_reader_lost(t->reader);
  say(t, "\n],\"displayTimeUnit\":\"ns\",\"otherData\":{\"events\":");
  loam_json_number(&t->json, t->events);
  say(t, ",\"lost\":");
  loam_json_number(&t->json, lost);
  say(t, "}}\n");
  loam_json_flush(&t->json);
  loam_trace_result result = {t->events, lost, !t->json.failed};
  loam_event_reader_destroy(t->reader);
  loam_trace_goroutines_free(&t->goroutines);
  free(t);
  return result;
}
