// SPDX-License-Identifier: Apache-2.0
//
// timer.c — sleeping, and timers that start a function.
//
// How.      One binary heap by time, under one lock; `next_timer` is its least time, read without the lock. A timer
// that
//           is due readies its sleeping goroutine or starts its function in a new one. Package time does the rest in
//           Go: a timer with a channel is one whose function sends. A timer of package time is a heap object that Go
//           keeps; while it is in the heap of timers it is a root.
#include "interpret/call.h"
#include "schedule/schedule.h"

#include <stdlib.h>

struct loam_timer {
  void *function;            ///< Function value to start, or NULL.
  loam_goroutine *goroutine; ///< Sleeper to ready, or NULL.
  int64_t when, period;
  int64_t index; ///< In the heap, + 1; 0: not there. under timer_lock
};

static const uint64_t timer_pointers[1] = {1};
static const loam_type timer_object = {.size = sizeof(loam_timer),
                                       .pointer_bytes = 8,
                                       .pointer_map = timer_pointers,
                                       .align = 8,
                                       .kind = LOAM_KIND_STRUCT};

static void put(loam_runtime *runtime, uint32_t at, loam_timer *timer) {
  runtime->timers[at] = timer;
  timer->index = at + 1;
}

static void sift_up(loam_runtime *runtime, uint32_t at) {
  loam_timer *timer = runtime->timers[at];
  for (uint32_t parent; at > 0 && runtime->timers[parent = (at - 1) / 2]->when > timer->when; at = parent)
    put(runtime, at, runtime->timers[parent]);
  put(runtime, at, timer);
}

static void sift_down(loam_runtime *runtime, uint32_t at) {
  loam_timer *timer = runtime->timers[at];
  for (uint32_t child; (child = 2 * at + 1) < runtime->timer_count; at = child) {
    if (child + 1 < runtime->timer_count && runtime->timers[child + 1]->when < runtime->timers[child]->when) child++;
    if (runtime->timers[child]->when >= timer->when) break;
    put(runtime, at, runtime->timers[child]);
  }
  put(runtime, at, timer);
}

static void publish_next(loam_runtime *runtime) {
  atomic_store(&runtime->next_timer, runtime->timer_count == 0 ? INT64_MAX : runtime->timers[0]->when);
}

static bool insert_locked(loam_runtime *runtime, loam_timer *timer) {
  if (runtime->timer_count == runtime->timer_capacity) {
    uint32_t capacity = runtime->timer_capacity == 0 ? LOAM_TIMERS_FIRST : 2 * runtime->timer_capacity;
    loam_timer **timers = loam_os_resize(&runtime->os, runtime->timers, capacity * sizeof *timers);
    if (timers == NULL) return false;
    runtime->timers = timers;
    runtime->timer_capacity = capacity;
  }
  runtime->timers[runtime->timer_count] = timer;
  sift_up(runtime, runtime->timer_count++);
  publish_next(runtime);
  return true;
}

static bool remove_locked(loam_runtime *runtime, loam_timer *timer) {
  if (timer->index == 0) return false;
  uint32_t at = (uint32_t)timer->index - 1;
  loam_timer *last = runtime->timers[--runtime->timer_count];
  timer->index = 0;
  if (last != timer) {
    put(runtime, at, last);
    sift_up(runtime, at);
    sift_down(runtime, (uint32_t)last->index - 1);
  }
  publish_next(runtime);
  return true;
}

// An idle worker sleeps until the time that was next when it lay down: one is woken to look again.
static void new_first(loam_runtime *runtime, int64_t when) {
  if (atomic_load(&runtime->next_timer) == when) loam_wake_sleeper(runtime);
}

bool loam_timers_pending(loam_runtime *runtime) {
  return atomic_load_explicit(&runtime->next_timer, memory_order_relaxed) != INT64_MAX;
}

