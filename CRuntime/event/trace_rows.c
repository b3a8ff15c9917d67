// SPDX-License-Identifier: Apache-2.0
//
// trace_rows.c — see trace_rows.h.
#include "event/trace_rows.h"
#include "event/event.h"

#include <string.h>

void loam_row_begin(loam_trace_rows *rows, const char *phase, uint32_t track, int64_t time) {
  loam_row_text(rows, rows->some ? ",\n" : "\n");
  rows->some = true;
  loam_row_text(rows, "{\"ph\":\"");
  loam_row_text(rows, phase);
  loam_row_text(rows, "\",\"pid\":1,\"tid\":");
  loam_row_number(rows, track);
  loam_row_text(rows, ",\"ts\":");
  loam_json_microseconds(&rows->json, time - rows->start);
}

void loam_row_name(loam_trace_rows *rows, const char *text) {
  loam_row_text(rows, ",\"name\":\"");
  loam_row_text(rows, text);
  loam_row_text(rows, "\"");
}

void loam_row_function(loam_trace_rows *rows, uint64_t number) {
  const loam_function *function = loam_event_function(rows->runtime, number);
  if (function == NULL || function->name.length <= 0) return;
  loam_row_text(rows, " ");
  loam_json_escaped(&rows->json, function->name.bytes, function->name.length);
}

static void say_argument(loam_trace_rows *rows, const loam_event *event, uint32_t i) {
  const loam_event_information *information = loam_event_info(event->kind);
  char text[256];
  loam_row_text(rows, "\"");
  loam_row_text(rows, information->arguments[i].name);
  loam_row_text(rows, "\":");
  switch (information->arguments[i].form) {
  case LOAM_FORM_NUMBER:
  case LOAM_FORM_BYTES:
  case LOAM_FORM_GOROUTINE:
  case LOAM_FORM_WORKER:
    loam_row_number(rows, event->arguments[i]);
    return;
  default:
    loam_row_text(rows, "\"");
    loam_event_describe_argument(rows->runtime, event, i, text, sizeof text);
    loam_json_escaped(&rows->json, (const uint8_t *)text, (int64_t)strlen(text));
    loam_row_text(rows, "\"");
  }
}

void loam_row_arguments(loam_trace_rows *rows, const loam_event *event, const loam_event *more) {
  bool some = false;
  loam_row_text(rows, ",\"args\":{");
  for (const loam_event *from = event; from != NULL; from = from == event ? more : NULL) {
    const loam_event_information *information = loam_event_info(from->kind);
    for (uint32_t i = 0; i < LOAM_EVENT_ARGUMENTS && information->arguments[i].form != LOAM_FORM_NONE; i++) {
      if (some) loam_row_text(rows, ",");
      say_argument(rows, from, i);
      some = true;
      if (information->arguments[i].form == LOAM_FORM_TEXT) break;
    }
  }
  loam_row_text(rows, "}");
}

void loam_row_slice_end(loam_trace_rows *rows, uint32_t track, int64_t time) {
  loam_row_begin(rows, "E", track, time);
  loam_row_end(rows);
}

void loam_row_track_name(loam_trace_rows *rows, uint32_t track, const char *text, int32_t number) {
  loam_row_begin(rows, "M", track, rows->start);
  loam_row_name(rows, "thread_name");
  loam_row_text(rows, ",\"args\":{\"name\":\"");
  loam_row_text(rows, text);
  if (number >= 0) loam_row_number(rows, (uint64_t)number);
  loam_row_text(rows, "\"}}");
}

void loam_row_mark(loam_trace_rows *rows, uint32_t track, const loam_event *event) {
  loam_row_begin(rows, "i", track, event->time);
  loam_row_name(rows, loam_event_info(event->kind)->name);
  loam_row_text(rows, ",\"s\":\"t\"");
  loam_row_arguments(rows, event, NULL);
  loam_row_end(rows);
}

void loam_row_counter(loam_trace_rows *rows, int64_t time, const char *text, uint64_t value) {
  loam_row_begin(rows, "C", 0, time);
  loam_row_name(rows, text);
  loam_row_text(rows, ",\"args\":{\"value\":");
  loam_row_number(rows, value);
  loam_row_text(rows, "}}");
}

void loam_row_arrow(loam_trace_rows *rows, bool from, uint32_t track, int64_t time, uint64_t goroutine) {
  loam_row_begin(rows, from ? "s" : "f", track, time);
  loam_row_name(rows, "ready");
  loam_row_text(rows, from ? ",\"cat\":\"ready\",\"id\":" : ",\"cat\":\"ready\",\"bp\":\"e\",\"id\":");
  loam_row_number(rows, goroutine);
  loam_row_end(rows);
}
