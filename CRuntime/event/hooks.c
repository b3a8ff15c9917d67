// SPDX-License-Identifier: Apache-2.0
//
// hooks.c — what it takes to put together the arguments of events, out of the way of the code that they stand in.
#include "event/hooks.h"

#include <string.h>

void loam_event_create(loam_event_stream *stream, const loam_goroutine *goroutine, void *closure) {
  const loam_function *function = closure == NULL ? NULL : *(loam_function *const *)closure;
  loam_event_write(stream, LOAM_EVENT_CREATE, goroutine->creator, goroutine->stack.owner,
                   function == NULL ? 0 : function->number,
                   goroutine->created_at == NULL ? 0 : loam_event_place_of(goroutine->created_at - 1), 0, 0);
}

void loam_event_start(loam_worker *worker, const loam_goroutine *goroutine) {
  // Heeding a request for attention resumes the goroutine that ran before.
  if (worker->goroutine == goroutine) return;
  uint64_t place =
      goroutine->callee != NULL ? (uint64_t)goroutine->callee->number << 32 : loam_event_place_of(goroutine->safepoint);
  loam_event_write(&worker->events, LOAM_EVENT_START, goroutine->stack.owner, place, 0, 0, 0, 0);
}

void loam_event_park(loam_worker *worker, const void *on, const char *reason) {
  uint64_t text[LOAM_EVENT_ARGUMENTS - 1] = {0};
  size_t length = strlen(reason);
  memcpy(text, reason, length < sizeof text ? length : sizeof text);
  loam_event_write(&worker->events, LOAM_EVENT_PARK, loam_event_running(worker),
                   loam_event_address_of(worker->events.log, (uintptr_t)on), text[0], text[1], text[2], text[3]);
}