bool loam_timers_run(loam_runtime *runtime, loam_worker *worker) {
  if (atomic_load(&runtime->next_timer) > loam_clock(runtime) || atomic_load(&runtime->stopping) != 0) return false;
  bool ran = false;
  for (;;) {
    int64_t now = loam_clock(runtime);
    loam_goroutine *ready = NULL;
    void *function = NULL;
    loam_lock_acquire(&runtime->timer_lock);
    loam_timer *timer = runtime->timer_count == 0 ? NULL : runtime->timers[0];
    if (timer == NULL || timer->when > now) {
      loam_lock_release(&runtime->timer_lock);
      return ran;
    }
    remove_locked(runtime, timer);
    int64_t when = timer->when, period = timer->period;
    ready = timer->goroutine;
    function = timer->function;
    if (timer->period > 0 && ready == NULL) {
      timer->when += timer->period * (1 + (now - timer->when) / timer->period);
      insert_locked(runtime, timer);
    }
    // The new goroutine roots the function; until it exists no collection can come, since this worker runs.
    loam_lock_release(&runtime->timer_lock);
    if (ready != NULL) {
      free(timer);
    } else {
      ready = loam_goroutine_create(runtime, worker, function, NULL, 0);
    }
    if (ready == NULL) continue;
    ran = true;
    LOAM_EVENT(&worker->events, SCHEDULE, TIMER, 0, when, period, 0, 0, 0);
    loam_ready(runtime, worker, ready);
  }
}

void loam_context_sleep(loam_context *context, int64_t nanoseconds) {
  loam_runtime *runtime = context->runtime;
  loam_park_begin(context->worker, "sleep");
  loam_timer *timer = nanoseconds > 0 ? loam_os_allocate(&runtime->os, sizeof *timer) : NULL;
  if (timer == NULL) {
    loam_ready(runtime, context->worker, context->goroutine);
    return;
  }
  timer->goroutine = context->goroutine;
  timer->when = loam_clock(runtime) + nanoseconds;
  if (timer->when < 0) timer->when = INT64_MAX - 1;
  int64_t when = timer->when;
  loam_lock_acquire(&runtime->timer_lock);
  bool inserted = insert_locked(runtime, timer);
  loam_lock_release(&runtime->timer_lock);
  if (inserted) {
    new_first(runtime, when);
    return;
  }
  free(timer);
  loam_ready(runtime, context->worker, context->goroutine);
}

void *loam_timer_create(loam_context *context, void *channel, void *function) {
  (void)channel;
  context->roots[3] = function;
  loam_timer *timer = loam_context_allocate(context, &timer_object, 1);
  if (timer != NULL) timer->function = context->roots[3];
  context->roots[3] = NULL;
  return timer;
}

bool loam_timer_start(loam_context *context, void *object, int64_t when, int64_t period) {
  loam_runtime *runtime = context->runtime;
  loam_timer *timer = object;
  loam_monitor_start(runtime);
  loam_lock_acquire(&runtime->timer_lock);
  bool active = remove_locked(runtime, timer);
  timer->when = when;
  timer->period = period;
  insert_locked(runtime, timer);
  loam_lock_release(&runtime->timer_lock);
  new_first(runtime, when);
  return active;
}

bool loam_timer_stop(loam_context *context, void *object) {
  loam_runtime *runtime = context->runtime;
  loam_lock_acquire(&runtime->timer_lock);
  bool active = remove_locked(runtime, object);
  loam_lock_release(&runtime->timer_lock);
  return active;
}

void loam_timers_shade(loam_runtime *runtime, loam_marker *marker) {
  for (uint32_t i = 0; i < runtime->timer_count; i++)
    if (runtime->timers[i]->goroutine == NULL) loam_collect_word(marker, (uintptr_t)runtime->timers[i]);
}

void loam_timers_free(loam_runtime *runtime) {
  for (uint32_t i = 0; i < runtime->timer_count; i++)
    if (runtime->timers[i]->goroutine != NULL) free(runtime->timers[i]);
  free(runtime->timers);
}
