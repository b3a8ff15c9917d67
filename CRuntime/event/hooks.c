// SPDX-License-Identifier: Apache-2.0
//
// hooks.c — what it takes to put together the arguments of events, out of the way of the code that they stand in.
#include "event/hooks.h"

#include <string.h>

static const loam_worker *worker_of(const loam_event_stream *stream) {
  if (stream->number == LOAM_EVENT_OTHERS) return NULL;
  return atomic_load_explicit(&stream->log->runtime->workers[stream->number], memory_order_relaxed);
}

void loam_event_create(loam_event_stream *stream, const loam_goroutine *goroutine, void *closure) {
  const loam_function *function = closure == NULL ? NULL : *(loam_function *const *)closure;
  loam_event_write(stream, LOAM_EVENT_CREATE, goroutine->creator, goroutine->stack.owner,
                   function == NULL ? 0 : function->number,
                   goroutine->created_at == NULL ? 0 : loam_event_place_of(goroutine->created_at - 1), 0, 0);
}

void loam_event_start(loam_worker *worker, const loam_goroutine *goroutine) {
  // Heeding a request for attention resumes the goroutine that ran before.
  if (worker->goroutine == goroutine) return;
  loam_event_started(worker, goroutine);
}

void loam_event_started(loam_worker *worker, const loam_goroutine *goroutine) {
  loam_stack_position position = loam_goroutine_position(goroutine);
  loam_frame frame;
  uint64_t place = 0;
  if (goroutine->callee != NULL)
    place = (uint64_t)goroutine->callee->number << 32;
  else if (loam_frame_first(&position, &frame))
    place = loam_event_place_in(&frame);
  loam_event_write(&worker->events, LOAM_EVENT_START, goroutine->stack.owner, place, 0, 0, 0, 0);
}

void loam_event_park(loam_worker *worker, const void *on, uint32_t cases, const char *reason) {
  uint64_t text[LOAM_EVENT_ARGUMENTS - 2] = {0};
  size_t length = strlen(reason);
  memcpy(text, reason, length < sizeof text ? length : sizeof text);
  loam_event_write(&worker->events, LOAM_EVENT_PARK, loam_event_running(worker),
                   loam_event_address_of(worker->events.log, (uintptr_t)on), cases, text[0], text[1], text[2]);
}

void loam_event_allocated(loam_event_stream *stream, uintptr_t object, uint64_t asked, bool pointer_free) {
  const loam_event_log *log = stream->log;
  uint64_t size = asked < 16 && pointer_free ? 16 : asked; // tiny objects get a block of their own while this is on
  loam_event_write(stream, LOAM_EVENT_ALLOCATE, loam_event_running(worker_of(stream)),
                   loam_event_address_of(log, object), loam_heap_round_size(size), asked,
                   size > LOAM_SMALL_LIMIT ? 0 : loam_size_class_for(size), 0);
}

void loam_event_freed(loam_event_stream *stream, uintptr_t object, uint64_t size, uint32_t size_class) {
  loam_event_write(stream, LOAM_EVENT_FREE, loam_event_running(worker_of(stream)),
                   loam_event_address_of(stream->log, object), size, size_class, 0, 0);
}
