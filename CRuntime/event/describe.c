// SPDX-License-Identifier: Apache-2.0
//
// describe.c — one event as one line of text.
//
// How.      "w0 g3 slot at main.f:12 frame 1 p offset 192 old stack+1f8 ...": worker, goroutine, kind, then each
//           argument by its form. A slot is called by the variable that lives in it there, if the compiler told one.
// Fails.    What does not fit is cut off; the length returned is that of the whole.
#include "event/event.h"
#include "runtime.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

typedef struct text {
  char *out;
  uint64_t size, length;
} text;

__attribute__((format(printf, 2, 3))) static void say(text *t, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  uint64_t room = t->length < t->size ? t->size - t->length : 0;
  int length = vsnprintf(room == 0 ? NULL : t->out + t->length, (size_t)room, format, arguments);
  va_end(arguments);
  if (length > 0) t->length += (uint64_t)length;
}

static void say_function(text *t, loam_runtime *runtime, uint64_t number) {
  const loam_function *function = loam_event_function(runtime, number);
  if (function == NULL)
    say(t, "none");
  else if (function->name.length <= 0)
    say(t, "function %" PRIu64, number);
  else
    say(t, "%.*s", (int)function->name.length, (const char *)function->name.bytes);
}

static void say_place(text *t, loam_runtime *runtime, uint64_t place) {
  const loam_function *function = loam_event_function(runtime, place >> 32);
  say_function(t, runtime, place >> 32);
  if (function == NULL || function->name.length <= 0) return;
  uint32_t line = function->start_line;
  if (function->flags & LOAM_FUNCTION_LINES && (uint32_t)place != 0)
    line = (uint32_t)place;
  else if (function->code != NULL && (uint32_t)place < function->code_words)
    line = loam_function_line(function, function->code + (uint32_t)place);
  say(t, ":%u", line);
}

static void say_address(text *t, loam_runtime *runtime, uint64_t argument) {
  uint64_t distance = argument & ~(3ull << 62);
  if (argument == 0)
    say(t, "nil");
  else if (argument >> 62 == 1)
    say(t, "heap+%" PRIx64, distance);
  else if (argument >> 62 == 2)
    say(t, "permanent+%" PRIx64, distance);
  else
    say(t, "0x%" PRIx64, (uint64_t)loam_event_address(runtime, argument));
}

/// The variable that a slot belongs to at a place, or NULL.
static const loam_variable *variable_at(const loam_function *function, uint32_t word, uint32_t slot) {
  for (uint32_t i = 0; function != NULL && i < function->variable_count; i++) {
    const loam_variable *variable = &function->variables[i];
    uint32_t slots = variable->boxed || variable->type == NULL ? 1 : loam_type_slots(variable->type);
    if (!variable->captured && slot - variable->slot < slots && word >= variable->start && word < variable->end)
      return variable;
  }
  return NULL;
}

static void say_frame(text *t, loam_runtime *runtime, const loam_event *event, uint64_t argument) {
  uint32_t frame = (uint32_t)(argument >> 32), slot = (uint32_t)argument;
  if (frame == LOAM_EVENT_CALLEE) {
    say(t, "callee argument %u", slot);
    return;
  }
  const loam_function *function = loam_event_function(runtime, event->arguments[0] >> 32);
  const loam_variable *variable = variable_at(function, (uint32_t)event->arguments[0], slot);
  say(t, "%u ", frame);
  if (variable == NULL) {
    say(t, "slot %u", slot);
    return;
  }
  say(t, "%.*s", (int)variable->name.length, (const char *)variable->name.bytes);
  if (slot != variable->slot) say(t, "+%u", 8 * (slot - variable->slot));
  say(t, " (slot %u)", slot);
}

static void say_argument(text *t, loam_runtime *runtime, const loam_event *event, uint32_t i, loam_event_form form) {
  static const char *const phases[] = {"off", "mark", "mark termination", "sweep"};
  uint64_t argument = event->arguments[i];
  switch (form) {
  case LOAM_FORM_NONE:
    return;
  case LOAM_FORM_NUMBER:
  case LOAM_FORM_GOROUTINE:
  case LOAM_FORM_WORKER:
    say(t, "%" PRIu64, argument);
    return;
  case LOAM_FORM_BYTES:
    say(t, "%" PRIu64 " B", argument);
    return;
  case LOAM_FORM_NANOSECONDS:
    say(t, "%" PRId64 " ns", (int64_t)argument);
    return;
  case LOAM_FORM_ADDRESS:
    say_address(t, runtime, argument);
    return;
  case LOAM_FORM_FUNCTION:
    say_function(t, runtime, argument);
    return;
  case LOAM_FORM_PLACE:
    say_place(t, runtime, argument);
    return;
  case LOAM_FORM_FRAME:
    say_frame(t, runtime, event, argument);
    return;
  case LOAM_FORM_PHASE:
    say(t, "%s", argument < 4 ? phases[argument] : "?");
    return;
  case LOAM_FORM_TEXT:
    say(t, "%.*s", (int)(LOAM_EVENT_ARGUMENTS - i) * 8, (const char *)&event->arguments[i]);
    return;
  }
}

uint64_t loam_event_describe_argument(loam_runtime *runtime, const loam_event *event, uint32_t argument, char *out,
                                      uint64_t size) {
  text t = {out, size, 0};
  const loam_event_information *information = loam_event_info(event->kind);
  if (size > 0) out[0] = 0;
  if (information != NULL) say_argument(&t, runtime, event, argument, information->arguments[argument].form);
  return t.length;
}

uint64_t loam_event_describe(loam_runtime *runtime, const loam_event *event, char *out, uint64_t size) {
  if (out == NULL) size = 0;
  if (runtime == NULL || event == NULL) {
    if (size > 0) out[0] = 0;
    return 0;
  }
  text t = {out, size, 0};
  const loam_event_information *information = loam_event_info(event->kind);
  if (size > 0) out[0] = 0;
  if (event->worker == LOAM_EVENT_OTHERS)
    say(&t, "-");
  else
    say(&t, "w%u", event->worker);
  say(&t, " g%" PRIu64 " %s", event->goroutine, information == NULL ? "?" : information->name);
  for (uint32_t i = 0; information != NULL && i < LOAM_EVENT_ARGUMENTS; i++) {
    loam_event_form form = information->arguments[i].form;
    if (form == LOAM_FORM_NONE) break;
    say(&t, " %s ", information->arguments[i].name);
    say_argument(&t, runtime, event, i, form);
    if (form == LOAM_FORM_TEXT) break;
  }
  return t.length;
}
