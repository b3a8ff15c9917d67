// SPDX-License-Identifier: Apache-2.0
//
// hooks.h — events whose arguments take more than a line. Call them when loam_event_on.
#ifndef LOAM_EVENT_HOOKS_H
#define LOAM_EVENT_HOOKS_H

#include "runtime.h"

#pragma GCC visibility push(hidden)

static inline uint64_t loam_event_running(const loam_worker *worker) {
  return worker == NULL || worker->goroutine == NULL ? 0 : worker->goroutine->stack.owner;
}
/// Before the goroutine can be found by anybody.
void loam_event_create(loam_event_stream *stream, const loam_goroutine *goroutine, void *closure);
/// Before it becomes the worker's current one.
void loam_event_start(loam_worker *worker, const loam_goroutine *goroutine);
/// The same of one that was about to wait and goes on after all.
void loam_event_started(loam_worker *worker, const loam_goroutine *goroutine);
/// The worker's current goroutine is about to wait: before anybody can ready it. `on`: channel or semaphore, or NULL;
/// `cases`: of a select, else 0.
void loam_event_park(loam_worker *worker, const void *on, uint32_t cases, const char *reason);

#pragma GCC visibility pop
#endif
